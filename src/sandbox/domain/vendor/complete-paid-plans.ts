import type { DebtAccountRecord } from "../records.ts";
import type { Store } from "../store.ts";
import { balancesOf } from "./account-family.ts";

/**
 * Completes the payment plan of an account whose balance has reached 0: charges that were not collected are dropped from it.
 * So are those of its parent and its children. A plan that waits for agreement keeps its charges.
 */
export function completePaidPlans(store: Store, account: DebtAccountRecord): void {
  const parent = store.debt_accounts.get(account.parent_id);
  for (const member of [account, ...(parent ? [parent] : []), ...(store.childAccounts.get(account.id) ?? [])]) {
    const plan = store.payment_plans.get(member.payment_plan_id);
    if (!plan?.charges.some(({ scheduled }) => scheduled) || balancesOf(store, member).current_balance > 0) continue;
    const collected = plan.charges.filter(({ charged_at }) => charged_at !== null);
    if (collected.length < plan.charges.length) store.payment_plans.update(plan, { charges: collected });
    store.plansBeingPaid.delete(plan);
  }
}
