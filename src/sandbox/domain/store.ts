import { createSeededRandom, type SeededRandom } from "./seeded-random.ts";
import type {
  ChargeRecord,
  CustomerRecord,
  CustomerSessionRecord,
  DebtAccountRecord,
  PaymentMethodRecord,
  PaymentPlanRecord,
  TicketRecord,
  TransactionRecord,
  WebhookRecord,
} from "./records.ts";

/** The records of one resource, in the order of their creation. */
export class Collection<Item extends { readonly id: string }> {
  readonly #items: Item[] = [];
  readonly #byId = new Map<string, Item>();

  get all(): readonly Item[] {
    return this.#items;
  }

  get(id: string): Item | undefined {
    return this.#byId.get(id);
  }

  add(item: Item): Item {
    this.#items.push(item);
    this.#byId.set(item.id, item);
    return item;
  }

  /** Whether there was a record with this id. */
  delete(id: string): boolean {
    if (!this.#byId.delete(id)) return false;
    this.#items.splice(
      this.#items.findIndex((item) => item.id === id),
      1,
    );
    return true;
  }
}

/** Everything a sandbox remembers between two requests. */
export class Store {
  readonly random: SeededRandom;
  readonly customers: Collection<CustomerRecord> = new Collection();
  readonly debtAccounts: Collection<DebtAccountRecord> = new Collection();
  readonly paymentPlans: Collection<PaymentPlanRecord> = new Collection();
  readonly paymentMethods: Collection<PaymentMethodRecord> = new Collection();
  readonly charges: Collection<ChargeRecord> = new Collection();
  readonly transactions: Collection<TransactionRecord> = new Collection();
  readonly tickets: Collection<TicketRecord> = new Collection();
  readonly webhooks: Collection<WebhookRecord> = new Collection();
  readonly customerSessions: Collection<CustomerSessionRecord> = new Collection();
  /** Plans with charges that are scheduled and not yet taken, so that finding the due ones need not look at every plan. */
  readonly plansBeingPaid: Set<PaymentPlanRecord> = new Set();

  constructor(seed: number) {
    this.random = createSeededRandom(seed);
  }
}
