import type { BulkImportRequest } from "../../../models.ts";
import { invalidField } from "../../domain/api-error.ts";
import type { Operation } from "../operation.ts";

/**
 * Accepts an import, which is applied before the next request. No page shows the response: that it has the shape of the
 * source spec's bulk operation is an assumption. `processed` is 0, since the import runs later.
 */
export const bulkImport: Operation<BulkImportRequest> = ({ store, now, body: rows }) => {
  if (rows.length === 0) throw invalidField("The request body", "must have at least 1 item");
  store.pendingImports.push({ rows, at: now });
  const data = { id: store.random.uuid(), status: "pending", total: rows.length, processed: 0, failed: 0 };
  return { status: 202, body: { data } };
};
