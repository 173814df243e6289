import type { ChargeRecord, PaymentSource } from "./records.ts";
import type { Store } from "./store.ts";
import { lowerBalance } from "./vendor/account-family.ts";

/** A payment to collect; the records that it refers to exist. */
export interface Payment {
  readonly amount: number;
  /** ISO 8601. */
  readonly created_at: string;
  readonly payment_method_id?: string | undefined;
  readonly debt_account_id?: string | undefined;
  readonly payment_plan_id?: string | undefined;
  /** Calendar date to collect it on. @default at once */
  readonly scheduled_at?: string | undefined;
  /** Needed without `payment_method_id`, when there is any. */
  readonly source?: PaymentSource | undefined;
}

/** Records a charge, and collects it unless it is for a later day. */
export function collectPayment(store: Store, payment: Payment): ChargeRecord {
  const { amount, created_at, payment_method_id, debt_account_id, payment_plan_id, scheduled_at } = payment;
  const { source = store.payment_methods.get(payment_method_id) } = payment;
  const charge = store.charges.add({
    id: store.random.uuid(),
    amount,
    status: scheduled_at === undefined ? "completed" : "pending",
    payment_method_id,
    debt_account_id,
    created_at,
    scheduled_at,
    source: source && { type: source.type, last_four: source.last_four },
  });
  if (scheduled_at === undefined) completeCharge(store, charge, { created_at, payment_plan_id });
  else store.scheduledCharges.add(charge);
  return charge;
}

/** Completes a charge: records its transaction and lowers the balance of the account. */
export function completeCharge(
  store: Store,
  charge: ChargeRecord,
  { created_at, payment_plan_id }: Pick<Payment, "created_at" | "payment_plan_id">,
): void {
  store.charges.update(charge, { status: "completed" });
  const id = store.random.uuid();
  store.transactions.add({
    id: store.dialect === "vendor" ? `tx_${id.replaceAll("-", "")}` : id,
    amount: charge.amount,
    type: "payment",
    status: "completed",
    source: charge.source,
    charge_id: charge.id,
    payment_plan_id,
    created_at,
  });
  const account = store.debt_accounts.get(charge.debt_account_id);
  if (account !== undefined) lowerBalance(store, account, charge.amount);
}
