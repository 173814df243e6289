/** When a row was made, in epoch milliseconds. */
export interface MadeAt {
  /** NaN when the row does not show it. */
  readonly at: number;
  /** The latest moment that the row's own time can stand for. NaN, and so not before anything, when it shows none. */
  readonly latest: number;
  /** Whether the row shows the moment to the second. */
  readonly exact: boolean;
}

const DAY = /^\d{4}-\d\d-\d\d/;
const TIME = /:\d\d:\d\d(\.\d+)?\s?(z|[+-]\d\d:?\d\d)$/i;
const TWO_DAYS_MS = 2 * 86_400_000;

/**
 * Reads `created_at` (in the spec), or `submitted_date` in seconds (documented by the vendor for transactions).
 *
 * A time without a zone may be that of any place on Earth. One without a fraction is cut down to the second.
 */
export function madeAt(row: unknown): MadeAt {
  const { created_at: createdAt, submitted_date: submitted } = Object(row) as Record<string, unknown>;
  if (createdAt === undefined && typeof submitted === "number") {
    return { at: submitted * 1_000, latest: submitted * 1_000 + 999, exact: true };
  }
  const text = typeof createdAt === "string" && DAY.test(createdAt) ? createdAt : "";
  const [zoned, fraction] = TIME.exec(text) ?? [];
  const at = Date.parse(zoned ? text : `${text}Z`);
  return { at, latest: at + (fraction ? 0 : zoned ? 999 : TWO_DAYS_MS), exact: Boolean(zoned) && !Number.isNaN(at) };
}
