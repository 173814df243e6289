const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads a duration such as `500ms`, `30s`, `15m`, `2h` or `7d` as milliseconds.
 * @throws TypeError for anything else */
export function parseDuration(text: string): number {
  const [, number, unit = ""] = /^(\d+(?:\.\d+)?)(ms|[smhd])$/.exec(text) ?? [];
  const ms = Number(number) * (UNITS[unit] ?? Number.NaN);
  if (!Number.isFinite(ms)) throw new TypeError(`a duration must be such as 500ms, 30s, 15m, 2h or 7d, not ${text}`);
  return ms;
}
