import type { DebtAccountRequest } from "../../models.ts";
import { addPaymentPlan } from "../domain/add-payment-plan.ts";
import { checkReferences } from "../domain/foreign-keys.ts";
import { checkAmount } from "../domain/money.ts";
import { schedulePlan } from "../domain/payment-plan-schedule.ts";
import type { DebtAccountRecord } from "../domain/records.ts";
import type { Operation, OperationContext } from "./operation.ts";

export const createDebtAccount: Operation<DebtAccountRequest> = (context) => {
  const account = addDebtAccount(context, context.body);
  return { status: 201, body: { data: context.serialize.debt_accounts(account) } };
};

/** Adds an account and, when the request has one, its payment plan, which covers the whole balance.
 * @throws ApiError 422, having added nothing */
export function addDebtAccount(context: OperationContext, request: DebtAccountRequest): DebtAccountRecord {
  const { store, now } = context;
  const { customer_id, original_balance, account_number, payment_plan: terms } = request;
  checkReferences(store, { customer_id });
  checkAmount(store, "original_balance", original_balance, { zeroAllowed: terms === undefined });
  const plan =
    terms &&
    schedulePlan(
      {
        total_amount: original_balance,
        installment_amount: terms.amount,
        frequency: terms.frequency,
        start_date: terms.start_date,
      },
      context,
      {
        total_amount: "original_balance",
        installment_amount: "payment_plan.amount",
        start_date: "payment_plan.start_date",
      },
    );
  const account = store.debt_accounts.add({
    id: store.random.uuid(),
    customer_id,
    account_number,
    original_balance,
    current_balance: original_balance,
    status: original_balance > 0 ? "active" : "resolved",
    created_at: new Date(now).toISOString(),
  });
  if (plan) addPaymentPlan(store, account, plan, { now });
  return account;
}
