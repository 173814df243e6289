import { addDays } from "../../calendar-date.ts";
import { layOutCharges } from "../../payment-plan-schedule.ts";
import type { PaymentSource, RecordOf } from "../../records.ts";
import { BRANDS, FIRST_NAMES, LAST_NAMES, TICKET_STATUSES, TICKET_SUBJECTS } from "../../seed-words.ts";
import type { Seed } from "../../store.ts";
import { joinName } from "../customer-details.ts";
import { isDeclined } from "../declined-source.ts";
import { CustomerDraws } from "./customer-draws.ts";
import { mix } from "./mix.ts";
import { createSeededIds, type SeededIds, type SeededKind } from "./seeded-ids.ts";
import { HISTORY_DAYS, SeededPayments, sortOf } from "./seeded-payments.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** One customer in so many has a ticket. */
export const TICKET_EVERY = 5;
/** After so many tickets the pairs of status and subject come again. */
export const TICKET_PERIOD: number = TICKET_STATUSES.length * TICKET_SUBJECTS.length;

/** Makes the record number `ordinal` of a customer. */
type Creators = { readonly [Name in SeededKind]: (customer: number, ordinal: number) => RecordOf[Name] };

/** How the records of the seeded customers are made. */
export interface SeededCustomers {
  readonly ids: SeededIds;
  readonly payments: SeededPayments;
  readonly create: Creators;
}

/**
 * Makes the seeded customers, by number, and their records, by number among the customer's own of a kind; both start at 0. Each
 * record depends on these numbers and the seed alone, so that it can be made by itself, and again.
 */
