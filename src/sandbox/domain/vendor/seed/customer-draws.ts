import { mix } from "./mix.ts";

/** What is drawn for each customer. */
const DRAWS = {
  first_name: 1,
  last_name: 2,
  phone: 3,
  card: 4,
  brand: 5,
  expiry_month: 6,
  expiry_years: 7,
  bank_account: 8,
  balance: 9,
  payment: 10,
  minute: 11,
  days_since_payment: 12,
  frequency: 13,
  payments: 14,
  days_until_start: 15,
} as const;

type Draw = keyof typeof DRAWS;

/** Values that look random and depend on a key, a customer's number and what is drawn alone. */
export class CustomerDraws {
  readonly #key: number;

  constructor(key: number) {
    this.#key = key;
  }

  /** A whole number from `least` to `most`, both inclusive. */
  integer(customer: number, draw: Draw, [least, most]: readonly [least: number, most: number]): number {
    const fraction = mix(this.#key, customer, DRAWS[draw]) / 2 ** 32;
    return least + Math.floor(fraction * (most - least + 1));
  }

  pick<const Item>(customer: number, draw: Draw, items: readonly Item[]): Item {
    const item = items[this.integer(customer, draw, [0, items.length - 1])];
    if (item === undefined) throw new RangeError("cannot pick from an empty list");
    return item;
  }
}
