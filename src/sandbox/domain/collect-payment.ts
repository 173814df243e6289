import type { ChargeRecord } from "./records.ts";
import type { Store } from "./store.ts";
import { subtractMoney } from "./money.ts";

/** A payment to be taken; its parts exist in the store. */
export interface Payment {
  readonly amount: number;
  /** ISO 8601. */
  readonly at: string;
  readonly paymentMethodId?: string | undefined;
  readonly debtAccountId?: string | undefined;
  readonly paymentPlanId?: string | undefined;
}

/** Records a charge and its transaction, and lowers the balance of the account.
 * A payment above the balance leaves a negative one: a credit, so that no money disappears. */
export function takePayment(store: Store, payment: Payment): ChargeRecord {
  const { amount, at, paymentMethodId, debtAccountId, paymentPlanId } = payment;
  const charge = store.charges.add({
    id: store.random.uuid(),
    amount,
    status: "completed",
    ...(paymentMethodId === undefined ? {} : { payment_method_id: paymentMethodId }),
    ...(debtAccountId === undefined ? {} : { debt_account_id: debtAccountId }),
    created_at: at,
  });
  const source = paymentMethodId === undefined ? undefined : store.paymentMethods.get(paymentMethodId);
  store.transactions.add({
    id: store.random.uuid(),
    amount,
    type: "payment",
    status: "completed",
    ...(source === undefined ? {} : { payment_source: source.type }),
    charge_id: charge.id,
    ...(paymentPlanId === undefined ? {} : { payment_plan_id: paymentPlanId }),
    created_at: at,
  });
  const account = debtAccountId === undefined ? undefined : store.debtAccounts.get(debtAccountId);
  if (account !== undefined) {
    account.current_balance = subtractMoney(account.current_balance, amount);
    if (account.current_balance <= 0) account.status = "resolved";
  }
  return charge;
}
