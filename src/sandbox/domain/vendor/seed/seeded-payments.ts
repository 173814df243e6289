import type { CustomerDraws } from "./customer-draws.ts";

/** How many days ago the last customer was created, longer than the longest plan takes: 60 + 11 * 14 days. */
export const HISTORY_DAYS = 220;
const DAY_MINUTES = 1440;

/** The balances are in cents, and whole in the vendor's unit. */
const UNIT = 100;
const STEPS = { weekly: 7, every_other_week: 14 } as const;
const FREQUENCIES = ["weekly", "every_other_week"] as const;

/** What customers have done, in turn. */
export const SORTS = ["one_payment", "nothing", "waiting_plan", "paid_plan"] as const;

/** A plan whose charges are all of the same amount but for the last one. */
export interface SeededPlan {
  readonly frequency: (typeof FREQUENCIES)[number];
  readonly payments: number;
  readonly installment: number;
}

/** When seeded customers, by number from 0, paid how much. Nothing is stored, since a million customers are never all asked for. */
export class SeededPayments {
  readonly #draws: CustomerDraws;

  constructor(draws: CustomerDraws) {
    this.#draws = draws;
  }

  /** What a customer owed at first, in cents. */
  balance(customer: number): number {
    return this.#draws.integer(customer, "balance", [500, 5000]) * UNIT;
  }

  /** The plan of a customer who has one. Its number of payments is exact for balances as high as these. */
  plan(customer: number): SeededPlan {
    const payments = this.#draws.integer(customer, "payments", [4, 12]);
    const installment = Math.ceil(this.balance(customer) / UNIT / payments) * UNIT;
    return { frequency: this.#draws.pick(customer, "frequency", FREQUENCIES), payments, installment };
  }

  /** How many payments a customer has made. */
  count(customer: number): number {
    const sort = sortOf(customer);
    if (sort === "paid_plan") return this.plan(customer).payments;
    return sort === "one_payment" ? 1 : 0;
  }

  /** What the payment number `ordinal` of a customer came to, in cents. */
  amount(customer: number, ordinal: number): number {
    if (sortOf(customer) === "one_payment") return this.#draws.integer(customer, "payment", [20, 400]) * UNIT;
    const { payments, installment } = this.plan(customer);
    return ordinal < payments - 1 ? installment : this.balance(customer) - ordinal * installment;
  }

  /** What a customer has paid, in cents. */
  total(customer: number): number {
    const sort = sortOf(customer);
    if (sort === "paid_plan") return this.balance(customer);
    return sort === "one_payment" ? this.amount(customer, 0) : 0;
  }

  /** When the payment number `ordinal` was made, in minutes since midnight of the day that is `HISTORY_DAYS` before today. */
  minute(customer: number, ordinal: number): number {
    // Somebody has paid yesterday, however few customers there are.
    const daysAgo = customer === 0 ? 1 : this.#draws.integer(customer, "days_since_payment", [1, 60]);
    if (sortOf(customer) === "one_payment") {
      return (HISTORY_DAYS - daysAgo) * DAY_MINUTES + this.#draws.integer(customer, "minute", [0, DAY_MINUTES - 1]);
    }
    const { payments, frequency } = this.plan(customer);
    return (HISTORY_DAYS - daysAgo - (payments - 1 - ordinal) * STEPS[frequency]) * DAY_MINUTES;
  }
}

/** What a customer has done. */
export function sortOf(customer: number): (typeof SORTS)[number] {
  return SORTS[customer % SORTS.length] ?? "nothing";
}
