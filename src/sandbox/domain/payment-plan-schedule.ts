import { invalidField } from "../http/api-error.ts";
import { addDays, addMonths, lastDayOfMonth } from "./calendar-date.ts";
import type { PaymentFrequency, PaymentPlanCharge } from "./records.ts";
import { subtractMoney } from "./money.ts";

const MAX_CHARGES = 2_000;

/** The terms a schedule follows from. */
export interface ScheduleTerms {
  readonly frequency: PaymentFrequency;
  /** Calendar date of the first charge (with `last_of_month`, of a day in its month). */
  readonly startDate: string;
  /** What is to be paid in all. */
  readonly total: number;
  /** Amount of each charge; the last one takes what is left. */
  readonly amount: number;
}

/** Lays out the charges of a plan until `total` is covered, none of them scheduled yet.
 * @throws ApiError 422 where that would take more than 2,000 charges, rather than leaving a rest unpaid */
export function layOutCharges(terms: ScheduleTerms, amountField: string): PaymentPlanCharge[] {
  if (terms.total / terms.amount > MAX_CHARGES) {
    throw invalidField(amountField, `is too small: the total would take more than ${MAX_CHARGES} payments`);
  }
  const charges: PaymentPlanCharge[] = [];
  for (let left = terms.total; left > 0;) {
    const amount = Math.min(terms.amount, left);
    const date = DATE_OF_CHARGE[terms.frequency](terms.startDate, charges.length);
    charges.push({ charge_date: `${date}T00:00:00.000Z`, amount, scheduled: false, charged_at: null });
    left = subtractMoney(left, amount);
  }
  return charges;
}

const DATE_OF_CHARGE: { readonly [Frequency in PaymentFrequency]: (start: string, index: number) => string } = {
  weekly: (start, index) => addDays(start, 7 * index),
  biweekly: (start, index) => addDays(start, 14 * index),
  every_other_week: (start, index) => addDays(start, 14 * index),
  monthly: (start, index) => addMonths(start, index),
  last_of_month: (start, index) => lastDayOfMonth(start, index),
};
