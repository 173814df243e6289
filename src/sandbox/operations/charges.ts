import type { ChargeRequest, VendorChargeRequest } from "../../models.ts";
import { invalidField } from "../domain/api-error.ts";
import { calendarDateOf } from "../domain/calendar-date.ts";
import { collectPayment } from "../domain/collect-payment.ts";
import { checkReferences, findReferenced } from "../domain/foreign-keys.ts";
import { checkAmount } from "../domain/money.ts";
import type { ChargeRecord, DebtAccountRecord } from "../domain/records.ts";
import type { Dialect, Store } from "../domain/store.ts";
import { balancesOf } from "../domain/vendor/account-family.ts";
import { completePaidPlans } from "../domain/vendor/complete-paid-plans.ts";
import { primaryPaymentMethodOf } from "../domain/vendor/primary-payment-method.ts";
import { readAch, readCard } from "../domain/vendor/read-payment-source.ts";
import type { Operation } from "./operation.ts";

type ChargeBody = VendorChargeRequest & ChargeRequest;

/**
 * A charge runs at once or on the day of `scheduled_at`. No page shows the response: that it has the source spec's shape is an
 * assumption, as is that a payment which is declined has a charge too, with the status `failed`.
 *
 * The vendor's dialect wants an account and what to take the money from. When the account is named by `debt_account_id`, as in
 * the source spec, the latter may be left out, as there: it is the customer's primary payment method.
 */
export const createCharge: Operation<ChargeBody> = (context) => ({
  status: 201,
  body: { data: context.serialize.charges(makeCharge(context)) },
});

/** Makes the charge of a request, by the rules of `createCharge`.
 * @throws ApiError 422 naming the field */
export function makeCharge({ store, now, body }: { store: Store; now: number; body: ChargeBody }): ChargeRecord {
  const { amount, card, ach, scheduled_at } = body;
  checkAmount(store, "amount", amount);
  const given = Object.entries({ payment_method_id: body.payment_method_id, card, ach }).flatMap(([name, value]) =>
    value ? name : [],
  );
  if (given[1] !== undefined) throw invalidField(given[1], `must not be sent together with ${given[0]}`);
  const account = findAccount(store, body);
  checkReferences(store, { payment_method_id: body.payment_method_id });
  const isVendor = store.dialect === "vendor";
  const payment_method_id =
    isVendor && given.length === 0 ? findPrimaryMethod(store, body, account) : body.payment_method_id;
  if (isVendor && account && amount > balancesOf(store, account).current_balance) {
    throw invalidField("amount", "must be at most the current balance of the debt account");
  }
  const today = calendarDateOf(now);
  if (scheduled_at !== undefined && scheduled_at < today) throw invalidField("scheduled_at", "must be today or later");
  const charge = collectPayment(store, {
    amount,
    created_at: new Date(now).toISOString(),
    payment_method_id,
    debt_account_id: account?.id,
    scheduled_at: scheduled_at === today ? undefined : scheduled_at,
    ...(card && { source: readCard(card) }),
    ...(ach && { source: readAch(ach) }),
  });
  if (isVendor && account) completePaidPlans(store, account);
  return charge;
}

/** Returns the id of the payment method for a charge that names none.
 * @throws ApiError 422 */
function findPrimaryMethod(store: Store, body: ChargeBody, account: DebtAccountRecord | undefined): string {
  if (body.debt_account_id === undefined || account === undefined) {
    throw invalidField("payment_method_id", "is required without card and ach");
  }
  const primary = primaryPaymentMethodOf(store, account.customer_id);
  if (primary) return primary.id;
  throw invalidField("payment_method_id", "is required without card and ach, since the customer has no payment method");
}

/** Returns the account to charge. */
function findAccount(store: Store, body: ChargeBody): DebtAccountRecord | undefined {
  const { debt_account_id, debt_account_external_id, linked_debt_account } = body;
  const account = debt_account_id === undefined ? undefined : findReferenced(store, "debt_account_id", debt_account_id);
  if (linked_debt_account === false) return undefined;
  if (debt_account_external_id === undefined) {
    if (debt_account_id === undefined) requireAccount(store.dialect);
    return account;
  }
  const other = store.debt_accounts.getByExternalId(debt_account_external_id);
  if (other === undefined) {
    throw invalidField("debt_account_external_id", "must be the external id of an existing debt account");
  }
  if (account && account !== other) {
    throw invalidField("debt_account_external_id", "must belong to the same debt account as debt_account_id");
  }
  return other;
}

function requireAccount(dialect: Dialect): void {
  if (dialect === "source") return;
  throw invalidField("debt_account_external_id", "is required unless linked_debt_account is false");
}
