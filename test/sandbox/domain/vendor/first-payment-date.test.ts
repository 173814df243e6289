import * as fc from "fast-check";
import { expect, test } from "vitest";
import { calendarDateOf } from "../../../../src/sandbox/domain/calendar-date.ts";
import { firstPaymentDate } from "../../../../src/sandbox/domain/vendor/first-payment-date.ts";

const day = fc.integer({ min: 0, max: 40_000 }).map((days) => days * 86_400_000);

test("a weekday is the next one after today, within a week", () => {
  const days = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
  fc.assert(
    fc.property(day, fc.constantFrom("weekly", "every_other_week"), fc.nat(6), (now, frequency, index) => {
      const first = firstPaymentDate({ frequency, recurring_day: days[index] }, now);
      const wait = (Date.parse(first.start_date) - now) / 86_400_000;
      expect(new Date(first.start_date).getUTCDay()).toBe(index);
      expect(wait >= 1 && wait <= 7).toBe(true);
      expect(first.frequency).toBe(frequency);
    }),
  );
});

test("a day of the month is the next one after today, within a month", () => {
  fc.assert(
    fc.property(day, fc.constantFrom("1st", "15th", "last_day"), (now, recurring_day) => {
      const { start_date, frequency } = firstPaymentDate({ frequency: "monthly", recurring_day }, now);
      expect(start_date > calendarDateOf(now)).toBe(true);
      expect(Date.parse(start_date) - now).toBeLessThanOrEqual(31 * 86_400_000);
      const dayAfter = calendarDateOf(Date.parse(start_date) + 86_400_000);
      if (recurring_day === "last_day") expect(dayAfter.slice(8)).toBe("01");
      else expect(start_date.slice(8)).toBe(recurring_day === "1st" ? "01" : "15");
      expect(frequency).toBe(recurring_day === "last_day" ? "last_of_month" : "monthly");
    }),
  );
});

test("without a day it is tomorrow", () => {
  expect(firstPaymentDate({ frequency: "monthly" }, Date.parse("2025-02-28T23:00:00Z"))).toEqual({
    start_date: "2025-03-01",
    frequency: "monthly",
  });
});

test.each([
  ["weekly", "1st"],
  ["monthly", "monday"],
  ["last_of_month", "1st"],
  ["weekly", "Monday"],
] as const)("%s does not go with %s", (frequency, recurring_day) => {
  expect(() => firstPaymentDate({ frequency, recurring_day }, 0)).toThrow("payment_plan.recurring_day must be one of");
});
