import type { DebtAccountPaymentPlan } from "../../../models.ts";
import { invalidField } from "../api-error.ts";
import { addDays, calendarDateOf, lastDayOfMonth } from "../calendar-date.ts";
import type { PaymentFrequency } from "../records.ts";

const WEEKDAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
const MONTH_DAYS = ["1st", "15th", "last_day"];

interface Rhythm {
  readonly frequency: NonNullable<DebtAccountPaymentPlan["frequency"]>;
  readonly recurring_day?: string | undefined;
}

/**
 * Returns the first date after today that has the plan's `recurring_day`, and the frequency to go on with. Without a
 * `recurring_day` it is tomorrow. That the day decides the start is an assumption.
 * @throws ApiError 422 when the day does not go with the frequency
 */
export function firstPaymentDate(
  { frequency, recurring_day: day }: Rhythm,
  now: number,
): { start_date: string; frequency: PaymentFrequency } {
  const tomorrow = addDays(calendarDateOf(now), 1);
  if (day === undefined) return { start_date: tomorrow, frequency };
  const isWeekly = frequency === "weekly" || frequency === "every_other_week";
  const days = isWeekly ? WEEKDAYS : frequency === "monthly" ? MONTH_DAYS : ["last_day"];
  if (!days.includes(day)) {
    throw invalidField("payment_plan.recurring_day", `must be one of ${days.join(",")} for this frequency`);
  }
  if (isWeekly) {
    const wait = (WEEKDAYS.indexOf(day) - new Date(tomorrow).getUTCDay() + 7) % 7;
    return { start_date: addDays(tomorrow, wait), frequency };
  }
  if (day === "last_day") return { start_date: lastDayOfMonth(tomorrow, 0), frequency: "last_of_month" };
  const dayOfMonth = day === "1st" ? "01" : "15";
  const thisMonth = tomorrow.slice(0, 8) + dayOfMonth;
  const nextMonth = addDays(lastDayOfMonth(tomorrow, 0), 1).slice(0, 8) + dayOfMonth;
  return { start_date: thisMonth >= tomorrow ? thisMonth : nextMonth, frequency };
}
