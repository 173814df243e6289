import type { CustomerRequest, VendorCustomerRequest, VendorCustomerUpdate } from "../../models.ts";
import { invalidField } from "../domain/api-error.ts";
import { readCustomerDetails, splitName } from "../domain/vendor/customer-details.ts";
import type { Operation } from "./operation.ts";
import { findRecord } from "./resource-operations.ts";

/** That an external id is unique is assumed. */
export const createCustomer: Operation<VendorCustomerRequest | CustomerRequest> = ({ store, serialize, now, body }) => {
  const at = new Date(now).toISOString();
  const { email } = body;
  const external_id = "name" in body ? body.external_id : undefined;
  if (external_id !== undefined && store.customers.getByExternalId(external_id)) {
    throw invalidField("external_id", "belongs to another customer");
  }
  const customer = store.customers.add({
    id: store.random.uuid(),
    ...("name" in body
      ? { ...splitName(body.name), external_id, status: body.status, ...readCustomerDetails(body) }
      : { first_name: body.first_name, last_name: body.last_name, phone: body.phone }),
    email,
    created_at: at,
    updated_at: at,
  });
  return { status: 201, body: { data: serialize.customers(customer) } };
};

/** Fields that the request leaves out keep their value. This is an assumption, chosen so that no update loses data. */
export const updateCustomer: Operation<VendorCustomerUpdate & Partial<CustomerRequest>> = (context) => {
  const customer = findRecord(context, "customers");
  const { name, first_name, last_name, email = customer.email, phone = customer.phone } = context.body;
  const isSourceForm = first_name !== undefined || last_name !== undefined;
  // The source spec requires both names, the vendor nothing.
  const isUnnamed = context.store.dialect === "source" && name === undefined && context.body.email === undefined;
  if (isSourceForm || isUnnamed) checkNames(first_name, last_name);
  context.store.customers.update(customer, {
    ...(isSourceForm && { first_name: first_name ?? "", last_name }),
    ...(name !== undefined && splitName(name)),
    email,
    phone,
    updated_at: new Date(context.now).toISOString(),
  });
  return { status: 200, body: { data: context.serialize.customers(customer) } };
};

function checkNames(first: string | undefined, last: string | undefined): void {
  if (first === undefined) throw invalidField("first_name", "is required");
  if (last === undefined) throw invalidField("last_name", "is required");
}
