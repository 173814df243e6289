import { addPaymentMethod } from "./add-payment-method.ts";
import { addPaymentPlan } from "./add-payment-plan.ts";
import { addDays, calendarDateOf } from "./calendar-date.ts";
import { collectPayment, type Payment } from "./collect-payment.ts";
import { compareTexts } from "./compare-texts.ts";
import { layOutCharges, type PlanTerms } from "./payment-plan-schedule.ts";
import type { CustomerRecord, DebtAccountRecord, PaymentFrequency, PaymentMethodRecord } from "./records.ts";
import { FIRST_NAMES, LAST_NAMES, TICKET_STATUSES, TICKET_SUBJECTS } from "./seed-words.ts";
import { createStore, type Dialect, type Seed, type Store } from "./store.ts";
import { createSeededRecords, seededLocation } from "./vendor/seed/seeded-records.ts";

// Fixed, so that the data does not depend on the day it is made.
const EPOCH = Date.UTC(2024, 0, 1, 9);
const DAY_MS = 86_400_000;

interface SeedOptions {
  readonly seed: number;
  readonly customers: number;
  readonly dialect: Dialect;
  /** Returns epoch milliseconds. @default Date.now */
  readonly clock?: () => number;
}

/**
 * Creates a store with customers of all sorts. Each has a debt account and a card; in turn they have made one payment, have
 * paid nothing, have a plan that awaits their agreement, or have paid a plan in full. No charge falls due later.
 *
 * In the vendor's dialect the records are made when they are asked for. The last payment was made yesterday, and plans that wait
 * for agreement start after today. Those of the source spec's dialect are made here, one after the other as in 0.1.0: each
 * depends on all before it, so that none could be made by itself.
 */
export function createSeededStore({ seed, customers, dialect, clock = Date.now }: SeedOptions): Store {
  const store =
    dialect === "vendor"
      ? createVendorStore({ seed, customers, today: calendarDateOf(clock()) })
      : createSourceStore(seed, customers);
  if (customers > 0) addWebhook(store);
  return store;
}

function createVendorStore(seed: Seed): Store {
  const store = createStore(seed.seed, "vendor", { seed, records: createSeededRecords(seed) });
  store.locations.add(seededLocation(seed));
  return store;
}

function createSourceStore(seed: number, customers: number): Store {
  const store = createStore(seed, "source");
  const payments: Payment[] = [];
  for (let index = 0; index < customers; index += 1) {
    // One per minute: a million customers fit between the epoch and today.
    const now = EPOCH + index * 60_000;
    const customer = addCustomer(store, index, now);
    const card = addPaymentMethod(store, { type: "card", customer_id: customer.id, now });
    if (index % 3 === 0) addPaymentMethod(store, { type: "bank_account", customer_id: customer.id, now });
    const account = addAccount(store, customer, index, now);
    if (index % 4 === 0) payments.push(createPayment(store, account, card, now));
    if (index % 4 === 2) addWaitingPlan(store, account, now);
    if (index % 4 === 3) payments.push(...addFinishedPlan(store, account, card, now));
    if (index % 5 === 0) addTicket(store, customer, index, now);
  }
  payments.sort((a, b) => compareTexts(a.created_at, b.created_at));
  for (const payment of payments) collectPayment(store, payment);
  return store;
}

/** Adds one that stands for somebody else's. */
function addWebhook(store: Store): void {
  const { id } = store.webhooks.add({
    id: store.random.uuid(),
    url: "https://example.com/webhooks/tratta",
    events: ["charge.completed", "charge.failed", "payment_plan.created"],
    active: true,
    created_at: new Date(EPOCH).toISOString(),
    isSeeded: true,
  });
  // Every webhook of the vendor has one.
  if (store.dialect === "vendor") store.webhookSecrets.set(id, "secret-of-the-sandbox");
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
    // 555-0100 to 555-0199 are reserved for fiction.
    phone: `+1-202-555-01${String(random.integer(0, 99)).padStart(2, "0")}`,
    created_at: at,
    updated_at: at,
  });
}

function addAccount(store: Store, customer: CustomerRecord, index: number, now: number): DebtAccountRecord {
  const balance = store.random.integer(500, 5000);
  return store.debt_accounts.add({
    id: store.random.uuid(),
    customer_id: customer.id,
    account_number: `ACC-${String(index + 1).padStart(6, "0")}`,
    original_balance: balance,
    current_balance: balance,
    status: "active",
    created_at: new Date(now).toISOString(),
  });
}

function createPayment(store: Store, account: DebtAccountRecord, card: PaymentMethodRecord, now: number): Payment {
  return {
    amount: store.random.integer(20, 400),
    created_at: new Date(now + store.random.integer(1, 60) * DAY_MS).toISOString(),
    payment_method_id: card.id,
    debt_account_id: account.id,
  };
}

function addWaitingPlan(store: Store, account: DebtAccountRecord, now: number): void {
  const frequency = store.random.pick(["weekly", "every_other_week", "monthly", "last_of_month"]);
  const terms = pickTerms(store, account, now, { frequency, payments: [4, 12] });
  addPaymentPlan(store, account, { ...terms, charges: layOutCharges(terms, "amount") }, { now });
}

/** Adds a plan that is paid in full and returns its payments. */
function addFinishedPlan(store: Store, account: DebtAccountRecord, card: PaymentMethodRecord, now: number): Payment[] {
  const frequency = store.random.pick(["weekly", "every_other_week"]);
  const terms = pickTerms(store, account, now, { frequency, payments: [2, 5] });
  const charges = layOutCharges(terms, "amount");
  for (const charge of charges) {
    charge.scheduled = true;
    charge.charged_at = charge.charge_date;
  }
  const plan = addPaymentPlan(store, account, { ...terms, charges }, { now, payment_method_id: card.id });
  return charges.map(({ amount, charge_date: created_at }) => ({
    amount,
    created_at,
    payment_method_id: card.id,
    debt_account_id: account.id,
    payment_plan_id: plan.id,
  }));
}

function pickTerms(
  store: Store,
  account: DebtAccountRecord,
  now: number,
  { frequency, payments }: { frequency: PaymentFrequency; payments: [least: number, most: number] },
): PlanTerms {
  const { random } = store;
  const start_date = addDays(calendarDateOf(now), random.integer(1, 31));
  return {
    total_amount: account.original_balance,
    installment_amount: Math.ceil(account.original_balance / random.integer(...payments)),
    frequency,
    start_date,
  };
}

function addTicket(store: Store, { id: customer_id }: CustomerRecord, index: number, now: number): void {
  const subject = store.random.pick(TICKET_SUBJECTS);
  store.tickets.add({
    id: store.random.uuid(),
    subject,
    description: `${subject} on account ACC-${String(index + 1).padStart(6, "0")}.`,
    status: store.random.pick(TICKET_STATUSES),
    created_at: new Date(now).toISOString(),
    customer_id,
  });
}
