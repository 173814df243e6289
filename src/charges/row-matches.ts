/** The fields of a charge that tell it from others. A row may hold anything in them. */
export interface Identifying {
  readonly amount?: unknown;
  readonly debt_account_id?: unknown;
}

/**
 * Whether a row shows the amount and the debt account of a charge: false when it shows another of either, and undefined
 * when it does not show both.
 *
 * Amounts are floats, and may come as text; `"1,000.00"` cannot be read. Ids may come as numbers on both sides.
 */
export function rowMatches(row: Identifying, charge: Identifying): boolean | undefined {
  const { amount, debt_account_id: account } = row;
  const isReadable = /^"?-?\d+(\.\d+)?"?$/.test(`${JSON.stringify(amount)}`);
  const isShown = /^(string|number)$/.test(typeof account) && (charge.debt_account_id ?? undefined) !== undefined;
  if (isReadable && Math.abs(Number(amount) - Number(charge.amount)) >= 0.005) return false;
  if (isShown && `${account as string}` !== `${charge.debt_account_id as string}`) return false;
  return (isReadable && isShown) || undefined;
}
