import type { PlanSchedule } from "./payment-plan-schedule.ts";
import type { DebtAccountRecord, PaymentPlanRecord } from "./records.ts";
import type { Store } from "./store.ts";

/** Adds a plan that has passed all checks and attaches it to its account. */
export function addPaymentPlan(
  store: Store,
  account: DebtAccountRecord,
  { charges, ...terms }: PlanSchedule,
  { now, payment_method_id }: { now: number; payment_method_id?: string | undefined },
): PaymentPlanRecord {
  const plan = store.payment_plans.add({
    id: store.random.uuid(),
    debt_account_id: account.id,
    ...terms,
    payment_method_id,
    created_at: new Date(now).toISOString(),
    charges,
  });
  store.debt_accounts.update(account, { payment_plan_id: plan.id });
  return plan;
}
