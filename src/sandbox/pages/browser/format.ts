const DOLLARS = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" });
const NUMBER = new Intl.NumberFormat("en-US");
const DAY = new Intl.DateTimeFormat("en-GB", {
  weekday: "short",
  day: "numeric",
  month: "short",
  year: "numeric",
  timeZone: "UTC",
});
const SHORT_DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });

/** Formats an amount: dollars of cents in the vendor's dialect; the unit of the source spec's is not documented. */
export function formatAmount(amount: number, dialect: string): string {
  return dialect === "vendor" ? DOLLARS.format(amount / 100) : NUMBER.format(amount);
}

export function formatNumber(number: number): string {
  return NUMBER.format(number);
}

/** `Sat, 1 Mar 2025`, in UTC as everything in the sandbox. */
export function formatDay(time: number): string {
  return DAY.format(time);
}

/** `1 Mar` */
export function formatShortDay(time: number): string {
  return SHORT_DAY.format(time);
}

/** `12:05:09` */
export function formatTime(time: number): string {
  return new Date(time).toISOString().slice(11, 19);
}

/** `12:05` */
export function formatMinute(time: number): string {
  return new Date(time).toISOString().slice(11, 16);
}

/** `2025-03-01 12:05:09` */
export function formatMoment(time: number): string {
  return new Date(time).toISOString().slice(0, 19).replace("T", " ");
}

/** `every_other_week` as a person writes it. */
export function formatName(name: string): string {
  return name.replaceAll("_", " ");
}
