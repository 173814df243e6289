import { calendarDateOf } from "./calendar-date.ts";
import { collectPayment, completeCharge } from "./collect-payment.ts";
import { statusOfPlan } from "./payment-plan-status.ts";
import type { PaymentPlanChargeRecord, PaymentPlanRecord } from "./records.ts";
import type { Store } from "./store.ts";

/** Collects every scheduled charge that is due, oldest first, as of its own date. */
export function runDueCharges(store: Store, now: number): void {
  const due: { date: string; collect: () => void }[] = [];
  for (const plan of store.plansBeingPaid) {
    for (const [index, charge] of plan.charges.entries()) {
      const isDue = charge.scheduled && charge.charged_at === null && Date.parse(charge.charge_date) <= now;
      if (isDue) due.push({ date: charge.charge_date, collect: () => collectInstallment(store, plan, index, charge) });
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
  for (const { date, collect } of due) {
    collect();
    store.changes.endStep(Date.parse(date));
  }
}

function collectInstallment(
  store: Store,
  plan: PaymentPlanRecord,
  index: number,
  charge: PaymentPlanChargeRecord,
): void {
  collectPayment(store, {
    amount: charge.amount,
    created_at: charge.charge_date,
    // The payment method may have been deleted since.
    payment_method_id: store.payment_methods.get(plan.payment_method_id)?.id,
    debt_account_id: plan.debt_account_id,
    payment_plan_id: plan.id,
  });
  const charges = plan.charges.with(index, { ...charge, charged_at: charge.charge_date });
  store.payment_plans.update(plan, { charges });
  if (statusOfPlan(plan) === "completed") store.plansBeingPaid.delete(plan);
}
