const DAY_MS = 86_400_000;

/** The UTC calendar date (`YYYY-MM-DD`) of a moment in epoch milliseconds. */
export function calendarDateOf(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 10);
}

/** The calendar date `days` after another one. */
export function addDays(date: string, days: number): string {
  return calendarDateOf(Date.parse(date) + days * DAY_MS);
}

/** The date `months` after another one, or the last of that month when the month is too short for the day. */
export function addMonths(date: string, months: number): string {
  const lastDay = lastDayOfMonth(date, months);
  const sameDay = lastDay.slice(0, 8) + date.slice(8);
  return sameDay < lastDay ? sameDay : lastDay;
}

/** The last day of the month that is `months` after a date. */
export function lastDayOfMonth(date: string, months: number): string {
  const [year, month] = date.split("-").map(Number);
  return calendarDateOf(Date.UTC(year ?? 0, (month ?? 1) + months, 0));
}
