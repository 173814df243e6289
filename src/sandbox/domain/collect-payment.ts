import { subtractMoney } from "./money.ts";
import type { ChargeRecord } from "./records.ts";
import type { Store } from "./store.ts";

/** A payment to collect; the records that it refers to exist. */
export interface Payment {
  readonly amount: number;
  /** ISO 8601. */
  readonly created_at: string;
  readonly payment_method_id?: string | undefined;
  readonly debt_account_id?: string | undefined;
  readonly payment_plan_id?: string | undefined;
}

/** Records a charge and its transaction, and lowers the balance of the account.
 * A payment above the balance makes it negative: a credit, so that no money disappears. */
export function collectPayment(store: Store, payment: Payment): ChargeRecord {
  const { amount, created_at, payment_method_id, debt_account_id, payment_plan_id } = payment;
  const charge = store.charges.add({
    id: store.random.uuid(),
    amount,
    status: "completed",
    payment_method_id,
    debt_account_id,
    created_at,
  });
  store.transactions.add({
    id: store.random.uuid(),
    amount,
    type: "payment",
    status: "completed",
    payment_source: store.payment_methods.get(payment_method_id)?.type,
    charge_id: charge.id,
    payment_plan_id,
    created_at,
  });
  const account = store.debt_accounts.get(debt_account_id);
  if (account !== undefined) {
    account.current_balance = subtractMoney(account.current_balance, amount);
    if (account.current_balance <= 0) account.status = "resolved";
  }
  return charge;
}
