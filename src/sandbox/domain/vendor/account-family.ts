import { invalidField } from "../api-error.ts";
import { subtractMoney } from "../money.ts";
import type { DebtAccountRecord } from "../records.ts";
import type { Store } from "../store.ts";

type Balances = Pick<DebtAccountRecord, "original_balance" | "current_balance" | "status">;

/** Returns an account's balances. Those of a parent are documented as the sums of its children's. */
export function balancesOf(store: Store, account: DebtAccountRecord): Balances {
  const children = store.childAccounts.get(account.id) ?? [];
  if (children.length === 0) return account;
  const sum = (field: "original_balance" | "current_balance"): number =>
    children.reduce((total, child) => subtractMoney(total, -child[field]), 0);
  const current_balance = sum("current_balance");
  return {
    original_balance: sum("original_balance"),
    current_balance,
    status: current_balance > 0 ? "active" : "resolved",
  };
}

/**
 * Lowers the balance of an account by a payment. A payment above the balance makes it negative: a credit, so that no
 * money disappears. A payment to a parent goes to its children in the order of their creation, and what exceeds their
 * balances to the last. That order is an assumption.
 */
export function lowerBalance(store: Store, account: DebtAccountRecord, amount: number): void {
  const children = store.childAccounts.get(account.id) ?? [];
  let left = amount;
  for (const child of children.slice(0, -1)) {
    const part = Math.min(left, Math.max(0, child.current_balance));
    pay(store, child, part);
    left = subtractMoney(left, part);
  }
  pay(store, children.at(-1) ?? account, left);
  const parent = children.length > 0 ? account : store.debt_accounts.get(account.parent_id);
  if (parent) store.debt_accounts.update(parent);
}

function pay(store: Store, account: DebtAccountRecord, amount: number): void {
  const current_balance = subtractMoney(account.current_balance, amount);
  const status = current_balance <= 0 ? "resolved" : account.status;
  store.debt_accounts.update(account, { current_balance, status });
}

/** Returns the account that is to be the parent of another, or undefined for none. An account without children and
 * parent is both a possible child and a possible parent: families of two levels are assumed.
 * @throws ApiError 422 naming the field */
export function findParent(
  store: Store,
  externalId: string | null | undefined,
  child?: DebtAccountRecord,
): DebtAccountRecord | undefined {
  if (externalId === null || externalId === undefined) return undefined;
  const parent = store.debt_accounts.getByExternalId(externalId);
  if (parent === undefined || parent === child || parent.parent_id !== undefined) {
    throw invalidField("parent_external_id", "must be the external id of another debt account without a parent");
  }
  if (child && store.childAccounts.has(child.id)) {
    throw invalidField("parent_external_id", "must not be given to a debt account with children");
  }
  return parent;
}

/** Moves an account to a parent. */
export function setParent(store: Store, child: DebtAccountRecord, parent: DebtAccountRecord | undefined): void {
  if (child.parent_id === parent?.id) return;
  const siblings = store.childAccounts.get(child.parent_id ?? "") ?? [];
  const left = siblings.filter((sibling) => sibling !== child);
  if (child.parent_id !== undefined && left.length === 0) store.childAccounts.delete(child.parent_id);
  else if (child.parent_id !== undefined) store.childAccounts.set(child.parent_id, left);
  store.debt_accounts.update(child, { parent_id: parent?.id });
  if (parent) store.childAccounts.set(parent.id, [...(store.childAccounts.get(parent.id) ?? []), child]);
}
