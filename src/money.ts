import { TrattaRequestError } from "./errors.ts";

/** Optional sign, digits, at most two decimals. */
const DECIMAL = /^([+-]?)(\d+)(?:\.(\d{1,2}))?$/;

/**
 * Converts an amount in dollars to integer cents, without floating-point arithmetic.
 *
 * For fields documented in cents, such as `balance` of a debt account. The unit of `amount` of a charge is not
 * documented, so do not convert that one.
 *
 * @param amount dollars: a string such as `"20.00"`, or a number such as `20`; no currency symbol, no thousands separator
 * @returns cents, a safe integer
 * @throws {TrattaRequestError} when the amount has another form, more than two decimals or more cents than a safe integer,
 *   and for a number with decimals from 2 ** 46 on, which may not be the one that was written: pass a string
 * @example
 * toCents("20.00"); // 2000
 */
export function toCents(amount: string | number): number {
  // From 2 ** 46 dollars on, a number is too coarse for cents.
  const isCoarse = typeof amount === "number" && !Number.isInteger(amount) && Math.abs(amount) >= 2 ** 46;
  const text = typeof amount === "number" && !isCoarse ? String(amount) : amount;
  const match = typeof text === "string" ? DECIMAL.exec(text) : null;
  const [, sign, whole = "", decimals = ""] = match ?? [];
  const cents = Number(whole + decimals.padEnd(2, "0"));
  if (!match || !Number.isSafeInteger(cents)) {
    throw new TrattaRequestError("amount", 'must be dollars with at most two decimals, such as "20.00"');
  }
  // Not -cents, which turns "-0.00" into negative zero.
  return sign === "-" ? 0 - cents : cents;
}

/**
 * Formats integer cents as dollars with two decimals, without a currency symbol or thousands separators.
 *
 * @param cents a safe integer
 * @throws {TrattaRequestError} when `cents` is not a safe integer
 * @example
 * formatCents(2000); // "20.00"
 */
export function formatCents(cents: number): string {
  if (!Number.isSafeInteger(cents)) throw new TrattaRequestError("cents", "must be a safe integer");
  const digits = String(Math.abs(cents)).padStart(3, "0");
  return `${cents < 0 ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
