import type { Address, VendorCustomerRequest } from "../../../models.ts";
import type { CustomerRecord } from "../records.ts";

type NameParts = Pick<CustomerRecord, "first_name" | "last_name">;

/** Splits a full name at its last space; `joinName` restores it exactly. */
export function splitName(name: string): NameParts {
  const space = name.lastIndexOf(" ");
  return space < 0
    ? { first_name: name, last_name: undefined }
    : { first_name: name.slice(0, space), last_name: name.slice(space + 1) };
}

/** Joins the parts of a name. */
export function joinName({ first_name: first, last_name: last }: NameParts): string {
  return last === undefined ? first : `${first} ${last}`;
}

/** Reads what a request says of a customer besides name and address for e-mail; unknown fields are left out. */
export function readCustomerDetails(
  body: Pick<VendorCustomerRequest, "phone" | "date_of_birth" | "ssn_last4" | "address" | "metadata">,
): Pick<CustomerRecord, "phone" | "date_of_birth" | "ssn_last4" | "address" | "metadata"> {
  const { phone, date_of_birth, ssn_last4, address, metadata } = body;
  return {
    phone,
    date_of_birth,
    // A number has lost its leading zeros.
    ssn_last4: ssn_last4 === undefined ? undefined : String(ssn_last4).padStart(4, "0"),
    address: address && readAddress(address),
    metadata,
  };
}

function readAddress({ name, line1, line2, city, postal_code, state, country, is_primary = true }: Address): Address {
  const parts = Object.entries({ name, line1, line2, city, postal_code, state, country, is_primary });
  return Object.fromEntries(parts.filter(([, part]) => part !== undefined));
}
