import type { Rows } from "../domain/collection.ts";

/** Filters rows of which each is like the one `period` rows before, as far as `fits` sees: only the first ones are looked at. */
export function filterPeriodic<Row>(rows: Rows<Row>, period: number, fits: (row: Row) => boolean): Rows<Row> {
  const fitting = rows.slice(0, period).flatMap((row, index) => (fits(row) ? index : []));
  const rest = fitting.filter((index) => index < rows.length % period);
  const length = Math.floor(rows.length / period) * fitting.length + rest.length;
  const positionOf = (index: number): number =>
    Math.floor(index / fitting.length) * period + (fitting[index % fitting.length] ?? 0);
  return {
    length,
    slice: (from, to) =>
      Array.from({ length: Math.max(0, Math.min(to, length) - from) }, (_, index) => positionOf(from + index)).flatMap(
        (position) => rows.slice(position, position + 1),
      ),
  };
}
