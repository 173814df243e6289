import { saveStore } from "../domain/store-snapshot.ts";
import type { Store } from "../domain/store.ts";
import { maskBody } from "../http/mask-body.ts";

/** Returns copies of all records by resource, without card and bank account numbers and secrets. */
export function readRecords(store: Store): Record<string, object[]> {
  const { records, webhookSecrets } = saveStore(store);
  const signed = new Set(webhookSecrets.map(([webhook]) => webhook));
  return Object.fromEntries(
    Object.entries(records).map(([resource, rows]) => [
      resource,
      rows.map((row) => {
        const shown = resource === "webhooks" && signed.has(row.id) ? { ...row, secret: "***" } : row;
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the mask of an object is one
        return maskBody(shown, { isDebtAccount: resource === "debt_accounts" }) as object;
      }),
    ]),
  );
}
