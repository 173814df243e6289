import { addTransaction } from "./add-transaction.ts";
import { ApiError } from "./api-error.ts";
import { checkAmount, subtractMoney } from "./money.ts";
import type { ChargeRecord } from "./records.ts";
import type { Store } from "./store.ts";
import { moveBalances, type BalanceShare } from "./vendor/account-family.ts";

/** What was refunded of a charge, in the unit of its amount. */
export interface Refund {
  readonly amount: number;
  /** What can still be refunded. */
  readonly left: number;
}

/**
 * Refunds a completed charge, in full or in part, at `now`: records a transaction and raises the balance of the account. Once
 * all of it is refunded, its status says so. Its payment plan stays as it is.
 * @throws RangeError naming what cannot be refunded
 */
export function refundCharge(
  store: Store,
  { chargeId, amount, now }: { chargeId: string; amount: number | undefined; now: number },
): Refund {
  const charge = store.charges.get(chargeId);
  if (charge?.status !== "completed") {
    throw new RangeError(`The charge of a refund must be a completed one${charge ? "" : "; none has this id"}`);
  }
  const refunded = charge.refunded_amount ?? 0;
  const left = subtractMoney(charge.amount, refunded);
  const refund = amount ?? left;
  checkRefund(store, refund, left);
  const total = subtractMoney(refunded, -refund);
  store.charges.update(charge, { refunded_amount: total, ...(total === charge.amount && { status: "refunded" }) });
  addTransaction(store, charge, { amount: refund, type: "refund", created_at: new Date(now).toISOString() });
  const account = store.debt_accounts.get(charge.debt_account_id);
  if (account) {
    const shares = charge.balance_shares ?? [{ debt_account_id: account.id, amount: charge.amount }];
    moveBalances(store, account, sharesOfRefund(shares, refunded, refund));
  }
  return { amount: refund, left: subtractMoney(left, refund) };
}

function checkRefund(store: Store, refund: number, left: number): void {
  try {
    checkAmount(store, "The amount of a refund", refund);
  } catch (error) {
    throw error instanceof ApiError ? new RangeError(error.message, { cause: error }) : error;
  }
  // What is smaller than balances can hold would be paid back again and again.
  if (subtractMoney(refund, 0) !== refund)
    throw new RangeError("The amount of a refund must have at most six decimals");
  if (refund > left) throw new RangeError("The amount of a refund must be at most what is left of the charge");
}

/** Gives the accounts back what they got, the last first. */
function sharesOfRefund(
  shares: NonNullable<ChargeRecord["balance_shares"]>,
  alreadyRefunded: number,
  refund: number,
): BalanceShare[] {
  let skipped = alreadyRefunded;
  let left = refund;
  return shares.toReversed().flatMap(({ debt_account_id, amount: share }) => {
    const skip = Math.min(skipped, share);
    skipped = subtractMoney(skipped, skip);
    const amount = Math.min(left, subtractMoney(share, skip));
    left = subtractMoney(left, amount);
    return amount > 0 ? [{ debt_account_id, amount: -amount }] : [];
  });
}
