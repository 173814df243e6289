import { collectPayment } from "./collect-payment.ts";
import type { PaymentPlanChargeRecord, PaymentPlanRecord } from "./records.ts";
import type { Store } from "./store.ts";

/** Collects every scheduled charge that is due, oldest first, as of its own date. */
export function runDueCharges(store: Store, now: number): void {
  const due: { plan: PaymentPlanRecord; charge: PaymentPlanChargeRecord }[] = [];
  for (const plan of store.plansBeingPaid) {
    for (const charge of plan.charges) {
      const isDue = charge.scheduled && charge.charged_at === null && Date.parse(charge.charge_date) <= now;
      if (isDue) due.push({ plan, charge });
    }
  }
  due.sort((a, b) => a.charge.charge_date.localeCompare(b.charge.charge_date));
  for (const { plan, charge } of due) {
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
}
