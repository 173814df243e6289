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
 * Amounts are floats, and may come as text; `"1,000.00"` cannot be read. Ids may come as numbers on both sides. A server may
 * trim an id that it was sent, ignore its case, read it as a number, or take the external id in place of the other: one that
 * differs in that alone is neither the same nor another.
 */
export function rowMatches(row: Identifying, charge: Identifying): boolean | undefined {
  const isReadable = /^"?-?\d+(\.\d+)?"?$/.test(`${JSON.stringify(row.amount)}`);
  if (isReadable && Math.abs(Number(row.amount) - Number(charge.amount)) >= 0.005) return false;
  const shown = (["debt_account_id", "debt_account_external_id"] as const)
    .map((key) => [row[key], charge[key]].map((id) => (/^(string|number)$/.test(typeof id) ? `${id as string}` : "")))
    .filter((ids) => ids.every(Boolean))
    .map(([id = "", sent = ""]) => {
      const isNear = id.trim().toLowerCase() === sent.trim().toLowerCase() || Number(id) === Number(sent);
      return id === sent || (isNear && undefined);
    });
  const isSwapped = charge.debt_account_id === row.debt_account_external_id;
  if (shown.length > 0 && !isSwapped && shown.every((same) => same === false)) return false;
  return (isReadable && shown.length > 0 && shown.every(Boolean)) || undefined;
}
