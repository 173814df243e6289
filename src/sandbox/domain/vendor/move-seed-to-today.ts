import { addDays, calendarDateOf } from "../calendar-date.ts";
import type { Payment } from "../collect-payment.ts";
import { layOutCharges } from "../payment-plan-schedule.ts";
import type { PaymentPlanRecord } from "../records.ts";
import type { Store } from "../store.ts";

const DAY_MS = 86_400_000;

/**
 * Moves seeded records, and the payments that are still to be made, by whole days, so that the last payment was yesterday.
 * Plans that wait for agreement start after today. Returns the moved payments.
 */
export function moveSeedToToday(store: Store, payments: readonly Payment[], now: number): Payment[] {
  const today = calendarDateOf(now);
  const yesterday = addDays(today, -1);
  const lastPayment = payments.map(({ created_at }) => created_at.slice(0, 10)).reduce((a, b) => (a > b ? a : b), "");
  if (lastPayment === "") return [];
  const distance = Date.parse(yesterday) - Date.parse(lastPayment);
  const move = (time: string): string => new Date(Date.parse(time) + distance).toISOString();

  for (const customer of store.customers.all) {
    const created_at = move(customer.created_at);
    store.customers.update(customer, { created_at, updated_at: created_at });
  }
  for (const account of store.debt_accounts.all) {
    store.debt_accounts.update(account, { created_at: move(account.created_at) });
  }
  for (const ticket of store.tickets.all) store.tickets.update(ticket, { created_at: move(ticket.created_at) });
  for (const method of store.payment_methods.all) {
    const { created_at, expiry_year: year } = method;
    store.payment_methods.update(method, {
      created_at: move(created_at),
      ...(year !== undefined && { expiry_year: year + yearOf(yesterday) - yearOf(created_at) }),
    });
  }
  for (const plan of store.payment_plans.all) store.payment_plans.update(plan, movePlan(plan, move, today));
  return payments.map((payment) => ({ ...payment, created_at: move(payment.created_at) }));
}

function movePlan(
  plan: PaymentPlanRecord,
  move: (time: string) => string,
  today: string,
): Pick<PaymentPlanRecord, "created_at" | "start_date" | "charges"> {
  const created_at = move(plan.created_at);
  if (plan.charges.some(({ scheduled }) => scheduled)) {
    const charges = plan.charges.map((charge) => {
      const charge_date = move(charge.charge_date);
      return { ...charge, charge_date, charged_at: charge_date };
    });
    return { created_at, start_date: move(plan.start_date).slice(0, 10), charges };
  }
  const daysUntilStart = (Date.parse(plan.start_date) - Date.parse(plan.created_at.slice(0, 10))) / DAY_MS;
  const start_date = addDays(today, daysUntilStart);
  return { created_at, start_date, charges: layOutCharges({ ...plan, start_date }, "amount") };
}

function yearOf(date: string): number {
  return new Date(date).getUTCFullYear();
}
