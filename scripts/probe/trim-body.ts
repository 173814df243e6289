import type { JsonValue } from "../spec/json-value.ts";

/** More than one row, because a list may ignore `limit`. */
const MAX_ROWS = 10;
const MAX_LEVELS = 40;

/**
 * Returns a copy of a body without the rows that follow the tenth of a list, and without what is nested deeper than any
 * schema: both cost the comparison minutes or the stack, and show nothing more.
 */
export function trimBody(value: JsonValue, levels: number = MAX_LEVELS): JsonValue {
  if (typeof value !== "object" || value === null) return value;
  if (levels === 0) return null;
  if (Array.isArray(value)) return value.slice(0, MAX_ROWS).map((row) => trimBody(row, levels - 1));
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, trimBody(child, levels - 1)]));
}
