import type { PaymentPlanRequest, PaymentPlanTerms } from "../../models.ts";
import { addPaymentPlan } from "../domain/add-payment-plan.ts";
import { ApiError, invalidField } from "../domain/api-error.ts";
import { addDays, calendarDateOf } from "../domain/calendar-date.ts";
import { checkReferences, findReferenced } from "../domain/foreign-keys.ts";
import { checkPaymentPlanEditable } from "../domain/payment-plan-rules.ts";
import { schedulePlan } from "../domain/payment-plan-schedule.ts";
import type { DebtAccountRecord } from "../domain/records.ts";
import type { Store } from "../domain/store.ts";
import type { Operation } from "./operation.ts";
import { findRecord } from "./resource-operations.ts";

/** Without `start_date` a plan starts tomorrow, the earliest possible date. */
export const createPaymentPlan: Operation<PaymentPlanRequest> = (context) => {
  const { store, serialize, now, body } = context;
  const { debt_account_id, payment_method_id, total_amount, installment_amount, frequency } = body;
  const { start_date = addDays(calendarDateOf(now), 1) } = body;
  const account = findReferenced(store, "debt_account_id", debt_account_id);
  checkReferences(store, { payment_method_id });
  const schedule = schedulePlan({ total_amount, installment_amount, frequency, start_date }, context);
  checkNoUnfinishedPlan(store, account);
  const plan = addPaymentPlan(store, account, schedule, { now, payment_method_id });
  return { status: 201, body: { data: serialize.payment_plans(plan) } };
};

/** Checks that an account may get a plan: two plans on one debt would collect it twice.
 * @throws ApiError 422 */
export function checkNoUnfinishedPlan(store: Store, account: DebtAccountRecord): void {
  const attached = store.payment_plans.get(account.payment_plan_id);
  if (!attached?.charges.some(({ charged_at }) => charged_at === null)) return;
  throw new ApiError(
    422,
    "payment_plan_exists",
    "The debt account already has an unfinished payment plan; delete it first.",
  );
}

/** The underscore path takes the whole plan; without `start_date` the plan keeps its own. */
export const updatePaymentPlan: Operation<PaymentPlanRequest> = (context) => {
  const plan = findRecord(context, "payment_plans");
  const { debt_account_id, payment_method_id, total_amount, installment_amount, frequency } = context.body;
  const { start_date = plan.start_date } = context.body;
  if (debt_account_id !== plan.debt_account_id) {
    throw invalidField("debt_account_id", "must stay the debt account of the plan");
  }
  checkReferences(context.store, { payment_method_id });
  checkPaymentPlanEditable(plan, context.paymentPlanRules);
  context.store.payment_plans.update(plan, {
    ...schedulePlan({ total_amount, installment_amount, frequency, start_date }, context),
    ...(payment_method_id !== undefined && { payment_method_id }),
  });
  return { status: 200, body: { data: context.serialize.payment_plans(plan) } };
};

/** The hyphenated path takes frequency, start date and amount; the total stays. */
export const updatePaymentPlanById: Operation<PaymentPlanTerms> = (context) => {
  const plan = findRecord(context, "payment_plans");
  const { frequency, start_date, amount: installment_amount } = context.body;
  const { total_amount } = plan;
  checkPaymentPlanEditable(plan, context.paymentPlanRules);
  const terms = { total_amount, installment_amount, frequency, start_date };
  context.store.payment_plans.update(plan, schedulePlan(terms, context, { installment_amount: "amount" }));
  return { status: 200, body: { data: context.serialize.payment_plans(plan) } };
};

/** Detaches the plan from its account; its scheduled charges are no longer collected. */
export const deletePaymentPlanById: Operation = (context) => {
  const { store, id } = context;
  const plan = findRecord(context, "payment_plans");
  store.payment_plans.delete(id);
  store.plansBeingPaid.delete(plan);
  const account = store.debt_accounts.get(plan.debt_account_id);
  if (account?.payment_plan_id === id) store.debt_accounts.update(account, { payment_plan_id: undefined });
  return { status: 200, body: { success: true } };
};
