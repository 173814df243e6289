import type { ChargeRequest, VendorChargeRequest } from "../../models.ts";
import { invalidField } from "../domain/api-error.ts";
import { calendarDateOf } from "../domain/calendar-date.ts";
import { collectPayment } from "../domain/collect-payment.ts";
import { checkReferences } from "../domain/foreign-keys.ts";
import { checkAmount } from "../domain/money.ts";
import type { Dialect, Store } from "../domain/store.ts";
import { readAch, readCard } from "../domain/vendor/read-payment-source.ts";
import type { Operation } from "./operation.ts";

type ChargeBody = VendorChargeRequest & ChargeRequest;

/**
 * Every charge completes at once or on the day of `scheduled_at`; use faults to simulate refusals. No page shows the
 * response: that it has the source spec's shape is an assumption.
 *
 * The vendor's dialect wants an account and what to take the money from. When the account is named by `debt_account_id`,
 * as in the source spec, the latter may be left out, as there.
 */
export const createCharge: Operation<ChargeBody> = ({ store, serialize, now, body }) => {
  const { amount, payment_method_id, card, ach, scheduled_at } = body;
  checkAmount(store, "amount", amount);
  const given = Object.entries({ payment_method_id, card, ach }).flatMap(([name, value]) => (value ? name : []));
  if (given[1] !== undefined) throw invalidField(given[1], `must not be sent together with ${given[0]}`);
  const debt_account_id = findAccount(store, body);
  checkReferences(store, { payment_method_id });
  if (store.dialect === "vendor" && given.length === 0 && body.debt_account_id === undefined) {
    throw invalidField("payment_method_id", "is required without card and ach");
  }
  const today = calendarDateOf(now);
  if (scheduled_at !== undefined && scheduled_at < today) throw invalidField("scheduled_at", "must be today or later");
  const charge = collectPayment(store, {
    amount,
    created_at: new Date(now).toISOString(),
    payment_method_id,
    debt_account_id,
    scheduled_at: scheduled_at === today ? undefined : scheduled_at,
    ...(card && { source: readCard(card) }),
    ...(ach && { source: readAch(ach) }),
  });
  return { status: 201, body: { data: serialize.charges(charge) } };
};

/** Returns the id of the account to charge. */
function findAccount(store: Store, body: ChargeBody): string | undefined {
  const { debt_account_id, debt_account_external_id, linked_debt_account } = body;
  checkReferences(store, { debt_account_id });
  if (linked_debt_account === false) return undefined;
  if (debt_account_external_id === undefined) {
    if (debt_account_id === undefined) requireAccount(store.dialect);
    return debt_account_id;
  }
  const account = store.debt_accounts.getByExternalId(debt_account_external_id);
  if (account === undefined) {
    throw invalidField("debt_account_external_id", "must be the external id of an existing debt account");
  }
  if (debt_account_id !== undefined && debt_account_id !== account.id) {
    throw invalidField("debt_account_external_id", "must belong to the same debt account as debt_account_id");
  }
  return account.id;
}

function requireAccount(dialect: Dialect): void {
  if (dialect === "source") return;
  throw invalidField("debt_account_external_id", "is required unless linked_debt_account is false");
}
