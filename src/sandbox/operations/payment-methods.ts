import type { PaymentMethodRequest } from "../../models.ts";
import { addPaymentMethod } from "../domain/add-payment-method.ts";
import { checkReferences } from "../domain/foreign-keys.ts";
import { cutPage, serializeMeta } from "../resources/pagination.ts";
import type { Operation } from "./operation.ts";

/** The OpenAPI document gives this list `meta` but no `links`. */
export const listPaymentMethods: Operation = ({ store, serialize, maxPageSize, query, url }) => {
  const { rows, meta } = cutPage(store.payment_methods, query, maxPageSize);
  const shown = serializeMeta(meta, rows.length, url, store.dialect);
  return { status: 200, body: { data: rows.map(serialize.payment_methods), meta: shown } };
};

/** The `token` stands for the real card or account; it is neither stored nor returned. */
export const createPaymentMethod: Operation<PaymentMethodRequest> = ({ store, serialize, now, body }) => {
  const { type, customer_id } = body;
  checkReferences(store, { customer_id });
  const method = addPaymentMethod(store, { type, customer_id, now });
  return { status: 201, body: { data: serialize.payment_methods(method) } };
};
