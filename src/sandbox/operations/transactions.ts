import { invalidField } from "../domain/api-error.ts";
import type { Dialect } from "../domain/store.ts";
import { namedDateRange } from "../domain/vendor/date-range.ts";
import { betweenTimes, isWithin, newestFirst } from "../resources/newest-first.ts";
import type { Operation, OperationQuery } from "./operation.ts";
import { listRecords } from "./resource-operations.ts";

/**
 * Bounds are dates, or dates with a time, in UTC; both are inclusive. The vendor documents that one bound alone is ignored,
 * and lists the newest first. In the source spec's dialect each bound works alone, and the order is that of creation.
 */
export const listTransactions: Operation = (context) => {
  const { store, query, now } = context;
  const { start, end } = readRange(query, now, store.dialect);
  const range = { start: start?.replace(" ", "T"), end: end?.replace(" ", "T") };
  const { seeded, added } = store.transactions;
  if (store.dialect === "source") {
    return listRecords(
      context,
      "transactions",
      added.filter((each) => isWithin(each, range)),
    );
  }
  const found = newestFirst(
    betweenTimes(seeded, range),
    added.filter((each) => isWithin(each, range)),
  );
  const meta = start !== undefined && end !== undefined && { from_submitted_date: start, to_submitted_date: end };
  return listRecords(context, "transactions", found, meta || {});
};

/** Returns the first and the last moment, inclusive, as `YYYY-MM-DD HH:MM:SS` in UTC. */
function readRange(
  { start_date, end_date, date_range }: OperationQuery,
  now: number,
  dialect: Dialect,
): { start: string | undefined; end: string | undefined } {
  const start = readBound("query.start_date", start_date, { time: "00:00:00", dialect });
  const end = readBound("query.end_date", end_date, { time: "23:59:59", dialect });
  if (start !== undefined && end !== undefined && end < start) {
    throw invalidField("query.end_date", "must not be before query.start_date");
  }
  if (start !== undefined && end !== undefined) return { start, end };
  if (dialect === "source" && (start !== undefined || end !== undefined)) return { start, end };
  const [first, last] = (date_range !== undefined && namedDateRange(date_range, now)) || [];
  return { start: first && `${first} 00:00:00`, end: last && `${last} 23:59:59` };
}

/** Reads a date, to which `time` is added, or a date with a time. */
function readBound(
  field: string,
  text: string | undefined,
  { time, dialect }: { time: string; dialect: Dialect },
): string | undefined {
  if (text === undefined) return undefined;
  const bound = /^\d{4}-\d\d-\d\d$/.test(text) ? `${text} ${time}` : text;
  const isoText = `${bound.replace(" ", "T")}.000Z`;
  const moment = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(bound) ? new Date(isoText) : new Date(Number.NaN);
  // A day that the month does not have would become one of the next month.
  if (Number.isNaN(moment.getTime()) || moment.toISOString() !== isoText) {
    const kind = dialect === "vendor" ? "date and time, such as 2026-01-31 00:00:00" : "date";
    throw invalidField(field, `must be a valid ${kind}`);
  }
  return bound;
}
