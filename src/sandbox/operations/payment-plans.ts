import { ApiError, invalidField, notFound } from "../http/api-error.ts";
import { addDays, calendarDateOf } from "../domain/calendar-date.ts";
import { checkAmount } from "../domain/money.ts";
import { checkPaymentPlanEditable, checkStartDate } from "../domain/payment-plan-rules.ts";
import { layOutCharges, type ScheduleTerms } from "../domain/payment-plan-schedule.ts";
import type { DebtAccountRecord, PaymentFrequency, PaymentPlanCharge, PaymentPlanRecord } from "../domain/records.ts";
import type { Store } from "../domain/store.ts";
import type { Operation, OperationContext, OperationResult } from "./operation.ts";
import { getResource, listResource } from "./read-resource.ts";

/** The terms of a plan as the hyphenated path and the debt account's `payment_plan` take them. */
export interface PaymentPlanTerms {
  frequency: PaymentFrequency;
  start_date: string;
  amount: number;
}

interface PaymentPlanRequest {
  debt_account_id: string;
  total_amount: number;
  installment_amount: number;
  frequency: PaymentFrequency;
  start_date?: string;
  payment_method_id?: string;
}

export const listPaymentPlans: Operation = (context) =>
  listResource(context, "payment_plans", context.store.paymentPlans.all);

export const getPaymentPlan: Operation = (context) => getResource(context, "payment_plans", context.store.paymentPlans);

/** Without `start_date` a plan starts tomorrow, the earliest it may. */
export const createPaymentPlan: Operation<PaymentPlanRequest> = ({ store, present, settings, now, body: request }) => {
  const startDate = request.start_date ?? addDays(calendarDateOf(now), 1);
  const account = findAccount(store, request.debt_account_id);
  checkPaymentMethod(store, request.payment_method_id);
  checkAmount("total_amount", request.total_amount);
  checkAmount("installment_amount", request.installment_amount);
  checkStartDate("start_date", startDate, now, settings.paymentPlanRules);
  const attached = store.paymentPlans.get(account.payment_plan_id ?? "");
  if (attached?.charges.some(({ charged_at }) => charged_at === null)) {
    // Two plans on one debt would collect it twice.
    throw new ApiError(
      422,
      "payment_plan_exists",
      "The debt account already has an unfinished payment plan; delete it first.",
    );
  }
  const schedule = {
    frequency: request.frequency,
    startDate,
    total: request.total_amount,
    amount: request.installment_amount,
  };
  const plan = attachPaymentPlan(store, account, {
    ...schedule,
    charges: layOutCharges(schedule, "installment_amount"),
    paymentMethodId: request.payment_method_id,
    now,
  });
  return { status: 201, body: { data: present.payment_plans(plan) } };
};

/** The underscore path takes the whole plan; a `start_date` that is left out keeps its value. */
export const updatePaymentPlan: Operation<PaymentPlanRequest> = (context) => {
  const { store, id, body: request } = context;
  const plan = store.paymentPlans.get(id);
  if (plan === undefined) throw notFound("payment plan");
  if (request.debt_account_id !== plan.debt_account_id) {
    throw invalidField("debt_account_id", "must stay the debt account of the plan");
  }
  checkPaymentMethod(store, request.payment_method_id);
  const terms = {
    frequency: request.frequency,
    startDate: request.start_date ?? plan.start_date,
    total: request.total_amount,
    amount: request.installment_amount,
  };
  const result = changeTerms(context, plan, terms, "installment_amount");
  if (request.payment_method_id !== undefined) plan.payment_method_id = request.payment_method_id;
  return result;
};

/** The hyphenated path takes frequency, start and amount; the total stays. */
export const updatePaymentPlanById: Operation<PaymentPlanTerms> = (context) => {
  const plan = context.store.paymentPlans.get(context.id);
  if (plan === undefined) throw notFound("payment plan");
  const { frequency, start_date: startDate, amount } = context.body;
  return changeTerms(context, plan, { frequency, startDate, total: plan.total_amount, amount }, "amount");
};

/** Detaches the plan from its account; charges still scheduled are not taken any more. */
export const deletePaymentPlanById: Operation = ({ store, id }) => {
  const plan = store.paymentPlans.get(id);
  if (plan === undefined) throw notFound("payment plan");
  store.paymentPlans.delete(id);
  store.plansBeingPaid.delete(plan);
  const account = store.debtAccounts.get(plan.debt_account_id);
  if (account?.payment_plan_id === id) delete account.payment_plan_id;
  return { status: 200, body: { success: true } };
};

/** Adds a plan that has passed all checks and attaches it to its account. */
export function attachPaymentPlan(
  store: Store,
  account: DebtAccountRecord,
  plan: ScheduleTerms & { charges: PaymentPlanCharge[]; paymentMethodId?: string | undefined; now: number },
): PaymentPlanRecord {
  const record = store.paymentPlans.add({
    id: store.random.uuid(),
    debt_account_id: account.id,
    total_amount: plan.total,
    installment_amount: plan.amount,
    frequency: plan.frequency,
    start_date: plan.startDate,
    ...(plan.paymentMethodId === undefined ? {} : { payment_method_id: plan.paymentMethodId }),
    created_at: new Date(plan.now).toISOString(),
    charges: plan.charges,
  });
  account.payment_plan_id = record.id;
  return record;
}

function changeTerms(
  { present, settings, now }: OperationContext,
  plan: PaymentPlanRecord,
  terms: ScheduleTerms,
  amountField: string,
): OperationResult {
  checkPaymentPlanEditable(plan, settings.paymentPlanRules);
  checkAmount("total_amount", terms.total);
  checkAmount(amountField, terms.amount);
  checkStartDate("start_date", terms.startDate, now, settings.paymentPlanRules);
  const charges = layOutCharges(terms, amountField);
  plan.frequency = terms.frequency;
  plan.start_date = terms.startDate;
  plan.total_amount = terms.total;
  plan.installment_amount = terms.amount;
  plan.charges = charges;
  return { status: 200, body: { data: present.payment_plans(plan) } };
}

function findAccount(store: Store, id: string): DebtAccountRecord {
  const account = store.debtAccounts.get(id);
  if (account === undefined) throw invalidField("debt_account_id", "must be the id of an existing debt account");
  return account;
}

function checkPaymentMethod(store: Store, id: string | undefined): void {
  if (id !== undefined && store.paymentMethods.get(id) === undefined) {
    throw invalidField("payment_method_id", "must be the id of an existing payment method");
  }
}
