import { partitionPoint } from "../../collection.ts";
import type { SeededPayments } from "./seeded-payments.ts";

/** A record of some kind: number `ordinal` of a customer. */
export interface Place {
  readonly customer: number;
  readonly ordinal: number;
}

/** The order of the seeded records of one kind, by their creation. */
export interface SeededOrder {
  readonly length: number;
  at(position: number): Place;
  positionOf(place: Place): number;
  /** How many of the records a customer has. */
  countOf(customer: number): number;
}

/** Orders records of which each customer has the same as `period` customers before: `slots` lists those of the first ones. */
export function createPeriodicOrder(customers: number, period: number, slots: readonly Place[]): SeededOrder {
  const counts = Array.from(
    { length: period },
    (_, first) => slots.filter(({ customer }) => customer === first).length,
  );
  const rest = slots.filter(({ customer }) => customer < customers % period);
  return {
    length: Math.floor(customers / period) * slots.length + rest.length,
    at(position) {
      const { customer, ordinal } = slots[position % slots.length] ?? { customer: 0, ordinal: 0 };
      return { customer: Math.floor(position / slots.length) * period + customer, ordinal };
    },
    positionOf({ customer, ordinal }) {
      const slot = slots.findIndex((each) => each.customer === customer % period && each.ordinal === ordinal);
      return Math.floor(customer / period) * slots.length + slot;
    },
    countOf: (customer) => counts[customer % period] ?? 0,
  };
}

// A key is the minute, the customer and the ordinal of a payment: less than 2 ** 43, which is exact in a double.
const MAX_ORDINALS = 16;
const MAX_CUSTOMERS = 2 ** 20;

/** Orders payments by time, with 8 bytes for each. That is done when it is first needed: a million customers take half a second. */
export function createPaymentOrder(customers: number, payments: SeededPayments): SeededOrder {
  const keyOf = ({ customer, ordinal }: Place): number =>
    (payments.minute(customer, ordinal) * MAX_CUSTOMERS + customer) * MAX_ORDINALS + ordinal;

  function createKeys(): Float64Array {
    let length = 0;
    for (let customer = 0; customer < customers; customer += 1) length += payments.count(customer);
    const keys = new Float64Array(length);
    for (let customer = 0, next = 0; customer < customers; customer += 1) {
      for (let ordinal = payments.count(customer) - 1; ordinal >= 0; ordinal -= 1, next += 1) {
        keys[next] = keyOf({ customer, ordinal });
      }
    }
    return keys.sort();
  }

  let made: Float64Array | undefined;
  const keys = (): Float64Array => (made ??= createKeys());
  return {
    get length() {
      return keys().length;
    },
    at(position) {
      const key = keys()[position] ?? 0;
      return { customer: Math.floor(key / MAX_ORDINALS) % MAX_CUSTOMERS, ordinal: key % MAX_ORDINALS };
    },
    positionOf(place) {
      const key = keyOf(place);
      return partitionPoint(keys().length, (index) => (keys()[index] ?? 0) < key);
    },
    countOf: (customer) => payments.count(customer),
  };
}
