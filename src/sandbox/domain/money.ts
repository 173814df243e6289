import { invalidField } from "./api-error.ts";
import type { Store } from "./store.ts";

// Up to here, six decimals are exact in a double.
const MAX_AMOUNT = 1e9;

/**
 * Checks that an amount of money is greater than 0, or at least 0 with `zeroAllowed`, and at most a billion. In the
 * vendor's dialect it is in whole cents: documented for balances, assumed for charges and payments.
 * @throws ApiError 422 naming the field
 */
export function checkAmount(
  { dialect }: Pick<Store, "dialect">,
  field: string,
  amount: number,
  { zeroAllowed = false }: { zeroAllowed?: boolean } = {},
): void {
  if (dialect === "vendor" && !Number.isInteger(amount)) throw invalidField(field, "must be a whole number of cents");
  if (zeroAllowed ? amount < 0 : amount <= 0) {
    throw invalidField(field, zeroAllowed ? "must be 0 or more" : "must be greater than 0");
  }
  if (amount > MAX_AMOUNT) throw invalidField(field, `must be at most ${MAX_AMOUNT}`);
}

/** Subtracts to six decimals, without the error of binary fractions: 0.3 - 0.1 is 0.2. */
export function subtractMoney(amount: number, less: number): number {
  return Math.round((amount - less) * 1e6) / 1e6;
}
