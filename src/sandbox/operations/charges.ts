import { invalidField } from "../http/api-error.ts";
import { checkAmount } from "../domain/money.ts";
import { takePayment } from "../domain/collect-payment.ts";
import type { Operation } from "./operation.ts";
import { getResource, listResource } from "./read-resource.ts";

interface ChargeRequest {
  amount: number;
  payment_method_id?: string;
  debt_account_id?: string;
}

export const listCharges: Operation = (context) => listResource(context, "charges", context.store.charges.all);

export const getCharge: Operation = (context) => getResource(context, "charges", context.store.charges);

/** Every charge completes at once; refusals are what faults are for. */
export const createCharge: Operation<ChargeRequest> = ({ store, present, now, body }) => {
  const { amount, payment_method_id: paymentMethodId, debt_account_id: debtAccountId } = body;
  checkAmount("amount", amount);
  if (paymentMethodId !== undefined && store.paymentMethods.get(paymentMethodId) === undefined) {
    throw invalidField("payment_method_id", "must be the id of an existing payment method");
  }
  if (debtAccountId !== undefined && store.debtAccounts.get(debtAccountId) === undefined) {
    throw invalidField("debt_account_id", "must be the id of an existing debt account");
  }
  const charge = takePayment(store, { amount, at: new Date(now).toISOString(), paymentMethodId, debtAccountId });
  return { status: 201, body: { data: present.charges(charge) } };
};
