import type { VendorCustomerSessionRequest } from "../../../models.ts";
import { invalidField } from "../../domain/api-error.ts";
import { findByEitherId } from "../../domain/foreign-keys.ts";
import type { Store } from "../../domain/store.ts";
import { serializeCustomerSession } from "../../resources/customer-session.ts";
import { checkWebUrl } from "../customer-sessions.ts";
import type { Operation } from "../operation.ts";

const HOUR_MS = 3_600_000;

/** The session lasts for `valid_until` hours, a day by default. That using it does not prolong it is a simplification. */
export const createCustomerSessionHyphenated: Operation<VendorCustomerSessionRequest> = (context) => {
  const { store, now, url, body } = context;
  const { valid_until: hours = 24, return_url, expiration_return_url } = body;
  const customer_id = findCustomerId(store, body);
  if (hours < 1) throw invalidField("valid_until", "must be from 1 to 2160 hours");
  checkWebUrl("return_url", return_url);
  checkWebUrl("expiration_return_url", expiration_return_url);
  const session = store.customer_sessions.add({
    id: store.random.uuid(),
    customer_id,
    redirect_url: return_url,
    expiration_return_url,
    expiresAt: now + hours * HOUR_MS,
  });
  return { status: 201, body: { data: serializeCustomerSession(session, url, store.dialect) } };
};

function findCustomerId(
  store: Store,
  { customer_id: customerId, debt_account_id: accountId }: VendorCustomerSessionRequest,
): string {
  const account = accountId === undefined ? undefined : findByEitherId(store, "debt_account_id", accountId);
  if (customerId === undefined) {
    if (account === undefined) throw invalidField("customer_id", "is required without debt_account_id");
    return account.customer_id;
  }
  const { id } = findByEitherId(store, "customer_id", customerId);
  if (account && account.customer_id !== id) {
    throw invalidField("debt_account_id", "must belong to the customer of customer_id");
  }
  return id;
}
