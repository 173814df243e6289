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
    store.customers.update(customer, {
      external_id: `CUS-${number}`,
      date_of_birth: `${1950 + (index % 50)}-01-15`,
      metadata: { segment: index < count / 2 ? "a" : "b" },
      address: {
        name: joinName(customer),
        line1: `${index + 1} Main Street`,
        city: "Springfield",
        postal_code: "62701",
        state: "IL",
        country: "US",
        is_primary: true,
      },
    });
  }
  for (const account of store.debt_accounts.all) {
    store.debt_accounts.update(account, { external_id: account.account_number, location_ids: [location.id] });
  }
  for (const method of store.payment_methods.all) {
    const owner = store.customers.get(method.customer_id);
    store.payment_methods.update(method, {
      ...(owner && { holder: joinName(owner), zip: "62701", is_primary: method.type === "card" }),
      ...(method.type === "bank_account" && {
        account_type: "checking",
        routing_number: "011000015",
        account_state: "IL",
      }),
    });
  }
}
