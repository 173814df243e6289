import { Changes, type Change, type ChangeKind } from "./changes.ts";
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

/** The records of one resource, in the order of their creation. */
export class Collection<Item extends { readonly id: string; external_id?: string | undefined }> {
  readonly #items: Item[] = [];
  readonly #byId = new Map<string | undefined, Item>();
  readonly #byExternalId = new Map<string | undefined, Item>();
  readonly #onChange: ((kind: ChangeKind, item: Item, before?: Item) => void) | undefined;

  /** `onChange` is called after each change of a record, with a copy of what it was before. */
  constructor(onChange?: (kind: ChangeKind, item: Item, before?: Item) => void) {
    this.#onChange = onChange;
  }

  get all(): readonly Item[] {
    return this.#items;
  }

  get(id: string | undefined): Item | undefined {
    return this.#byId.get(id);
  }

  getByExternalId(externalId: string | undefined): Item | undefined {
    return this.#byExternalId.get(externalId);
  }

  /** Returns the record with this id, otherwise the one with this external id. */
  find(id: string): Item | undefined {
    return this.#byId.get(id) ?? this.#byExternalId.get(id);
  }

  add(item: Item): Item {
    this.#items.push(item);
    this.#byId.set(item.id, item);
    if (item.external_id !== undefined) this.#byExternalId.set(item.external_id, item);
    this.#onChange?.("created", item);
    return item;
  }

  /** Changes fields of a record. Nothing else changes a record, so that every change is noticed; without fields, what the
   * record refers to has changed. */
  update(item: Item, fields: Partial<Item> = {}): Item {
    const before = { ...item };
    if (fields.external_id !== undefined) this.#byExternalId.delete(item.external_id);
    Object.assign(item, fields);
    if (fields.external_id !== undefined) this.#byExternalId.set(fields.external_id, item);
    this.#onChange?.("updated", item, before);
    return item;
  }

  /** Returns whether there was a record with this id. */
  delete(id: string): boolean {
    const item = this.#byId.get(id);
    if (item === undefined) return false;
    this.#byExternalId.delete(item.external_id);
    this.#byId.delete(id);
    this.#items.splice(this.#items.indexOf(item), 1);
    this.#onChange?.("deleted", item, { ...item });
    return true;
  }
}

type Collections = { readonly [Name in keyof RecordOf]: Collection<RecordOf[Name]> };

/** The state of a sandbox: a collection for each resource, by its name in paths. */
export interface Store extends Collections {
  readonly dialect: Dialect;
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

/** Creates an empty store; `seed`, or the state of another store's random values, determines its ids. */
export function createStore(seed: number | readonly number[], dialect: Dialect): Store {
  const changes = new Changes();
  const collection = <Name extends keyof RecordOf>(resource: Name): Collection<RecordOf[Name]> =>
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- record and resource belong together
    new Collection((kind, record, before) => changes.note({ resource, kind, record, before } as Change));
  return {
    dialect,
    random: createSeededRandom(seed),
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
