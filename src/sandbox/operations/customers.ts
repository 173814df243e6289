import { notFound } from "../http/api-error.ts";
import type { Operation } from "./operation.ts";
import { getResource, listResource } from "./read-resource.ts";

interface CustomerRequest {
  first_name: string;
  last_name: string;
  email?: string;
  phone?: string;
}

export const listCustomers: Operation = (context) => listResource(context, "customers", context.store.customers.all);

export const getCustomer: Operation = (context) => getResource(context, "customers", context.store.customers);

export const createCustomer: Operation<CustomerRequest> = ({ store, present, now, body }) => {
  const { first_name, last_name, email, phone } = body;
  const at = new Date(now).toISOString();
  const customer = store.customers.add({
    id: store.random.uuid(),
    first_name,
    last_name,
    ...(email === undefined ? {} : { email }),
    ...(phone === undefined ? {} : { phone }),
    created_at: at,
    updated_at: at,
  });
  return { status: 201, body: { data: present.customers(customer) } };
};

/** Fields the request leaves out keep their value: an assumption, chosen so that no data is lost by an update. */
export const updateCustomer: Operation<CustomerRequest> = ({ store, present, now, id, body }) => {
  const customer = store.customers.get(id);
  if (customer === undefined) throw notFound("customer");
  const { first_name, last_name, email, phone } = body;
  customer.first_name = first_name;
  customer.last_name = last_name;
  if (email !== undefined) customer.email = email;
  if (phone !== undefined) customer.phone = phone;
  customer.updated_at = new Date(now).toISOString();
  return { status: 200, body: { data: present.customers(customer) } };
};
