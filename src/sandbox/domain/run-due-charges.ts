import { calendarDateOf } from "./calendar-date.ts";
import { collectCharge, collectPayment } from "./collect-payment.ts";
import { compareTexts } from "./compare-texts.ts";
import type { ChargeRecord, PaymentPlanChargeRecord, PaymentPlanRecord } from "./records.ts";
import type { Store } from "./store.ts";
import { completePaidPlans } from "./vendor/complete-paid-plans.ts";
import { primaryPaymentMethodOf } from "./vendor/primary-payment-method.ts";

/** Collects every scheduled charge that is due, oldest first, as of its own date. */
export function runDueCharges(store: Store, now: number): void {
  const due: { date: string; collect: () => void }[] = [];
  const time = new Date(now).toISOString();
  for (const plan of store.plansBeingPaid) {
    for (const installment of plan.charges) {
      const date = installment.charge_date;
      if (isAwaited(installment) && date <= time) {
        due.push({ date, collect: () => collectInstallment(store, plan, installment) });
      }
    }
  }
  const today = calendarDateOf(now);
  for (const charge of store.scheduledCharges) {
    const { scheduled_at: day = today } = charge;
    const date = `${day}T00:00:00.000Z`;
    if (day <= today) due.push({ date, collect: () => collectScheduledCharge(store, charge, date) });
  }
  due.sort((a, b) => compareTexts(a.date, b.date));
  for (const { date, collect } of due) {
    collect();
    store.changes.endStep(Date.parse(date));
  }
}

/** Whether a charge of a plan is still to be collected. */
export function isAwaited({ scheduled, charged_at }: PaymentPlanChargeRecord): boolean {
  return scheduled && charged_at === null;
}

/**
 * Collects a charge of a plan, from the plan's payment method or else from the customer's primary one. One that fails is not
 * tried again: it is no longer scheduled, and the plan goes on with its next charge.
 */
function collectInstallment(store: Store, plan: PaymentPlanRecord, installment: PaymentPlanChargeRecord): void {
  const account = store.debt_accounts.get(plan.debt_account_id);
  const isVendor = store.dialect === "vendor";
  // The balance may have been set to 0 without a payment.
  if (isVendor && account) completePaidPlans(store, account);
  const index = plan.charges.indexOf(installment);
  // Dropped, since the debt is paid.
  if (index === -1) return;
  const method =
    store.payment_methods.get(plan.payment_method_id) ??
    (isVendor ? primaryPaymentMethodOf(store, account?.customer_id) : undefined);
  const { amount, charge_date } = installment;
  const charge = collectPayment(store, {
    amount,
    created_at: charge_date,
    // The payment method may have been deleted since.
    payment_method_id: method?.id,
    debt_account_id: plan.debt_account_id,
    payment_plan_id: plan.id,
  });
  const outcome =
    charge.status === "failed" ? { scheduled: false } : { amount: charge.amount, charged_at: charge_date };
  const charges = plan.charges.with(index, { ...installment, ...outcome });
  store.payment_plans.update(plan, { charges });
  if (isVendor && account) completePaidPlans(store, account);
  if (!plan.charges.some(isAwaited)) store.plansBeingPaid.delete(plan);
}

function collectScheduledCharge(store: Store, charge: ChargeRecord, created_at: string): void {
  store.scheduledCharges.delete(charge);
  collectCharge(store, charge, created_at);
  const account = store.debt_accounts.get(charge.debt_account_id);
  if (store.dialect === "vendor" && account) completePaidPlans(store, account);
}
