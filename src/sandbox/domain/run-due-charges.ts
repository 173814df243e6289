import { calendarDateOf } from "./calendar-date.ts";
import { collectPayment, completeCharge } from "./collect-payment.ts";
import type { PaymentPlanChargeRecord, PaymentPlanRecord } from "./records.ts";
import type { Store } from "./store.ts";

/** Collects every scheduled charge that is due, oldest first, as of its own date. */
export function runDueCharges(store: Store, now: number): void {
  const due: { date: string; collect: () => void }[] = [];
  for (const plan of store.plansBeingPaid) {
    for (const charge of plan.charges) {
      const isDue = charge.scheduled && charge.charged_at === null && Date.parse(charge.charge_date) <= now;
      if (isDue) due.push({ date: charge.charge_date, collect: () => collectInstallment(store, plan, charge) });
    }
  }
  const today = calendarDateOf(now);
  for (const charge of store.scheduledCharges) {
    const { scheduled_at: date = today } = charge;
    if (date > today) continue;
    const created_at = `${date}T00:00:00.000Z`;
    due.push({
      date: created_at,
      collect() {
        store.scheduledCharges.delete(charge);
        completeCharge(store, charge, { created_at });
      },
    });
  }
  due.sort((a, b) => a.date.localeCompare(b.date));
  for (const { collect } of due) collect();
}

function collectInstallment(store: Store, plan: PaymentPlanRecord, charge: PaymentPlanChargeRecord): void {
  charge.charged_at = charge.charge_date;
  collectPayment(store, {
    amount: charge.amount,
    created_at: charge.charge_date,
    // The payment method may have been deleted since.
    payment_method_id: store.payment_methods.get(plan.payment_method_id)?.id,
    debt_account_id: plan.debt_account_id,
    payment_plan_id: plan.id,
  });
  if (plan.charges.every(({ charged_at }) => charged_at !== null)) store.plansBeingPaid.delete(plan);
}
