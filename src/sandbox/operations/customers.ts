import type { CustomerRequest } from "../../models.ts";
import type { Operation } from "./operation.ts";
import { findRecord } from "./resource-operations.ts";

export const createCustomer: Operation<CustomerRequest> = ({ store, serialize, now, body }) => {
  const { first_name, last_name, email, phone } = body;
  const at = new Date(now).toISOString();
  const customer = store.customers.add({
    id: store.random.uuid(),
    first_name,
    last_name,
    email,
    phone,
    created_at: at,
    updated_at: at,
  });
  return { status: 201, body: { data: serialize.customers(customer) } };
};

/** Fields that the request leaves out keep their value. This is an assumption, chosen so that no update loses data. */
export const updateCustomer: Operation<CustomerRequest> = (context) => {
  const customer = findRecord(context, "customers");
  const { first_name, last_name, email = customer.email, phone = customer.phone } = context.body;
  const updated_at = new Date(context.now).toISOString();
  Object.assign(customer, { first_name, last_name, email, phone, updated_at });
  return { status: 200, body: { data: context.serialize.customers(customer) } };
};
