import { describe, expect, test } from "vitest";
import { checkPaymentPlanEditable, checkStartDate } from "../../../src/sandbox/domain/payment-plan-rules.ts";
import type { PaymentPlanRecord } from "../../../src/sandbox/domain/records.ts";

const RULES = { unscheduled_payment_plan_editable: true, payment_plan_max_days_until_start_date: 31 };

function planWith(...scheduled: boolean[]): PaymentPlanRecord {
  return {
    id: "plan",
    debt_account_id: "account",
    total_amount: 10,
    installment_amount: 10,
    frequency: "weekly",
    start_date: "2025-03-08",
    created_at: "2025-03-01T12:00:00.000Z",
    charges: scheduled.map((each) => ({ charge_date: "", amount: 10, scheduled: each, charged_at: null })),
  };
}

describe("checkPaymentPlanEditable", () => {
  test("lets a plan through that has no scheduled charge and the rule", () => {
    expect(() => checkPaymentPlanEditable(planWith(false, false), RULES)).not.toThrow();
    expect(() => checkPaymentPlanEditable(planWith(), RULES)).not.toThrow();
  });

  test("one scheduled charge is enough to refuse", () => {
    expect(() => checkPaymentPlanEditable(planWith(false, true), RULES)).toThrow("has scheduled charges");
  });

  test("the rule alone is enough to refuse", () => {
    const rules = { ...RULES, unscheduled_payment_plan_editable: false };
    expect(() => checkPaymentPlanEditable(planWith(false), rules)).toThrow("unscheduled_payment_plan_editable");
  });
});

describe("checkStartDate", () => {
  test("counts UTC calendar dates, whatever the time of day", () => {
    for (const time of ["2025-03-01T00:00:00Z", "2025-03-01T23:59:59Z"]) {
      const check = (date: string): void => checkStartDate("start_date", date, Date.parse(time), RULES);
      expect(() => check("2025-03-01")).toThrow("start_date must be a date from 2025-03-02 to 2025-04-01");
      expect(() => check("2025-03-02")).not.toThrow();
      expect(() => check("2025-04-01")).not.toThrow();
      expect(() => check("2025-04-02")).toThrow("start_date");
    }
  });
});
