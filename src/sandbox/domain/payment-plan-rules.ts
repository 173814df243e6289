import { ApiError } from "./api-error.ts";
import { addDays, calendarDateOf } from "./calendar-date.ts";

/** The rules that each payment plan shows and the sandbox enforces. */
export interface PaymentPlanRules {
  /** Whether a plan without scheduled charges may be updated. */
  unscheduled_payment_plan_editable: boolean;
  /** Latest start of a plan, in days after enrolment. */
  payment_plan_max_days_until_start_date: number;
}

/** Checks that a plan starts 1 to `payment_plan_max_days_until_start_date` days after today, in UTC calendar dates.
 * The documentation counts from enrolment, which has not happened yet: today is the earliest that it can be.
 * @throws ApiError 422 `start_date_out_of_range` */
export function checkStartDate(
  field: string,
  startDate: string,
  now: number,
  { payment_plan_max_days_until_start_date: maxDays }: Readonly<PaymentPlanRules>,
): void {
  const today = calendarDateOf(now);
  const earliest = addDays(today, 1);
  const latest = addDays(today, maxDays);
  if (startDate < earliest || startDate > latest) {
    throw new ApiError(422, "start_date_out_of_range", `${field} must be a date from ${earliest} to ${latest}`);
  }
}

/** Checks that a plan has no scheduled charge and that its rule allows updates.
 * @throws ApiError 422 `payment_plan_not_editable`; that status is an assumption */
export function checkPaymentPlanEditable(
  plan: { readonly charges: readonly { readonly scheduled: boolean }[] },
  rules: Readonly<PaymentPlanRules>,
): void {
  const isScheduled = plan.charges.some(({ scheduled }) => scheduled);
  if (!isScheduled && rules.unscheduled_payment_plan_editable) return;
  const reason = isScheduled
    ? "The payment plan has scheduled charges"
    : "The rule unscheduled_payment_plan_editable of the payment plan is false";
  throw new ApiError(422, "payment_plan_not_editable", `${reason}, so it cannot be edited.`);
}