export function createSeededCustomers({ seed, customers, today }: Seed): SeededCustomers {
  const key = mix(seed, Math.floor(seed / 2 ** 32));
  const ids = createSeededIds(key);
  const draws = new CustomerDraws(key);
  const payments = new SeededPayments(draws);
  const historyStart = Date.parse(today) - HISTORY_DAYS * DAY_MS;

  function nameOf(customer: number): { first_name: string; last_name: string } {
    return {
      first_name: draws.pick(customer, "first_name", FIRST_NAMES),
      last_name: draws.pick(customer, "last_name", LAST_NAMES),
    };
  }

  function cardOf(customer: number): PaymentSource {
    return { type: "card", last_four: lastFour(customer, "card") };
  }

  function lastFour(customer: number, draw: "card" | "bank_account"): string {
    const last_four = digits(draws.integer(customer, draw, [0, 9999]), 4);
    return isDeclined({ last_four }) ? "0001" : last_four;
  }

  function planOf(customer: number): { payment_plan_id?: string } {
    return sortOf(customer) === "paid_plan" ? { payment_plan_id: ids.encode("payment_plans", customer, 0) } : {};
  }

  /** One customer per minute, up to the first noon of history. */
  function createdMs(customer: number): number {
    return historyStart + DAY_MS / 2 - (customers - customer) * MINUTE_MS;
  }

  function createdAt(customer: number): string {
    return new Date(createdMs(customer)).toISOString();
  }

  function timeOf(minute: number): string {
    return new Date(historyStart + minute * MINUTE_MS).toISOString();
  }

  const create: Creators = {
    customers(customer: number) {
      const names = nameOf(customer);
      const created_at = createdAt(customer);
      return {
        id: ids.encode("customers", customer, 0),
        ...names,
        email: `${names.first_name}.${names.last_name}.${customer + 1}@example.com`.toLowerCase(),
        // 555-0100 to 555-0199 are reserved for fiction.
        phone: `+1-202-555-01${digits(draws.integer(customer, "phone", [0, 99]), 2)}`,
        created_at,
        updated_at: created_at,
        external_id: externalIdOf("customers", customer),
        date_of_birth: `${1950 + (customer % 50)}-01-15`,
        metadata: { segment: customer < customers / 2 ? "a" : "b" },
        address: {
          name: joinName(names),
          line1: `${customer + 1} Main Street`,
          city: "Springfield",
          postal_code: "62701",
          state: "IL",
          country: "US",
          is_primary: true,
        },
      };
    },

    debt_accounts(customer: number) {
      const sort = sortOf(customer);
      const original_balance = payments.balance(customer);
      const current_balance = original_balance - payments.total(customer);
      return {
        id: ids.encode("debt_accounts", customer, 0),
        customer_id: ids.encode("customers", customer, 0),
        account_number: externalIdOf("debt_accounts", customer),
        original_balance,
        current_balance,
        status: current_balance > 0 ? "active" : "resolved",
        created_at: createdAt(customer),
        ...(sort.endsWith("_plan") && { payment_plan_id: ids.encode("payment_plans", customer, 0) }),
        external_id: externalIdOf("debt_accounts", customer),
        location_ids: [ids.encode("locations", 0, 0)],
      };
    },

    /** A card, and then a bank account. */
    payment_methods(customer: number, ordinal: number) {
      const fields = {
        id: ids.encode("payment_methods", customer, ordinal),
        created_at: createdAt(customer),
        customer_id: ids.encode("customers", customer, 0),
        holder: joinName(nameOf(customer)),
        zip: "62701",
        is_primary: ordinal === 0,
      };
      if (ordinal === 1) {
        const last_four = lastFour(customer, "bank_account");
        const details = { account_type: "checking", routing_number: "011000015", account_state: "IL" };
        return { ...fields, type: "bank_account", last_four, ...details };
      }
      return {
        ...fields,
        ...cardOf(customer),
        brand: draws.pick(customer, "brand", BRANDS),
        expiry_month: draws.integer(customer, "expiry_month", [1, 12]),
        expiry_year: Number(today.slice(0, 4)) + draws.integer(customer, "expiry_years", [1, 5]),
      };
    },

    payment_plans(customer: number) {
      const isPaid = sortOf(customer) === "paid_plan";
      const plan = payments.plan(customer);
      const frequencies = ["weekly", "every_other_week", "monthly", "last_of_month"] as const;
      const terms = {
        total_amount: payments.balance(customer),
        installment_amount: plan.installment,
        frequency: isPaid ? plan.frequency : draws.pick(customer, "frequency", frequencies),
        start_date: isPaid
          ? timeOf(payments.minute(customer, 0)).slice(0, 10)
          : addDays(today, draws.integer(customer, "days_until_start", [1, 31])),
      };
      const charges = layOutCharges(terms, "amount");
      return {
        id: ids.encode("payment_plans", customer, 0),
        debt_account_id: ids.encode("debt_accounts", customer, 0),
        ...terms,
        ...(isPaid && { payment_method_id: ids.encode("payment_methods", customer, 0) }),
        created_at: createdAt(customer),
        charges: isPaid ? charges.map((each) => ({ ...each, scheduled: true, charged_at: each.charge_date })) : charges,
      };
    },

    charges(customer: number, ordinal: number) {
      return {
        id: ids.encode("charges", customer, ordinal),
        amount: payments.amount(customer, ordinal),
        status: "completed",
        payment_method_id: ids.encode("payment_methods", customer, 0),
        debt_account_id: ids.encode("debt_accounts", customer, 0),
        ...planOf(customer),
        created_at: timeOf(payments.minute(customer, ordinal)),
        source: cardOf(customer),
      };
    },

    transactions(customer: number, ordinal: number) {
      return {
        id: ids.encode("transactions", customer, ordinal),
        status: "completed",
        type: "payment",
        amount: payments.amount(customer, ordinal),
        source: cardOf(customer),
        charge_id: ids.encode("charges", customer, ordinal),
        ...planOf(customer),
        created_at: timeOf(payments.minute(customer, ordinal)),
      };
    },

    /** There is one, number 0 of customer 0, for all accounts. */
    locations(customer: number, ordinal: number) {
      const id = ids.encode("locations", customer, ordinal);
      return { id, name: "First Example Bank", type: "original_creditor", external_id: "LOC-001", metadata: {} };
    },

    tickets(customer: number) {
      const number = customer / TICKET_EVERY;
      const subject = TICKET_SUBJECTS[number % TICKET_SUBJECTS.length] ?? TICKET_SUBJECTS[0];
      return {
        id: ids.encode("tickets", customer, 0),
        subject,
        description: `${subject} on account ${externalIdOf("debt_accounts", customer)}.`,
        status: TICKET_STATUSES[number % TICKET_STATUSES.length] ?? "open",
        // Later than the customer by as much as makes that of the last one of yesterday.
        created_at: new Date(createdMs(customer) + (HISTORY_DAYS - 1) * DAY_MS).toISOString(),
        customer_id: ids.encode("customers", customer, 0),
      };
    },
  };
  return { ids, payments, create };
}

/** The external id of a customer, or of the customer's debt account; other records have none. */
export function externalIdOf(kind: SeededKind, customer: number): string | undefined {
  const prefix = { customers: "CUS", debt_accounts: "ACC" }[String(kind)];
  return prefix && `${prefix}-${digits(customer + 1, 6)}`;
}

function digits(number: number, least: number): string {
  return String(number).padStart(least, "0");
}
