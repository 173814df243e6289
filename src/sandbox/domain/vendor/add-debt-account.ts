import { invalidField } from "../api-error.ts";
import { checkAmount } from "../money.ts";
import type { DebtAccountRecord } from "../records.ts";
import type { Store } from "../store.ts";
import { setParent } from "./account-family.ts";

interface NewDebtAccount {
  readonly customer_id: string;
  readonly external_id: string | undefined;
  readonly account_number: string | undefined;
  readonly balance: number;
  readonly current_balance: number;
  readonly parent: DebtAccountRecord | undefined;
  readonly location_ids: readonly string[];
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Checks both balances.
 * @throws ApiError 422 naming the field */
export function checkBalances(store: Store, balance: number, currentBalance: number): void {
  checkAmount(store, "balance", balance, { zeroAllowed: true });
  checkAmount(store, "current_balance", currentBalance, { zeroAllowed: true });
}

/** Checks that an external id is new among debt accounts.
 * @throws ApiError 422 naming the field; that status is an assumption */
export function checkNewExternalId(store: Store, externalId: string | undefined): void {
  if (externalId !== undefined && store.debt_accounts.getByExternalId(externalId)) {
    throw invalidField("external_id", "belongs to another debt account");
  }
}

/** Adds an account that has passed all checks. */
export function addDebtAccount(store: Store, account: NewDebtAccount): DebtAccountRecord {
  const { customer_id, external_id, account_number, balance, current_balance, parent, location_ids, now } = account;
  const record = store.debt_accounts.add({
    id: store.random.uuid(),
    customer_id,
    external_id,
    account_number,
    original_balance: balance,
    current_balance,
    status: current_balance > 0 ? "active" : "resolved",
    created_at: new Date(now).toISOString(),
    location_ids,
  });
  setParent(store, record, parent);
  return record;
}
