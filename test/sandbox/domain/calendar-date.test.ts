import * as fc from "fast-check";
import { expect, test } from "vitest";
import { addDays, addMonths, calendarDateOf, lastDayOfMonth } from "../../../src/sandbox/domain/calendar-date.ts";

test("a moment's date is the one in UTC", () => {
  expect(calendarDateOf(Date.parse("2025-03-01T23:59:59Z"))).toBe("2025-03-01");
  expect(calendarDateOf(Date.parse("2025-03-01T23:30:00-05:00"))).toBe("2025-03-02");
});

test("days are added across months, leap days and years", () => {
  expect(addDays("2024-02-28", 1)).toBe("2024-02-29");
  expect(addDays("2025-02-28", 1)).toBe("2025-03-01");
  expect(addDays("2025-12-31", 1)).toBe("2026-01-01");
});

test("a day the month does not have becomes its last", () => {
  expect(addMonths("2025-01-31", 1)).toBe("2025-02-28");
  expect(addMonths("2025-01-31", 2)).toBe("2025-03-31");
  expect(addMonths("2025-11-30", 3)).toBe("2026-02-28");
  expect(addMonths("2025-01-15", 12)).toBe("2026-01-15");
});

test("the last day of a month is the one before the next month's first", () => {
  const dates = fc.date({ min: new Date("2000-01-01"), max: new Date("2100-01-01"), noInvalidDate: true });
  fc.assert(
    fc.property(dates, fc.nat(60), (date, months) => {
      const day = calendarDateOf(date.getTime());
      const last = lastDayOfMonth(day, months);
      expect(addDays(last, 1).slice(8)).toBe("01");
      expect(addMonths(day, months).slice(0, 7)).toBe(last.slice(0, 7));
    }),
  );
});
