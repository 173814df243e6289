import { ApiError } from "../http/api-error.ts";
import { addDebtAccount, type DebtAccountRequest } from "./debt-accounts.ts";
import type { Operation } from "./operation.ts";

/** Imports what can be imported, at once: `processed` counts the accounts added, `failed` those refused. */
export const bulkImportDebtAccounts: Operation<{ debt_accounts: DebtAccountRequest[] }> = (context) => {
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
