/** Epoch milliseconds of a Date, a number of them, or a string with a time zone; NaN for anything else. */
export function timeOf(moment: unknown): number {
  if (typeof moment === "string") return /(z|[+-]\d\d:?\d\d)$/i.test(moment) ? Date.parse(moment) : NaN;
  // Not by `instanceof`: the Date may come from another realm.
  return typeof moment === "number" || typeof moment === "object" ? new Date((moment ?? NaN) as Date).getTime() : NaN;
}
