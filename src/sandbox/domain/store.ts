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
    return item;
  }

  setExternalId(item: Item, externalId: string): void {
    this.#byExternalId.delete(item.external_id);
    item.external_id = externalId;
    this.#byExternalId.set(externalId, item);
  }

  /** Returns whether there was a record with this id. */
  delete(id: string): boolean {
    this.#byExternalId.delete(this.#byId.get(id)?.external_id);
    if (!this.#byId.delete(id)) return false;
    this.#items.splice(
      this.#items.findIndex((item) => item.id === id),
      1,
    );
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
}

/** Returns the collection of a resource, typed as such where the compiler only knows that it is one of several. */
export function collectionOf<Name extends keyof RecordOf>(store: Collections, name: Name): Collection<RecordOf[Name]> {
  return store[name];
}

/** Creates an empty store; `seed` determines its ids. */
export function createStore(seed: number, dialect: Dialect): Store {
  return {
    dialect,
    random: createSeededRandom(seed),
    customers: new Collection(),
    debt_accounts: new Collection(),
    payment_plans: new Collection(),
    payment_methods: new Collection(),
    charges: new Collection(),
    transactions: new Collection(),
    tickets: new Collection(),
    webhooks: new Collection(),
    locations: new Collection(),
    email_templates: new Collection(),
    email_campaigns: new Collection(),
    customer_sessions: new Collection(),
    plansBeingPaid: new Set(),
    scheduledCharges: new Set(),
    childAccounts: new Map(),
    pendingImports: [],
    recipients: new Set(),
  };
}
