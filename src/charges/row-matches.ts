/**
 * Whether a row shows an amount; undefined when its amount is missing or cannot be read, as in `"1,000.00"`.
 *
 * Amounts are floats, and may come as text.
 */
export function showsAmount(row: unknown, amount: number): boolean | undefined {
  const { amount: shown } = Object(row) as { amount?: unknown };
  const isReadable = typeof shown === "number" || (typeof shown === "string" && /^-?\d+(\.\d+)?$/.test(shown));
  return isReadable && Number.isFinite(Number(shown)) ? Math.abs(Number(shown) - amount) < 0.005 : undefined;
}

/** Whether a row shows a debt account; undefined when either is unknown. Ids may come as numbers on both sides. */
export function showsAccount(row: unknown, account: unknown): boolean | undefined {
  const { debt_account_id: shown } = Object(row) as { debt_account_id?: unknown };
  const isReadable = typeof shown === "string" || typeof shown === "number";
  return (account ?? undefined) !== undefined && isReadable ? `${shown}` === String(account) : undefined;
}
