import type { Store } from "../store.ts";
import { joinName } from "./customer-details.ts";
import { addLocation } from "./locations.ts";

/** Gives seeded records what only the vendor's dialect shows: external ids, addresses, a location. Nothing is random, so
 * that both dialects have the same ids, names and, apart from the unit, amounts. */
export function addVendorDetails(store: Store): void {
  const count = store.customers.all.length;
  const location = addLocation(store, {
    name: "First Example Bank",
    type: "original_creditor",
    external_id: "LOC-001",
  });
  for (const [index, customer] of store.customers.all.entries()) {
    const number = String(index + 1).padStart(6, "0");
    store.customers.setExternalId(customer, `CUS-${number}`);
    customer.date_of_birth = `${1950 + (index % 50)}-01-15`;
    customer.metadata = { segment: index < count / 2 ? "a" : "b" };
    customer.address = {
      name: joinName(customer),
      line1: `${index + 1} Main Street`,
      city: "Springfield",
      postal_code: "62701",
      state: "IL",
      country: "US",
      is_primary: true,
    };
  }
  for (const account of store.debt_accounts.all) {
    if (account.account_number !== undefined) store.debt_accounts.setExternalId(account, account.account_number);
    account.location_ids = [location.id];
  }
  for (const method of store.payment_methods.all) {
    const owner = store.customers.get(method.customer_id);
    if (owner) Object.assign(method, { holder: joinName(owner), zip: "62701", is_primary: method.type === "card" });
    if (method.type === "bank_account") {
      Object.assign(method, { account_type: "checking", routing_number: "011000015", account_state: "IL" });
    }
  }
}
