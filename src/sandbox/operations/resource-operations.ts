import type { PaginationMeta } from "../../models.ts";
import { ApiError } from "../domain/api-error.ts";
import type { Rows } from "../domain/collection.ts";
import { nounOf } from "../domain/foreign-keys.ts";
import type { RecordOf } from "../domain/records.ts";
import { collectionOf } from "../domain/store.ts";
import { serializeWithIncluded } from "../resources/included-resources.ts";
import { cutPage, linkPages, serializeMeta } from "../resources/pagination.ts";
import type { Operation, OperationContext, OperationResult } from "./operation.ts";

/** Makes the handler that lists a resource. */
export function listResource<Name extends keyof RecordOf>(name: Name): Operation {
  return (context) => listRecords(context, name, collectionOf(context.store, name));
}

/** Responds with one page of the given records, with `meta` and `links`. */
export function listRecords<Name extends keyof RecordOf>(
  context: OperationContext,
  name: Name,
  records: Rows<RecordOf[Name]>,
  moreMeta: PaginationMeta = {},
): OperationResult {
  const { rows, meta } = cutPage(records, context.query, context.maxPageSize);
  const data = serializeWithIncluded(name, rows, context.query.include, context);
  const { url, store } = context;
  const shown = { ...serializeMeta(meta, rows.length, url, store.dialect), ...moreMeta };
  return { status: 200, body: { data, meta: shown, links: linkPages(url, meta) } };
}

/** Makes the handler that returns the record named by the path. */
export function getResource(name: keyof RecordOf): Operation {
  return (context) => {
    const [data] = serializeWithIncluded(name, [findRecord(context, name)], context.query.include, context);
    return { status: 200, body: { data } };
  };
}

/** Makes the handler that deletes the record named by the path. */
export function deleteResource(name: keyof RecordOf): Operation {
  return ({ store, id }) => {
    if (!store[name].delete(id)) throw notFound(name);
    return { status: 200 };
  };
}

/** Returns the record named by the path. Where that is documented, the path may name it by its external id.
 * @throws ApiError 404 */
export function findRecord<Name extends keyof RecordOf>({ store, id }: OperationContext, name: Name): RecordOf[Name] {
  const collection = collectionOf(store, name);
  const record = name === "customers" || name === "locations" ? collection.find(id) : collection.get(id);
  if (record === undefined) throw notFound(name);
  return record;
}

function notFound(name: keyof RecordOf): ApiError {
  return new ApiError(404, "not_found", `No ${nounOf(name)} has this id.`);
}
