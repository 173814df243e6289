import type { BulkDebtAccountRequest } from "../../models.ts";
import { ApiError } from "../domain/api-error.ts";
import { addDebtAccount } from "./debt-accounts.ts";
import type { Operation } from "./operation.ts";

/** Imports the valid accounts immediately: `processed` counts those added, `failed` those refused. */
export const bulkImportDebtAccounts: Operation<BulkDebtAccountRequest> = (context) => {
  const { debt_accounts: requests } = context.body;
  let failed = 0;
  for (const request of requests) {
    try {
      addDebtAccount(context, request);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      failed += 1;
    }
  }
  const data = {
    id: context.store.random.uuid(),
    status: failed > 0 && failed === requests.length ? "failed" : "completed",
    total: requests.length,
    processed: requests.length - failed,
    failed,
  };
  return { status: 201, body: { data } };
};
