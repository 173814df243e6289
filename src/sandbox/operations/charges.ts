import type { ChargeRequest } from "../../models.ts";
import { collectPayment } from "../domain/collect-payment.ts";
import { checkReferences } from "../domain/foreign-keys.ts";
import { checkAmount } from "../domain/money.ts";
import type { Operation } from "./operation.ts";

/** Every charge completes at once; use faults to simulate refusals. */
export const createCharge: Operation<ChargeRequest> = ({ store, serialize, now, body }) => {
  const { amount, payment_method_id, debt_account_id } = body;
  checkAmount("amount", amount);
  checkReferences(store, { payment_method_id, debt_account_id });
  const created_at = new Date(now).toISOString();
  const charge = collectPayment(store, { amount, payment_method_id, debt_account_id, created_at });
  return { status: 201, body: { data: serialize.charges(charge) } };
};
