import type { SeededRows } from "../../collection.ts";
import type { LocationRecord, RecordOf } from "../../records.ts";
import type { Seed, SeededRecords } from "../../store.ts";
import { Memory } from "./memory.ts";
import { createSeededCustomers, externalIdOf, TICKET_EVERY } from "./seeded-customers.ts";
import type { SeededKind } from "./seeded-ids.ts";
import { createPaymentOrder, createPeriodicOrder, type Place, type SeededOrder } from "./seeded-order.ts";
import { SORTS } from "./seeded-payments.ts";

/** How many records of each resource are remembered at least: more than a step touches. */
const REMEMBERED = 5_000;
const MAX_ORDINALS = 16;

/** How many customers there can be; the order of payments has room for 2 ** 20. */
export const MAX_SEEDED_CUSTOMERS = 1_000_000;

/**
 * Returns the records that a sandbox of the vendor's dialect starts with. None is made before it is asked for.
 *
 * Each customer has a debt account and a card; in turn they have made one payment, have paid nothing, have a plan that awaits
 * their agreement, or have paid a plan in full. No charge falls due later. The last payment was made yesterday, and plans that
 * wait for agreement start after today.
 */
export function createSeededRecords(seed: Seed): SeededRecords {
  const { customers } = seed;
  const { ids, payments, create } = createSeededCustomers(seed);

  function rowsOf<Name extends SeededKind>(kind: Name, order: SeededOrder): SeededRows<RecordOf[Name]> {
    const memory = new Memory<RecordOf[Name]>(REMEMBERED);
    const make: (customer: number, ordinal: number) => RecordOf[Name] = create[kind];
    const recordAt = ({ customer, ordinal }: Place): RecordOf[Name] =>
      memory.get(customer * MAX_ORDINALS + ordinal, () => make(customer, ordinal));
    const placeOf = (id: string): Place | undefined => {
      const place = ids.decode(id);
      // The id may be one of a seed that is the same but for its number of customers.
      const isHere = place?.kind === kind && place.customer < customers;
      return isHere && place.ordinal < order.countOf(place.customer) ? place : undefined;
    };
    return {
      get length() {
        return order.length;
      },
      at: (position) => recordAt(order.at(position)),
      get(id) {
        const place = placeOf(id);
        return place && recordAt(place);
      },
      getByExternalId(externalId) {
        const customer = Number(externalId.slice(4)) - 1;
        const isHere =
          Number.isInteger(customer) && customer < customers && externalId === externalIdOf(kind, customer);
        return isHere ? recordAt({ customer, ordinal: 0 }) : undefined;
      },
      positionOf(id) {
        const place = placeOf(id);
        return place === undefined ? -1 : order.positionOf(place);
      },
      ofCustomerOf(id) {
        const { customer = customers } = ids.decode(id) ?? {};
        if (customer >= customers) return [];
        return Array.from({ length: order.countOf(customer) }, (_, ordinal) => recordAt({ customer, ordinal }));
      },
    };
  }

  const first = (customer: number): Place => ({ customer, ordinal: 0 });
  const one = createPeriodicOrder(customers, 1, [first(0)]);
  const plans = [SORTS.indexOf("waiting_plan"), SORTS.indexOf("paid_plan")].map(first);
  // Of three customers, the first has a bank account besides the card.
  const methods = [first(0), { customer: 0, ordinal: 1 }, first(1), first(2)];
  const byTime = createPaymentOrder(customers, payments);
  return {
    customers: rowsOf("customers", one),
    debt_accounts: rowsOf("debt_accounts", one),
    payment_methods: rowsOf("payment_methods", createPeriodicOrder(customers, 3, methods)),
    payment_plans: rowsOf("payment_plans", createPeriodicOrder(customers, SORTS.length, plans)),
    charges: rowsOf("charges", byTime),
    transactions: rowsOf("transactions", byTime),
    tickets: rowsOf("tickets", createPeriodicOrder(customers, TICKET_EVERY, [first(0)])),
  };
}

/** Returns the location of all seeded accounts. */
export function seededLocation(seed: Seed): LocationRecord {
  return createSeededCustomers(seed).create.locations(0, 0);
}
