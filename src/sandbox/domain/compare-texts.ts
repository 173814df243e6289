/** Orders texts, such as times in ISO 8601, by their characters. The first call of `localeCompare` would take 10 ms. */
export function compareTexts(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
