import * as fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { TrattaRequestError } from "../src/errors.ts";
import { checkPaymentPlanStartDate } from "../src/payment-plans.ts";

interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}
// A calendar without Date, as an independent oracle: leap years by rule, and one day after another.
const isLeapYear = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
const daysIn = ({ year, month }: Day): number =>
  month === 2 ? (isLeapYear(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
const exists = (date: Day): boolean => date.day >= 1 && date.day <= daysIn(date);
const write = ({ year, month, day }: Day): string =>
  [`${year}`.padStart(4, "0"), `${month}`.padStart(2, "0"), `${day}`.padStart(2, "0")].join("-");
function walk(from: Day, days: number): Day {
  let date = from;
  for (let walked = 0; walked < days; walked += 1) {
    if (date.day < daysIn(date)) date = { ...date, day: date.day + 1 };
    else if (date.month < 12) date = { ...date, month: date.month + 1, day: 1 };
    else date = { year: date.year + 1, month: 1, day: 1 };
  }
  return date;
}

function thrownBy(run: () => void): unknown {
  try {
    run();
    return undefined;
  } catch (error) {
    return error;
  }
}

describe("checkPaymentPlanStartDate", () => {
  test.each([
    ["2026-03-01", "2026-02-28", 31, "valid"],
    ["2024-02-29", "2024-02-28", 31, "valid"],
    ["2026-02-29", "2026-02-28", 31, "not_a_date"],
    ["2100-02-29", "2100-02-28", 31, "not_a_date"],
    ["2000-02-29", "2000-02-28", 31, "valid"],
    ["2026-02-28", "2026-02-28", 31, "too_early"],
    ["2026-02-27", "2026-02-28", 31, "too_early"],
    ["2026-01-31", "2025-12-31", 31, "valid"],
    ["2026-02-01", "2025-12-31", 31, "too_late"],
    ["2024-03-30", "2024-02-28", 31, "valid"],
    ["2024-03-31", "2024-02-28", 31, "too_late"],
    ["2026-11-02", "2026-11-01", 1, "valid"],
    ["2026-11-03", "2026-11-01", 1, "too_late"],
    ["0001-01-02", "0001-01-01", 31, "valid"],
    ["9999-12-31", "9999-12-30", 31, "valid"],
    ["2026-01-02", "2026-01-01", 0, "too_late"],
  ] as [string, string, number, string][])(
    "a start on %s after enrolment on %s with %i days at most is %s",
    (start, enrolledOn, maxDaysUntilStart, result) => {
      expect(checkPaymentPlanStartDate(start, { enrolledOn, maxDaysUntilStart })).toEqual(
        result === "valid" ? { valid: true } : { valid: false, reason: result },
      );
    },
  );

  test("allows 31 days by default", () => {
    expect(checkPaymentPlanStartDate("2026-04-01", { enrolledOn: "2026-03-01" })).toEqual({ valid: true });
    expect(checkPaymentPlanStartDate("2026-04-02", { enrolledOn: "2026-03-01" })).toMatchObject({ reason: "too_late" });
  });

  const notDates = [
    "",
    "2026",
    "2026-1-1",
    "2026-01-1",
    "26-01-01",
    "2026-00-10",
    "2026-13-01",
    "2026-01-00",
    "2026-04-31",
    "2026-02-30",
    "2026/01/01",
    "01-02-2026",
    "2026-01-01T00:00:00Z",
    "2026-01-01 ",
    " 2026-01-01",
    "2026-01-01\n",
    "+002026-01-01",
    "-2026-01-01",
    "２０２６-01-01",
    "today",
  ];
  test.each(notDates)("says that %j is not a date", (text) => {
    expect(checkPaymentPlanStartDate(text, { enrolledOn: "2026-01-01" })).toEqual({
      valid: false,
      reason: "not_a_date",
    });
  });

  test.each([...notDates, undefined, null, 20260101, new Date("2026-01-01")])(
    "refuses %o as enrolledOn",
    (enrolledOn) => {
      const error = thrownBy(() => checkPaymentPlanStartDate("2026-01-02", { enrolledOn: enrolledOn as string }));
      expect(error).toBeInstanceOf(TrattaRequestError);
      expect(error).toMatchObject({ field: "enrolledOn", message: "enrolledOn must be a calendar date, YYYY-MM-DD" });
    },
  );

  test.each([Number.NaN, 1.5, Infinity, "31", null])("refuses %o as maxDaysUntilStart", (maxDaysUntilStart) => {
    const options = { enrolledOn: "2026-01-01", maxDaysUntilStart: maxDaysUntilStart as number };
    expect(thrownBy(() => checkPaymentPlanStartDate("2026-01-02", options))).toMatchObject({
      code: "TrattaRequestError",
      field: "maxDaysUntilStart",
    });
  });

  const day = fc.oneof(
    fc.record({ year: fc.integer({ min: 1, max: 9998 }), month: fc.integer({ min: 1, max: 12 }), day: fc.nat(33) }),
    fc.record({
      year: fc.constantFrom(1900, 2000, 2023, 2024),
      month: fc.constant(2),
      day: fc.integer({ min: 27, max: 30 }),
    }),
  );

  test("counts days as a calendar does, from year 1 to year 9999", () => {
    fc.assert(
      fc.property(day.filter(exists), fc.nat(70), fc.nat(60), (from, distance, maxDaysUntilStart) => {
        const enrolledOn = write(from);
        const start = write(walk(from, distance));
        const reason = distance < 1 ? "too_early" : distance > maxDaysUntilStart ? "too_late" : undefined;
        expect(checkPaymentPlanStartDate(start, { enrolledOn, maxDaysUntilStart })).toEqual(
          reason ? { valid: false, reason } : { valid: true },
        );
      }),
      { numRuns: 2_000 },
    );
  });

  test("says that a day which the calendar does not have is not a date", () => {
    fc.assert(
      fc.property(day, (date) => {
        const result = checkPaymentPlanStartDate(write(date), {
          enrolledOn: "0001-01-01",
          maxDaysUntilStart: 4_000_000,
        });
        const reason = write(date) === "0001-01-01" ? "too_early" : exists(date) ? undefined : "not_a_date";
        expect(result).toEqual(reason ? { valid: false, reason } : { valid: true });
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    ["America/New_York", 540],
    ["Pacific/Apia", -1_560],
    ["Asia/Kathmandu", -690],
    ["UTC", 0],
  ])("ignores the time zone: all results are the same in %s", (zone, winterAndSummerOffset) => {
    vi.stubEnv("TZ", zone);
    expect(new Date(2026, 0, 1).getTimezoneOffset() + new Date(2026, 6, 1).getTimezoneOffset()).toBe(
      winterAndSummerOffset,
    );
    // 2026-03-08 and 2026-11-01 have 23 and 25 hours in New York; Apia had no 2011-12-30.
    const results = [
      ["2026-03-08", "2026-03-07"],
      ["2026-03-09", "2026-03-08"],
      ["2026-03-10", "2026-03-08"],
      ["2026-11-01", "2026-10-31"],
      ["2026-11-02", "2026-11-01"],
      ["2026-11-01", "2026-11-01"],
      ["2011-12-30", "2011-12-29"],
      ["2011-12-31", "2011-12-29"],
      ["0001-01-02", "0001-01-01"],
    ].map(([start = "", enrolledOn = ""]) => checkPaymentPlanStartDate(start, { enrolledOn, maxDaysUntilStart: 1 }));
    const [valid, tooLate, tooEarly] = [
      { valid: true },
      { valid: false, reason: "too_late" },
      { valid: false, reason: "too_early" },
    ];
    expect(results).toEqual([valid, valid, tooLate, valid, valid, tooEarly, valid, tooLate, valid]);
  });
});
