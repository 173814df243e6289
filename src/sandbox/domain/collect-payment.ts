import { addTransaction } from "./add-transaction.ts";
import type { ChargeRecord, DebtAccountRecord, PaymentSource } from "./records.ts";
import type { Store } from "./store.ts";
import { balancesOf, moveBalances, sharePayment } from "./vendor/account-family.ts";
import { isDeclined } from "./vendor/declined-source.ts";

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

/** Records a charge, and collects it unless it is for a later day. In the vendor's dialect it may fail, which its status says. */
export function collectPayment(store: Store, payment: Payment): ChargeRecord {
  const { amount, created_at, payment_method_id, debt_account_id, payment_plan_id, scheduled_at } = payment;
  const { source = store.payment_methods.get(payment_method_id) } = payment;
  const charge = store.charges.add({
    id: store.random.uuid(),
    amount,
    status: "pending",
    payment_method_id,
    debt_account_id,
    payment_plan_id,
    created_at,
    scheduled_at,
    source: source && { type: source.type, last_four: source.last_four },
  });
  if (scheduled_at === undefined) collectCharge(store, charge, created_at);
  else store.scheduledCharges.add(charge);
  return charge;
}

/**
 * Collects a charge: records its transaction and lowers the balance of the account.
 *
 * In the vendor's dialect no more is collected than the account's balance: the vendor announces that a scheduled payment above
 * it is reduced to it. The charge fails, without a transaction, when the balance is 0, when there is nothing to take the money
 * from, and when its source is one that declines. The vendor also announces that a payment only counts as failed after
 * several attempts; here it does so at once.
 */
export function collectCharge(store: Store, charge: ChargeRecord, created_at: string): void {
  const account = store.debt_accounts.get(charge.debt_account_id);
  const amount = collectableAmount(store, charge, account);
  if (amount === 0) {
    store.charges.update(charge, { status: "failed" });
    return;
  }
  const shares = account && sharePayment(store, account, amount);
  const isShared = shares !== undefined && store.childAccounts.has(charge.debt_account_id ?? "");
  store.charges.update(charge, { amount, status: "completed", ...(isShared && { balance_shares: shares }) });
  addTransaction(store, charge, { amount, type: "payment", created_at });
  if (account && shares) moveBalances(store, account, shares);
}

function collectableAmount(
  store: Store,
  { amount, source }: ChargeRecord,
  account: DebtAccountRecord | undefined,
): number {
  if (store.dialect === "source") return amount;
  if (source === undefined || isDeclined(source)) return 0;
  return account === undefined ? amount : Math.min(amount, balancesOf(store, account).current_balance);
}
