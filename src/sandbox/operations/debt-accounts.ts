import { invalidField } from "../http/api-error.ts";
import { checkAmount } from "../domain/money.ts";
import { checkStartDate } from "../domain/payment-plan-rules.ts";
import { layOutCharges } from "../domain/payment-plan-schedule.ts";
import type { DebtAccountRecord } from "../domain/records.ts";
import type { Operation, OperationContext } from "./operation.ts";
import { attachPaymentPlan, type PaymentPlanTerms } from "./payment-plans.ts";
import { getResource, listResource } from "./read-resource.ts";

/** What creating one debt account takes, alone or in a bulk import. */
export interface DebtAccountRequest {
  customer_id: string;
  original_balance: number;
  account_number?: string;
  payment_plan?: PaymentPlanTerms;
}

export const listDebtAccounts: Operation = (context) =>
  listResource(context, "debt_accounts", context.store.debtAccounts.all);

export const getDebtAccount: Operation = (context) => getResource(context, "debt_accounts", context.store.debtAccounts);

export const createDebtAccount: Operation<DebtAccountRequest> = (context) => {
  const account = addDebtAccount(context, context.body);
  return { status: 201, body: { data: context.present.debt_accounts(account) } };
};

/** Adds an account, with its payment plan where the request has one; the plan covers the whole balance.
 * @throws ApiError 422, and then adds nothing */
export function addDebtAccount(context: OperationContext, request: DebtAccountRequest): DebtAccountRecord {
  const { store, settings, now } = context;
  const { customer_id, original_balance, account_number, payment_plan: terms } = request;
  if (store.customers.get(customer_id) === undefined) {
    throw invalidField("customer_id", "must be the id of an existing customer");
  }
  checkAmount("original_balance", original_balance, { zeroAllowed: terms === undefined });
  const schedule = terms && {
    frequency: terms.frequency,
    startDate: terms.start_date,
    total: original_balance,
    amount: terms.amount,
  };
  if (schedule) {
    checkAmount("payment_plan.amount", schedule.amount);
    checkStartDate("payment_plan.start_date", schedule.startDate, now, settings.paymentPlanRules);
  }
  const charges = schedule && layOutCharges(schedule, "payment_plan.amount");
  const account = store.debtAccounts.add({
    id: store.random.uuid(),
    customer_id,
    ...(account_number === undefined ? {} : { account_number }),
    original_balance,
    current_balance: original_balance,
    status: original_balance > 0 ? "active" : "resolved",
    created_at: new Date(now).toISOString(),
  });
  if (schedule && charges) attachPaymentPlan(store, account, { ...schedule, charges, now });
  return account;
}
