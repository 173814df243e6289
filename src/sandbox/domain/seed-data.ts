import { addDays, calendarDateOf } from "./calendar-date.ts";
import { addPaymentMethod } from "../operations/payment-methods.ts";
import { attachPaymentPlan } from "../operations/payment-plans.ts";
import { layOutCharges } from "./payment-plan-schedule.ts";
import type { CustomerRecord, DebtAccountRecord, PaymentMethodRecord } from "./records.ts";
import { Store } from "./store.ts";
import { takePayment, type Payment } from "./collect-payment.ts";

// Fixed, so that the data does not depend on the day it is made.
const EPOCH = Date.UTC(2024, 0, 1, 9);
const DAY_MS = 86_400_000;

const FIRST_NAMES = [
  "Ada",
  "Ben",
  "Chloe",
  "Dan",
  "Elena",
  "Femi",
  "Grace",
  "Hugo",
  "Ines",
  "Jun",
  "Kofi",
  "Lena",
] as const;
const LAST_NAMES = [
  "Abbott",
  "Baker",
  "Castro",
  "Diaz",
  "Evans",
  "Fischer",
  "Green",
  "Hall",
  "Ito",
  "Jones",
  "Khan",
] as const;
const TICKET_SUBJECTS = ["Question about my balance", "Change of address", "Request for a receipt"] as const;

/** Makes a store with customers of all sorts: each has a debt account and a card; in turns they have paid something,
 * have paid nothing, have a plan waiting for their agreement, or have finished one. Nothing is left to fall due. */
export function createSeededStore({ seed, customers }: { seed: number; customers: number }): Store {
  const store = new Store(seed);
  const payments: Payment[] = [];
  for (let index = 0; index < customers; index += 1) {
    // A minute apart: a million customers fit between the epoch and the real today.
    const now = EPOCH + index * 60_000;
    const customer = addCustomer(store, index, now);
    const card = addPaymentMethod(store, { type: "card", customerId: customer.id, now });
    if (index % 3 === 0) addPaymentMethod(store, { type: "bank_account", customerId: customer.id, now });
    const account = addAccount(store, customer, index, now);
    if (index % 4 === 0) payments.push(onePayment(store, account, card, now));
    if (index % 4 === 2) addWaitingPlan(store, account, now);
    if (index % 4 === 3) payments.push(...addFinishedPlan(store, account, card, now));
    if (index % 5 === 0) addTicket(store, index, now);
  }
  payments.sort((a, b) => a.at.localeCompare(b.at));
  for (const payment of payments) takePayment(store, payment);
  if (customers > 0) {
    store.webhooks.add({
      id: store.random.uuid(),
      url: "https://example.com/webhooks/tratta",
      events: ["charge.completed", "charge.failed", "payment_plan.created"],
      active: true,
      created_at: new Date(EPOCH).toISOString(),
    });
  }
  return store;
}

function addCustomer(store: Store, index: number, now: number): CustomerRecord {
  const { random } = store;
  const firstName = random.pick(FIRST_NAMES);
  const lastName = random.pick(LAST_NAMES);
  const at = new Date(now).toISOString();
  return store.customers.add({
    id: random.uuid(),
    first_name: firstName,
    last_name: lastName,
    email: `${firstName}.${lastName}.${index + 1}@example.com`.toLowerCase(),
    // 555-0100 to 555-0199 are kept for fiction.
    phone: `+1-202-555-01${String(random.integer(0, 99)).padStart(2, "0")}`,
    created_at: at,
    updated_at: at,
  });
}

function addAccount(store: Store, customer: CustomerRecord, index: number, now: number): DebtAccountRecord {
  const balance = store.random.integer(500, 5000);
  return store.debtAccounts.add({
    id: store.random.uuid(),
    customer_id: customer.id,
    account_number: `ACC-${String(index + 1).padStart(6, "0")}`,
    original_balance: balance,
    current_balance: balance,
    status: "active",
    created_at: new Date(now).toISOString(),
  });
}

function onePayment(store: Store, account: DebtAccountRecord, card: PaymentMethodRecord, now: number): Payment {
  return {
    amount: store.random.integer(20, 400),
    at: new Date(now + store.random.integer(1, 60) * DAY_MS).toISOString(),
    paymentMethodId: card.id,
    debtAccountId: account.id,
  };
}

function addWaitingPlan(store: Store, account: DebtAccountRecord, now: number): void {
  const schedule = {
    frequency: store.random.pick(["weekly", "every_other_week", "monthly", "last_of_month"]),
    startDate: addDays(calendarDateOf(now), store.random.integer(1, 31)),
    total: account.original_balance,
    amount: Math.ceil(account.original_balance / store.random.integer(4, 12)),
  };
  attachPaymentPlan(store, account, { ...schedule, charges: layOutCharges(schedule, "amount"), now });
}

/** Adds a plan that is paid in full and gives the payments it took. */
function addFinishedPlan(store: Store, account: DebtAccountRecord, card: PaymentMethodRecord, now: number): Payment[] {
  const schedule = {
    frequency: store.random.pick(["weekly", "every_other_week"]),
    startDate: addDays(calendarDateOf(now), store.random.integer(1, 31)),
    total: account.original_balance,
    amount: Math.ceil(account.original_balance / store.random.integer(2, 5)),
  };
  const charges = layOutCharges(schedule, "amount");
  for (const charge of charges) {
    charge.scheduled = true;
    charge.charged_at = charge.charge_date;
  }
  const plan = attachPaymentPlan(store, account, { ...schedule, charges, paymentMethodId: card.id, now });
  return charges.map(({ amount, charge_date: at }) => ({
    amount,
    at,
    paymentMethodId: card.id,
    debtAccountId: account.id,
    paymentPlanId: plan.id,
  }));
}

function addTicket(store: Store, index: number, now: number): void {
  const subject = store.random.pick(TICKET_SUBJECTS);
  store.tickets.add({
    id: store.random.uuid(),
    subject,
    description: `${subject} on account ACC-${String(index + 1).padStart(6, "0")}.`,
    status: store.random.pick(["open", "in_progress", "resolved", "closed"]),
    created_at: new Date(now).toISOString(),
  });
}
