import { invalidField, notFound } from "../http/api-error.ts";
import { cutPage } from "./pages.ts";
import type { PaymentMethodRecord } from "../domain/records.ts";
import type { Store } from "../domain/store.ts";
import type { Operation } from "./operation.ts";
import { getResource } from "./read-resource.ts";

interface PaymentMethodRequest {
  type: "card" | "bank_account";
  /** Stands for the real card or account; neither kept nor answered. */
  token: string;
  customer_id?: string;
}

/** The OpenAPI document gives this list `meta` and no `links`. */
export const listPaymentMethods: Operation = ({ store, present, settings, query }) => {
  const { rows, meta } = cutPage(store.paymentMethods.all, query, settings.maxPageSize);
  return { status: 200, body: { data: rows.map(present.payment_methods), meta } };
};

export const getPaymentMethod: Operation = (context) =>
  getResource(context, "payment_methods", context.store.paymentMethods);

export const createPaymentMethod: Operation<PaymentMethodRequest> = ({ store, present, now, body }) => {
  const { type, customer_id: customerId } = body;
  if (customerId !== undefined && store.customers.get(customerId) === undefined) {
    throw invalidField("customer_id", "must be the id of an existing customer");
  }
  const method = addPaymentMethod(store, { type, customerId, now });
  return { status: 201, body: { data: present.payment_methods(method) } };
};

export const deletePaymentMethod: Operation = ({ store, id }) => {
  if (!store.paymentMethods.delete(id)) throw notFound("payment method");
  return { status: 200 };
};

/** Adds a payment method with made-up digits, and for a card a made-up brand and expiry. */
export function addPaymentMethod(
  store: Store,
  { type, customerId, now }: { type: "card" | "bank_account"; customerId: string | undefined; now: number },
): PaymentMethodRecord {
  const { random } = store;
  return store.paymentMethods.add({
    id: random.uuid(),
    type,
    last_four: String(random.integer(0, 9999)).padStart(4, "0"),
    ...(type === "bank_account"
      ? {}
      : {
          brand: random.pick(["visa", "mastercard", "amex", "discover"]),
          expiry_month: random.integer(1, 12),
          expiry_year: new Date(now).getUTCFullYear() + random.integer(1, 5),
        }),
    created_at: new Date(now).toISOString(),
    ...(customerId === undefined ? {} : { customer_id: customerId }),
  });
}
