import { ApiError, invalidField } from "./api-error.ts";
import { addDays, addMonths, lastDayOfMonth } from "./calendar-date.ts";
import { checkAmount, subtractMoney } from "./money.ts";
import { checkStartDate, type PaymentPlanRules } from "./payment-plan-rules.ts";
import type { PaymentFrequency, PaymentPlanChargeRecord, PaymentPlanRecord } from "./records.ts";
import type { Store } from "./store.ts";

const MAX_CHARGES = 2_000;

/** The terms that determine a plan's charges. `start_date` is the date of the first one, or with `last_of_month` a day of
 * its month; each is `installment_amount`, the last one what remains of `total_amount`. */
export type PlanTerms = Readonly<
  Pick<PaymentPlanRecord, "total_amount" | "installment_amount" | "frequency" | "start_date">
>;

/** The terms of a plan and the charges that follow from them. */
export type PlanSchedule = PlanTerms & Pick<PaymentPlanRecord, "charges">;

interface PlanContext {
  readonly store: Pick<Store, "dialect">;
  readonly now: number;
  readonly paymentPlanRules: Readonly<PaymentPlanRules>;
}

/** Checks the terms in a request and lays out the charges. `names` are those of the request, where they differ.
 * @throws ApiError 422 naming the field */
export function schedulePlan(
  terms: PlanTerms,
  { store, now, paymentPlanRules }: PlanContext,
  names: { readonly [Field in keyof PlanTerms]?: string } = {},
): PlanSchedule {
  const amountName = names.installment_amount ?? "installment_amount";
  checkAmount(store, names.total_amount ?? "total_amount", terms.total_amount);
  checkAmount(store, amountName, terms.installment_amount);
  checkStartDate(names.start_date ?? "start_date", terms.start_date, now, paymentPlanRules);
  return { ...terms, charges: layOutCharges(terms, amountName) };
}

/** Lays out the charges of a plan until the total is covered, none of them scheduled yet.
 * @throws ApiError 422 when that takes more than 2,000 charges, rather than leaving a part unpaid */
export function layOutCharges(terms: PlanTerms, amountName: string): PaymentPlanChargeRecord[] {
  const { total_amount: total, installment_amount: installment, frequency, start_date: start } = terms;
  const dateOf = DATE_OF_CHARGE[frequency];
  if (dateOf === undefined) {
    throw new ApiError(501, "not_simulated", `The sandbox does not simulate the frequency ${String(frequency)}.`);
  }
  const charges: PaymentPlanChargeRecord[] = [];
  for (let left = total; left > 0;) {
    // Counted, since an amount that is lost in rounding never lowers what is left.
    if (charges.length === MAX_CHARGES) {
      throw invalidField(amountName, `is too small: the total would take more than ${MAX_CHARGES} payments`);
    }
    const amount = Math.min(installment, left);
    const date = dateOf(start, charges.length);
    charges.push({ charge_date: `${date}T00:00:00.000Z`, amount, scheduled: false, charged_at: null });
    left = subtractMoney(left, amount);
  }
  return charges;
}

// Partial, so that a frequency which the spec adds later compiles.
const DATE_OF_CHARGE: { readonly [Frequency in PaymentFrequency]?: (start: string, index: number) => string } = {
  weekly: (start, index) => addDays(start, 7 * index),
  biweekly: (start, index) => addDays(start, 14 * index),
  every_other_week: (start, index) => addDays(start, 14 * index),
  monthly: (start, index) => addMonths(start, index),
  last_of_month: (start, index) => lastDayOfMonth(start, index),
};
