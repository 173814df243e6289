import { invalidField } from "../http/api-error.ts";
import type { Operation } from "./operation.ts";
import { getResource, listResource } from "./read-resource.ts";

/** `start_date` and `end_date` are calendar dates in UTC, both included; each works without the other. */
export const listTransactions: Operation = (context) => {
  const { start_date: start, end_date: end } = context.query;
  if (start !== undefined && end !== undefined && end < start) {
    throw invalidField("query.end_date", "must not be before query.start_date");
  }
  const found = context.store.transactions.all.filter(({ created_at }) => {
    const date = created_at.slice(0, 10);
    return (start === undefined || date >= start) && (end === undefined || date <= end);
  });
  return listResource(context, "transactions", found);
};

export const getTransaction: Operation = (context) => getResource(context, "transactions", context.store.transactions);
