import type { CustomerSessionRecord, PaymentPlanRecord, RecordOf } from "./records.ts";
import { createSeededRandom, type SeededRandom } from "./seeded-random.ts";

/** The records of one resource, in the order of their creation. */
export class Collection<Item extends { readonly id: string }> {
  readonly #items: Item[] = [];
  readonly #byId = new Map<string | undefined, Item>();

  get all(): readonly Item[] {
    return this.#items;
  }

  get(id: string | undefined): Item | undefined {
    return this.#byId.get(id);
  }

  add(item: Item): Item {
    this.#items.push(item);
    this.#byId.set(item.id, item);
    return item;
  }

  /** Returns whether there was a record with this id. */
  delete(id: string): boolean {
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
  readonly random: SeededRandom;
  readonly customer_sessions: Collection<CustomerSessionRecord>;
  /** Plans with scheduled charges left to collect, so that finding those that are due does not visit every plan. */
  readonly plansBeingPaid: Set<PaymentPlanRecord>;
}

/** Returns the collection of a resource, typed as such where the compiler only knows that it is one of several. */
export function collectionOf<Name extends keyof RecordOf>(store: Collections, name: Name): Collection<RecordOf[Name]> {
  return store[name];
}

/** Creates an empty store; `seed` determines its ids. */
export function createStore(seed: number): Store {
  return {
    random: createSeededRandom(seed),
    customers: new Collection(),
    debt_accounts: new Collection(),
    payment_plans: new Collection(),
    payment_methods: new Collection(),
    charges: new Collection(),
    transactions: new Collection(),
    tickets: new Collection(),
    webhooks: new Collection(),
    customer_sessions: new Collection(),
    plansBeingPaid: new Set(),
  };
}
