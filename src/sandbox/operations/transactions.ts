import { invalidField } from "../domain/api-error.ts";
import type { Operation } from "./operation.ts";
import { listRecords } from "./resource-operations.ts";

/** `start_date` and `end_date` are inclusive calendar dates in UTC, and both are optional. */
export const listTransactions: Operation = (context) => {
  const { start_date: start, end_date: end } = context.query;
  if (start !== undefined && end !== undefined && end < start) {
    throw invalidField("query.end_date", "must not be before query.start_date");
  }
  const found = context.store.transactions.all.filter(({ created_at }) => {
    const date = created_at.slice(0, 10);
    return (start === undefined || date >= start) && (end === undefined || date <= end);
  });
  return listRecords(context, "transactions", found);
};
