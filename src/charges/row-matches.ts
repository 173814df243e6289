/** The fields of a charge that tell it from others. A row may hold anything in them. */
export interface Identifying {
  readonly amount?: unknown;
  readonly debt_account_id?: unknown;
  readonly debt_account_external_id?: unknown;
}

/**
 * Whether a row shows the amount and the debt account of a charge: false when it shows another of either, and undefined
 * when it does not show both, or shows one id of the account and another one in place of the second.
 *
 * Amounts are floats, and may come as text; `"1,000.00"` cannot be read. Ids may come as numbers on both sides.
 */
export function rowMatches(row: Identifying, charge: Identifying): boolean | undefined {
  const isReadable = /^"?-?\d+(\.\d+)?"?$/.test(`${JSON.stringify(row.amount)}`);
  if (isReadable && Math.abs(Number(row.amount) - Number(charge.amount)) >= 0.005) return false;
  const shown = (["debt_account_id", "debt_account_external_id"] as const)
    .filter((key) => /^(string|number)$/.test(typeof row[key]) && (charge[key] ?? undefined) !== undefined)
    .map((key) => `${row[key] as string}` === `${charge[key] as string}`);
  if (shown.length > 0 && !shown.includes(true)) return false;
  return (isReadable && shown.length > 0 && !shown.includes(false)) || undefined;
}
