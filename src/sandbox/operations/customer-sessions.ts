import type { CustomerSessionRequest } from "../../models.ts";
import { invalidField } from "../domain/api-error.ts";
import { checkReferences } from "../domain/foreign-keys.ts";
import { serializeCustomerSession } from "../resources/customer-session.ts";
import type { Operation } from "./operation.ts";

const DAY_SECONDS = 86_400;
const MAX_SECONDS = 90 * DAY_SECONDS;

/** The link leads to the sandbox's own portal; it is valid for a day unless `expires_in` says otherwise. */
export const createCustomerSession: Operation<CustomerSessionRequest> = ({ store, now, url, body }) => {
  const { customer_id, redirect_url, expires_in = DAY_SECONDS } = body;
  checkReferences(store, { customer_id });
  checkWebUrl("redirect_url", redirect_url);
  if (expires_in < 1 || expires_in > MAX_SECONDS) {
    throw invalidField("expires_in", `must be from 1 to ${MAX_SECONDS} seconds`);
  }
  const session = store.customer_sessions.add({
    id: store.random.uuid(),
    customer_id,
    redirect_url,
    expiresAt: now + expires_in * 1000,
  });
  return { status: 201, body: { data: serializeCustomerSession(session, url, store.dialect) } };
};

/** Checks a URL that the portal links to.
 * @throws ApiError 422 naming the field */
export function checkWebUrl(field: string, url: string | undefined): void {
  if (url !== undefined && !/^https?:/i.test(url)) throw invalidField(field, "must be an http or https URL");
}
