import type { ChargeRecord, TransactionRecord } from "./records.ts";
import type { Store } from "./store.ts";
import { toTransactionId } from "./transaction-id.ts";

/** Records that money has moved for a charge. */
export function addTransaction(
  store: Store,
  { id: charge_id, source, payment_plan_id }: ChargeRecord,
  fields: Pick<TransactionRecord, "amount" | "type" | "created_at">,
): TransactionRecord {
  const id = store.random.uuid();
  return store.transactions.add({
    id: store.dialect === "vendor" ? toTransactionId(id) : id,
    status: "completed",
    source,
    charge_id,
    payment_plan_id,
    ...fields,
  });
}
