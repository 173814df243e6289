import type { VendorDebtAccountRequest } from "../../../models.ts";
import { addPaymentPlan } from "../../domain/add-payment-plan.ts";
import { invalidField } from "../../domain/api-error.ts";
import { findByEitherId } from "../../domain/foreign-keys.ts";
import { schedulePlan, type PlanSchedule } from "../../domain/payment-plan-schedule.ts";
import { findParent } from "../../domain/vendor/account-family.ts";
import { addDebtAccount, checkBalances, checkNewExternalId } from "../../domain/vendor/add-debt-account.ts";
import { firstPaymentDate } from "../../domain/vendor/first-payment-date.ts";
import { prepareLocation } from "../../domain/vendor/locations.ts";
import type { Operation, OperationContext } from "../operation.ts";

/** Creates unknown locations on the way. The plan covers the current balance. */
export const createDebtAccountHyphenated: Operation<VendorDebtAccountRequest> = (context) => {
  const { store, serialize, now, body } = context;
  const { external_id, external_account_number, parent_external_id, balance, current_balance = balance } = body;
  const customer = findByEitherId(store, "customer_id", body.customer_id);
  checkBalances(store, balance, current_balance);
  checkNewExternalId(store, external_id);
  const parent = findParent(store, parent_external_id);
  const plan = body.payment_plan && planOf(context, body.payment_plan, current_balance);
  const addLocations = [
    prepareLocation(
      store,
      { id: body.location_id, name: body.location_name, type: body.location_type },
      "location_name",
    ),
    ...(body.locations ?? []).map(({ name, external_id: id, type }, index) =>
      prepareLocation(store, { id, name, type }, `locations.${index}.name`),
    ),
  ];
  const account = addDebtAccount(store, {
    customer_id: customer.id,
    external_id,
    account_number: external_account_number,
    balance,
    current_balance,
    parent,
    location_ids: addLocations.map((add) => add().id),
    now,
  });
  if (plan) addPaymentPlan(store, account, plan, { now });
  return { status: 201, body: { data: serialize.debt_accounts(account) } };
};

/** Without `start_date`, `recurring_day` decides when the plan starts. */
function planOf(
  context: OperationContext,
  { frequency: given, recurring_day, amount, start_date }: NonNullable<VendorDebtAccountRequest["payment_plan"]>,
  total_amount: number,
): PlanSchedule {
  if (given === undefined) throw invalidField("payment_plan.frequency", "is required");
  const isNumeric = typeof amount === "number" || /^\d+(\.\d+)?$/.test(amount ?? "");
  if (!isNumeric) throw invalidField("payment_plan.amount", amount === undefined ? "is required" : "must be numeric");
  const first = firstPaymentDate({ frequency: given, recurring_day }, context.now);
  const terms = { total_amount, installment_amount: Number(amount), ...first };
  return schedulePlan(start_date === undefined ? terms : { ...terms, start_date }, context, {
    total_amount: "current_balance",
    installment_amount: "payment_plan.amount",
    start_date: "payment_plan.start_date",
  });
}
