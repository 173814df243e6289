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

/** What a payment takes off the balance of an account, or with a negative amount adds to it. */
export interface BalanceShare {
  readonly debt_account_id: string;
  readonly amount: number;
}

/**
 * Shares out a payment to an account. A payment to a parent goes to its children in the order of their creation, and what
 * exceeds their balances to the last. That order is an assumption.
 */
export function sharePayment(store: Store, account: DebtAccountRecord, amount: number): BalanceShare[] {
  const children = store.childAccounts.get(account.id) ?? [];
  const shares: BalanceShare[] = [];
  let left = amount;
  for (const child of children.slice(0, -1)) {
    const part = Math.min(left, Math.max(0, child.current_balance));
    if (part > 0) shares.push({ debt_account_id: child.id, amount: part });
    left = subtractMoney(left, part);
  }
  if (left > 0) shares.push({ debt_account_id: (children.at(-1) ?? account).id, amount: left });
  return shares;
}

/** Lowers balances by the shares of a payment to an account. One that becomes negative is a credit, so that no money
 * disappears. */
export function moveBalances(store: Store, account: DebtAccountRecord, shares: readonly BalanceShare[]): void {
  for (const { debt_account_id, amount } of shares) {
    const member = store.debt_accounts.get(debt_account_id);
    if (member === undefined) continue;
    const current_balance = subtractMoney(member.current_balance, amount);
    store.debt_accounts.update(member, { current_balance, status: current_balance <= 0 ? "resolved" : "active" });
  }
  const isParent = store.childAccounts.has(account.id);
  const parent = isParent ? account : store.debt_accounts.get(account.parent_id);
  if (parent) store.debt_accounts.update(parent);
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
  if (!store.childAccounts.has(parent.id) && hasPayments(store, parent)) {
    throw invalidField("parent_external_id", "must not name a debt account that was charged before it had children");
  }
  if (child && store.childAccounts.has(child.id)) {
    throw invalidField("parent_external_id", "must not be given to a debt account with children");
  }
  return parent;
}

/** Whether money was collected for an account: as the sum of its children, its balance would no longer show that. */
function hasPayments(store: Store, { id }: DebtAccountRecord): boolean {
  const charges = store.charges.related("debt_account_id", id);
  return charges.some(({ status }) => status === "completed" || status === "refunded");
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
