import type {
  AchPaymentMethodRequest,
  CardPaymentMethodRequest,
  PaymentMethodAddressRequest,
  PaymentMethodUpdate,
} from "../../../models.ts";
import { ApiError, invalidField } from "../../domain/api-error.ts";
import { readAch, readCard } from "../../domain/vendor/read-payment-source.ts";
import type { Operation } from "../operation.ts";
import { findRecord } from "../resource-operations.ts";

/** The new payment method belongs to no customer: how it is bound to one is not documented. */
export const createPaymentMethodHyphenated: Operation<CardPaymentMethodRequest | AchPaymentMethodRequest> = ({
  store,
  serialize,
  now,
  body,
}) => {
  const details = "card" in body ? readCard(body.card) : readAch(body.ach);
  const created_at = new Date(now).toISOString();
  const method = store.payment_methods.add({ id: store.random.uuid(), ...details, created_at });
  return { status: 201, body: { data: serialize.payment_methods(method) } };
};

/** A customer has at most one primary payment method. */
export const updatePaymentMethod: Operation<PaymentMethodUpdate> = (context) => {
  const method = findRecord(context, "payment_methods");
  const { is_primary } = context.body;
  if (is_primary && method.customer_id !== undefined) {
    const { payment_methods } = context.store;
    for (const other of payment_methods.related("customer_id", method.customer_id)) {
      payment_methods.update(other, { is_primary: false });
    }
  }
  context.store.payment_methods.update(method, { is_primary });
  return { status: 200, body: { data: context.serialize.payment_methods(method) } };
};

/**
 * In the sandbox the address of a customer has the id of the customer, who has no more than one: no page shows where the
 * id of an address can be read.
 */
export const attachPaymentMethodAddress: Operation<PaymentMethodAddressRequest> = (context) => {
  const method = findRecord(context, "payment_methods");
  const customer = context.store.customers.get(context.body.billing_address_id);
  const isStranger = method.customer_id !== undefined && method.customer_id !== customer?.id;
  if (customer?.address === undefined || isStranger) {
    throw invalidField(
      "billing_address_id",
      "must be the id of an address of the customer (here: the customer's own id)",
    );
  }
  context.store.payment_methods.update(method, { billing_customer_id: customer.id });
  return { status: 200, body: { data: context.serialize.payment_methods(method) } };
};

/** No page shows the response: that it is empty, as after the source spec's deletions, is an assumption. */
export const detachPaymentMethodAddress: Operation = (context) => {
  const method = findRecord(context, "payment_methods");
  if (method.billing_customer_id !== context.pathParameters["address_id"]) {
    throw new ApiError(404, "not_found", "The payment method has no billing address with this id.");
  }
  context.store.payment_methods.update(method, { billing_customer_id: undefined });
  return { status: 200 };
};
