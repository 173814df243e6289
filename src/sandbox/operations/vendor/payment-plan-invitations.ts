import type { PaymentPlanInvitationRequest } from "../../../models.ts";
import { addPaymentPlan } from "../../domain/add-payment-plan.ts";
import { invalidField } from "../../domain/api-error.ts";
import { schedulePlan, type PlanSchedule } from "../../domain/payment-plan-schedule.ts";
import type { DebtAccountRecord, PaymentFrequency } from "../../domain/records.ts";
import { balancesOf } from "../../domain/vendor/account-family.ts";
import { serializeCustomerSession } from "../../resources/customer-session.ts";
import { checkNoUnfinishedPlan } from "../payment-plans.ts";
import type { Operation, OperationContext } from "../operation.ts";

const DAY_MS = 86_400_000;
const FREQUENCIES: readonly string[] = [
  "weekly",
  "every_other_week",
  "monthly",
  "last_of_month",
] satisfies PaymentFrequency[];

/**
 * Invites a customer to a payment plan. No message is sent, and no page shows the response: that it is the session whose
 * link the message would hold is an assumption, as is that the account has to be named.
 *
 * With `frequency`, `start_date` and `min_payment_amount` the plan waits on the account until the customer agrees to it
 * in the portal, which is how the sandbox stands in for setting one up there.
 */
export const requestPaymentPlan: Operation<PaymentPlanInvitationRequest> = (context) => {
  const { store, now, url, body } = context;
  const { type, email, phone, debt_account_external_id } = body;
  if (type === "email" && email === undefined) throw invalidField("email", "is required when type is email");
  if (type === "sms" && phone === undefined) throw invalidField("phone", "is required when type is sms");
  if (debt_account_external_id === undefined) throw invalidField("debt_account_external_id", "is required");
  const account = store.debt_accounts.getByExternalId(debt_account_external_id);
  if (account === undefined) {
    throw invalidField("debt_account_external_id", "must be the external id of an existing debt account");
  }
  const plan = readOffer(context, account);
  if (plan) addPaymentPlan(store, account, plan, { now });
  const session = store.customer_sessions.add({
    id: store.random.uuid(),
    customer_id: account.customer_id,
    expiresAt: now + DAY_MS,
  });
  return { status: 201, body: { data: serializeCustomerSession(session, url, store.dialect) } };
};

function readOffer(
  context: OperationContext<PaymentPlanInvitationRequest>,
  account: DebtAccountRecord,
): PlanSchedule | undefined {
  const { frequency, start_date, min_payment_amount: installment_amount } = context.body;
  if (frequency !== undefined && !isFrequency(frequency)) {
    throw invalidField("frequency", `must be one of ${FREQUENCIES.join(",")}`);
  }
  if (frequency === undefined || start_date === undefined || installment_amount === undefined) return undefined;
  checkNoUnfinishedPlan(context.store, account);
  const { current_balance: total_amount } = balancesOf(context.store, account);
  const terms = { total_amount, installment_amount, frequency, start_date };
  return schedulePlan(terms, context, {
    total_amount: "The balance of the debt account",
    installment_amount: "min_payment_amount",
  });
}

function isFrequency(text: string): text is PaymentFrequency {
  return FREQUENCIES.includes(text);
}
