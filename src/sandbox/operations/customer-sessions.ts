import { invalidField } from "../http/api-error.ts";
import type { Operation } from "./operation.ts";

interface CustomerSessionRequest {
  customer_id: string;
  redirect_url?: string;
  /** Seconds. */
  expires_in?: number;
}

const DAY_SECONDS = 86_400;
const LONGEST_SECONDS = 90 * DAY_SECONDS;

/** `magic_link` leads to the sandbox's own portal; it works for a day unless `expires_in` says otherwise. */
export const createCustomerSession: Operation<CustomerSessionRequest> = ({ store, now, url, body }) => {
  const { customer_id: customerId, redirect_url: redirectUrl, expires_in: expiresIn = DAY_SECONDS } = body;
  if (store.customers.get(customerId) === undefined) {
    throw invalidField("customer_id", "must be the id of an existing customer");
  }
  if (redirectUrl !== undefined && !/^https?:/i.test(redirectUrl)) {
    throw invalidField("redirect_url", "must be an http or https URL");
  }
  if (expiresIn < 1 || expiresIn > LONGEST_SECONDS) {
    throw invalidField("expires_in", `must be from 1 to ${LONGEST_SECONDS} seconds`);
  }
  const session = store.customerSessions.add({
    id: store.random.uuid(),
    customer_id: customerId,
    ...(redirectUrl === undefined ? {} : { redirect_url: redirectUrl }),
    expiresAt: now + expiresIn * 1000,
  });
  const data = {
    id: session.id,
    magic_link: `${url.origin}/portal/${session.id}`,
    expires_at: new Date(session.expiresAt).toISOString(),
  };
  return { status: 201, body: { data } };
};
