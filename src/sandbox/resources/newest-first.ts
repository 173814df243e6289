import { partitionPoint, type Rows } from "../domain/collection.ts";

interface Dated {
  readonly created_at: string;
}

/**
 * Lists rows from the newest to the oldest; of those with the same time, the one that was created later comes first.
 *
 * @param seeded rows whose times ascend, so that none but those of a page are looked at
 * @param added rows that were created later, in the order of their creation; their times may be any, since the clock can be set back
 */
export function newestFirst<Row extends Dated>(seeded: Rows<Row>, added: readonly Row[]): Rows<Row> {
  const sorted = added.toSorted(byTime);
  const [last] = seeded.slice(seeded.length - 1, seeded.length);
  /** Where each added row comes among all, oldest first. */
  const positions = sorted.map((row, index) => {
    const isLater = last === undefined || last.created_at <= row.created_at;
    return index + (isLater ? seeded.length : countWhile(seeded, (each) => each.created_at <= row.created_at));
  });
  const length = seeded.length + sorted.length;

  function oldestFirst(from: number, to: number): Row[] {
    const before = partitionPoint(positions.length, (index) => (positions[index] ?? 0) < from);
    const after = partitionPoint(positions.length, (index) => (positions[index] ?? 0) < to);
    const rows = [...seeded.slice(from - before, to - after)];
    for (let index = before; index < after; index += 1) {
      const row = sorted[index];
      if (row) rows.splice((positions[index] ?? 0) - from, 0, row);
    }
    return rows;
  }

  return {
    length,
    slice: (from, to) => oldestFirst(Math.max(0, length - to), Math.max(0, length - from)).toReversed(),
  };
}

/** The first and the last moment, inclusive, as `YYYY-MM-DDTHH:MM:SS` in UTC. */
export interface TimeRange {
  readonly start: string | undefined;
  readonly end: string | undefined;
}

/** Whether a row is of a range; a moment lasts a second. */
export function isWithin(row: Dated, range: TimeRange): boolean {
  return !isBefore(row, range) && !isAfter(row, range);
}

/** Cuts the rows of a range out of rows whose times ascend. */
export function betweenTimes<Row extends Dated>(rows: Rows<Row>, range: TimeRange): Rows<Row> {
  const first = countWhile(rows, (row) => isBefore(row, range));
  const after = countWhile(rows, (row) => !isAfter(row, range));
  return {
    length: Math.max(0, after - first),
    slice: (from, to) => rows.slice(first + from, Math.min(first + to, after)),
  };
}

function isBefore({ created_at: time }: Dated, { start }: TimeRange): boolean {
  return start !== undefined && time < start;
}

function isAfter({ created_at: time }: Dated, { end }: TimeRange): boolean {
  return end !== undefined && time.slice(0, end.length) > end;
}

/** Counts the rows that a condition holds for, which are the first ones. */
function countWhile<Row>(rows: Rows<Row>, holds: (row: Row) => boolean): number {
  return partitionPoint(rows.length, (index) => rows.slice(index, index + 1).every(holds));
}

function byTime(a: Dated, b: Dated): number {
  if (a.created_at === b.created_at) return 0;
  return a.created_at < b.created_at ? -1 : 1;
}
