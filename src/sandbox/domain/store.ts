import { Changes, type Change } from "./changes.ts";
import { Collection, type SeededRows } from "./collection.ts";
import type {
  ChargeRecord,
  CustomerSessionRecord,
  DebtAccountRecord,
  PaymentPlanRecord,
  PendingImport,
  RecordOf,
} from "./records.ts";
import { createSeededRandom, type SeededRandom } from "./seeded-random.ts";

/** Whose form responses have: the vendor's documentation or the source spec. With `vendor`, amounts are whole cents. */
export type Dialect = "vendor" | "source";

type Collections = { readonly [Name in keyof RecordOf]: Collection<RecordOf[Name]> };

/** What determines seeded records that are made when they are asked for. */
export interface Seed {
  readonly seed: number;
  readonly customers: number;
  /** The calendar date that the records reach up to. */
  readonly today: string;
}

/** The seeded records of each resource that has any. */
export type SeededRecords = { readonly [Name in keyof RecordOf]?: SeededRows<RecordOf[Name]> };

/** The state of a sandbox: a collection for each resource, by its name in paths. */
export interface Store extends Collections {
  readonly dialect: Dialect;
  /** Undefined when every record was added. */
  readonly seed: Seed | undefined;
  readonly random: SeededRandom;
  readonly customer_sessions: Collection<CustomerSessionRecord>;
  /** Plans with scheduled charges left to collect, so that finding those that are due does not visit every plan. */
  readonly plansBeingPaid: Set<PaymentPlanRecord>;
  /** Charges for a later day. */
  readonly scheduledCharges: Set<ChargeRecord>;
  /** The children of each parent account, by its id. */
  readonly childAccounts: Map<string, DebtAccountRecord[]>;
  /** Bulk imports that have been accepted and not applied. */
  readonly pendingImports: PendingImport[];
  /** Campaign, date, account and address of each recipient, which are unique together. */
  readonly recipients: Set<string>;
  /** The secret of each webhook that has one, by its id: apart from the records, so that nothing which shows those shows it. */
  readonly webhookSecrets: Map<string, string>;
  /** What happens to the records. */
  readonly changes: Changes;
}

/** Returns the collection of a resource, typed as such where the compiler only knows that it is one of several. */
export function collectionOf<Name extends keyof RecordOf>(store: Collections, name: Name): Collection<RecordOf[Name]> {
  return store[name];
}

/** Creates a store that holds the seeded records; `random`, a seed or the state of another store's random values, determines the
 * ids of further ones. */
export function createStore(
  random: number | readonly number[],
  dialect: Dialect,
  { seed, records = {} }: { readonly seed?: Seed; readonly records?: SeededRecords } = {},
): Store {
  const changes = new Changes();
  const collection = <Name extends keyof RecordOf>(resource: Name): Collection<RecordOf[Name]> =>
    new Collection<RecordOf[Name]>(
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- record and resource belong together
      (kind, record, before) => changes.note({ resource, kind, record, before } as Change),
      records[resource],
    );
  return {
    dialect,
    seed,
    random: createSeededRandom(random),
    customers: collection("customers"),
    debt_accounts: collection("debt_accounts"),
    payment_plans: collection("payment_plans"),
    payment_methods: collection("payment_methods"),
    charges: collection("charges"),
    transactions: collection("transactions"),
    tickets: collection("tickets"),
    webhooks: collection("webhooks"),
    locations: collection("locations"),
    email_templates: collection("email_templates"),
    email_campaigns: collection("email_campaigns"),
    customer_sessions: new Collection(),
    plansBeingPaid: new Set(),
    scheduledCharges: new Set(),
    childAccounts: new Map(),
    pendingImports: [],
    recipients: new Set(),
    webhookSecrets: new Map(),
    changes,
  };
}
