import { ApiError } from "../http/api-error.ts";
import { addDays, calendarDateOf } from "./calendar-date.ts";
import type { PaymentPlanRecord } from "./records.ts";
import type { PaymentPlanRules } from "../sandbox-options.ts";

/** Refuses a start that is not 1 to `payment_plan_max_days_until_start_date` days after today, in UTC calendar dates.
 * The documentation counts from enrolment; it has not happened yet, so today is the earliest it can be.
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

/** Refuses to edit a plan that has a scheduled charge, or whose rule does not allow it.
 * @throws ApiError 422 `payment_plan_not_editable`; that status is an assumption */
export function checkPaymentPlanEditable(plan: PaymentPlanRecord, rules: Readonly<PaymentPlanRules>): void {
  if (plan.charges.some(({ scheduled }) => scheduled)) {
    throw new ApiError(
      422,
      "payment_plan_not_editable",
      "The payment plan has scheduled charges, so it cannot be edited.",
    );
  }
  if (!rules.unscheduled_payment_plan_editable) {
    throw new ApiError(
      422,
      "payment_plan_not_editable",
      "The rule unscheduled_payment_plan_editable of the payment plan is false, so it cannot be edited.",
    );
  }
}
