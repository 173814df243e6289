import * as fc from "fast-check";
import { expect, test } from "vitest";
import { layOutCharges } from "../../../src/sandbox/domain/payment-plan-schedule.ts";
import type { PaymentFrequency } from "../../../src/sandbox/domain/records.ts";

function datesOf(frequency: PaymentFrequency, start_date: string): string[] {
  return layOutCharges({ frequency, start_date, total_amount: 30, installment_amount: 10 }, "amount").map(
    ({ charge_date: at }) => at,
  );
}

test.each<[PaymentFrequency, string, string[]]>([
  ["weekly", "2025-01-31", ["2025-01-31", "2025-02-07", "2025-02-14"]],
  ["biweekly", "2025-01-31", ["2025-01-31", "2025-02-14", "2025-02-28"]],
  ["every_other_week", "2025-01-31", ["2025-01-31", "2025-02-14", "2025-02-28"]],
  ["monthly", "2025-01-31", ["2025-01-31", "2025-02-28", "2025-03-31"]],
  ["last_of_month", "2025-01-10", ["2025-01-31", "2025-02-28", "2025-03-31"]],
])("%s charges from %s", (frequency, startDate, dates) => {
  expect(datesOf(frequency, startDate)).toEqual(dates.map((date) => `${date}T00:00:00.000Z`));
});

test("the charges add up to the total exactly, and only the last may be smaller", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.integer({ min: 1, max: 1_000_000 }), (total, amount) => {
      fc.pre(total / amount <= 2_000);
      const charges = layOutCharges(
        { frequency: "weekly", start_date: "2025-01-01", total_amount: total / 100, installment_amount: amount / 100 },
        "amount",
      );
      const cents = charges.map((charge) => Math.round(charge.amount * 100));
      expect(cents.reduce((sum, each) => sum + each, 0)).toBe(total);
      expect(cents.slice(0, -1).every((each) => each === amount)).toBe(true);
      expect(cents.at(-1)).toBeLessThanOrEqual(amount);
    }),
  );
});

test("nothing is scheduled or charged at first", () => {
  for (const charge of layOutCharges(
    { frequency: "weekly", start_date: "2025-01-01", total_amount: 3, installment_amount: 1 },
    "amount",
  )) {
    expect(charge).toMatchObject({ scheduled: false, charged_at: null });
  }
});

test("a frequency that the sandbox does not know is refused by name", () => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what a later spec may allow
  const frequency = "quarterly" as PaymentFrequency;
  expect(() => datesOf(frequency, "2025-01-31")).toThrow("The sandbox does not simulate the frequency quarterly.");
});

test("a schedule that would never end is refused by the name of the amount, not cut short", () => {
  expect(() =>
    layOutCharges(
      { frequency: "weekly", start_date: "2025-01-01", total_amount: 2_000.5, installment_amount: 1 },
      "payment_plan.amount",
    ),
  ).toThrow("payment_plan.amount is too small");
  expect(
    layOutCharges(
      { frequency: "weekly", start_date: "2025-01-01", total_amount: 2_000, installment_amount: 1 },
      "amount",
    ),
  ).toHaveLength(2_000);
});
