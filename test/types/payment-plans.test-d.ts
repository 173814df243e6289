// Checked by `tsc`, not run: a line after @ts-expect-error that compiles is an error of the type check.
import { expectTypeOf } from "vitest";
import type { DebtAccount, NotEditableReason, PaymentPlan, PaymentPlanTerms, TrattaClient } from "../../src/index.ts";
import {
  assertPaymentPlanEditable,
  checkPaymentPlanStartDate,
  deletePaymentPlan,
  isPaymentPlanEditable,
  paymentPlanEditability,
  updatePaymentPlan,
} from "../../src/index.ts";

declare const client: TrattaClient;
declare const plan: PaymentPlan;
declare const account: Required<DebtAccount>;
declare const terms: PaymentPlanTerms;

// A plan as any operation gives it passes to the helpers, also where the API sends null.
isPaymentPlanEditable(plan);
isPaymentPlanEditable(account.payment_plan);
assertPaymentPlanEditable({ rules: null, charges: null });
const answer = paymentPlanEditability(plan);
if (!answer.editable) expectTypeOf(answer.reason).toEqualTypeOf<NotEditableReason>();
expectTypeOf<NotEditableReason>().toEqualTypeOf<"scheduled_charges" | "rule_disabled" | "rule_missing">();
// @ts-expect-error an editable plan has no reason why not
if (answer.editable) void answer.reason;
// @ts-expect-error the envelope is not the plan
isPaymentPlanEditable({ data: plan });
// @ts-expect-error the plan itself, not its id
isPaymentPlanEditable("plan-1");
// @ts-expect-error a call may give no plan
isPaymentPlanEditable(undefined as PaymentPlan | undefined);

const check = checkPaymentPlanStartDate("2026-01-02", { enrolledOn: "2026-01-01" });
if (!check.valid) expectTypeOf(check.reason).toEqualTypeOf<"not_a_date" | "too_early" | "too_late">();
// The rule of a plan passes on as it is read, missing or not.
checkPaymentPlanStartDate("2026-01-02", {
  enrolledOn: "2026-01-01",
  maxDaysUntilStart: plan.rules?.payment_plan_max_days_until_start_date,
});
// @ts-expect-error the day of enrolment is required
checkPaymentPlanStartDate("2026-01-02", {});
// @ts-expect-error a calendar date, not a moment
checkPaymentPlanStartDate(new Date(), { enrolledOn: "2026-01-01" });

expectTypeOf(updatePaymentPlan(client, "1", terms)).toEqualTypeOf<Promise<PaymentPlan>>();
expectTypeOf(deletePaymentPlan(client, "1")).toEqualTypeOf<Promise<void>>();
// @ts-expect-error all three terms are required
void updatePaymentPlan(client, "1", { frequency: "weekly", start_date: "2026-01-02" });
// @ts-expect-error biweekly is not what the documented path takes
void updatePaymentPlan(client, "1", { ...terms, frequency: "biweekly" });
// @ts-expect-error an amount is a number
void updatePaymentPlan(client, "1", { ...terms, amount: "700" });
// @ts-expect-error no such term
void updatePaymentPlan(client, "1", { frequency: "weekly", start_date: "2026-01-02", amount: 7, total_amount: 9 });
// @ts-expect-error the id is missing
void deletePaymentPlan(client);
void deletePaymentPlan(client, plan.id);
