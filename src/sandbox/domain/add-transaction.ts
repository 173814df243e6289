import type { ChargeRecord, TransactionRecord } from "./records.ts";
import type { Store } from "./store.ts";

/** Records that money has moved for a charge. */
export function addTransaction(
  store: Store,
  { id: charge_id, source, payment_plan_id }: ChargeRecord,
  fields: Pick<TransactionRecord, "amount" | "type" | "created_at">,
): TransactionRecord {
  const id = store.random.uuid();
  return store.transactions.add({
    id: store.dialect === "vendor" ? `tx_${id.replaceAll("-", "")}` : id,
    status: "completed",
    source,
    charge_id,
    payment_plan_id,
    ...fields,
  });
}
