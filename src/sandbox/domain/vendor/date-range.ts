import { addDays, calendarDateOf } from "../calendar-date.ts";

const UNITS = ["week", "month", "quarter", "year"] as const;
type Unit = (typeof UNITS)[number];

/**
 * Returns the first and the last day of a named range, as calendar dates in UTC, or undefined for an unknown name. The
 * names are documented, their bounds are assumed: weeks start on Monday, and `last_month_to_date` is as many days of last
 * month as have passed of this one.
 */
export function namedDateRange(name: string, now: number): readonly [first: string, last: string] | undefined {
  const today = calendarDateOf(now);
  if (name === "today") return [today, today];
  if (name === "yesterday") return [addDays(today, -1), addDays(today, -1)];
  if (name === "this_year_to_last_month") {
    return [startOf("year", today, 0), addDays(startOf("month", today, 0), -1)];
  }
  const [, days] = /^since_(\d+)_days_ago$/.exec(name) ?? [];
  if (days !== undefined) return [addDays(today, -Number(days)), today];
  const [, which, unitName, toDate] = /^(this|last)_([a-z]+?)(_to_date)?$/.exec(name) ?? [];
  const unit = UNITS.find((each) => each === unitName);
  if (unit === undefined) return undefined;
  const offset = which === "last" ? -1 : 0;
  const first = startOf(unit, today, offset);
  const end = addDays(startOf(unit, today, offset + 1), -1);
  if (toDate === undefined) return [first, end];
  const passed = (Date.parse(today) - Date.parse(startOf(unit, today, 0))) / 86_400_000;
  const same = addDays(first, passed);
  return [first, same < end ? same : end];
}

/** The first day of the unit that is `offset` units after that of a date. */
function startOf(unit: Unit, date: string, offset: number): string {
  if (unit === "week") {
    const daysSinceMonday = (new Date(date).getUTCDay() + 6) % 7;
    return addDays(date, 7 * offset - daysSinceMonday);
  }
  const months = { month: 1, quarter: 3, year: 12 }[unit];
  const [year = 0, month = 1] = date.split("-").map(Number);
  const first = month - 1 - ((month - 1) % months);
  return calendarDateOf(Date.UTC(year, first + months * offset, 1));
}
