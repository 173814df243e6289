import type { PaymentPlanCharge, PaymentPlanRecord } from "./records.ts";
import type { Store } from "./store.ts";
import { takePayment } from "./collect-payment.ts";

/** Takes every scheduled charge whose date has come, oldest first, as if at its date. */
export function takeDueCharges(store: Store, now: number): void {
  const due: { plan: PaymentPlanRecord; charge: PaymentPlanCharge }[] = [];
  for (const plan of store.plansBeingPaid) {
    for (const charge of plan.charges) {
      const isDue = charge.scheduled && charge.charged_at === null && Date.parse(charge.charge_date) <= now;
      if (isDue) due.push({ plan, charge });
    }
  }
  due.sort((a, b) => a.charge.charge_date.localeCompare(b.charge.charge_date));
  for (const { plan, charge } of due) {
    charge.charged_at = charge.charge_date;
    const { payment_method_id: methodId } = plan;
    takePayment(store, {
      amount: charge.amount,
      at: charge.charge_date,
      paymentMethodId: methodId !== undefined && store.paymentMethods.get(methodId) ? methodId : undefined,
      debtAccountId: plan.debt_account_id,
      paymentPlanId: plan.id,
    });
    if (plan.charges.every(({ charged_at }) => charged_at !== null)) store.plansBeingPaid.delete(plan);
  }
}
