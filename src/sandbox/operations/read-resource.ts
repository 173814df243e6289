import { notFound } from "../http/api-error.ts";
import { presentWithIncluded } from "./included-resources.ts";
import { cutPage, linkPages } from "./pages.ts";
import type { RecordOf } from "../domain/records.ts";
import type { Collection } from "../domain/store.ts";
import type { OperationContext, OperationResult } from "./operation.ts";

/** Answers one page of a resource, with `meta` and `links`. */
export function listResource<Name extends keyof RecordOf>(
  context: OperationContext,
  name: Name,
  records: readonly RecordOf[Name][],
): OperationResult {
  const { rows, meta } = cutPage(records, context.query, context.settings.maxPageSize);
  const data = presentWithIncluded(name, rows, context.query.include, context);
  return { status: 200, body: { data, meta, links: linkPages(context.url, meta) } };
}

/** Answers the resource the path names.
 * @throws ApiError 404 where there is none */
export function getResource<Name extends keyof RecordOf>(
  context: OperationContext,
  name: Name,
  collection: Collection<RecordOf[Name] & { readonly id: string }>,
): OperationResult {
  const record = collection.get(context.id);
  if (record === undefined) throw notFound(RESOURCE_NOUNS[name]);
  const [data] = presentWithIncluded(name, [record], context.query.include, context);
  return { status: 200, body: { data } };
}

const RESOURCE_NOUNS: { readonly [Name in keyof RecordOf]: string } = {
  customers: "customer",
  debt_accounts: "debt account",
  payment_plans: "payment plan",
  payment_methods: "payment method",
  charges: "charge",
  transactions: "transaction",
  tickets: "ticket",
  webhooks: "webhook",
};
