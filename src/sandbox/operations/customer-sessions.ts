import type { CustomerSessionRequest } from "../../models.ts";
import { invalidField } from "../domain/api-error.ts";
import { checkReferences } from "../domain/foreign-keys.ts";
import type { Operation } from "./operation.ts";

const DAY_SECONDS = 86_400;
const MAX_SECONDS = 90 * DAY_SECONDS;

/** `magic_link` leads to the sandbox's own portal; it is valid for a day unless `expires_in` says otherwise. */
export const createCustomerSession: Operation<CustomerSessionRequest> = ({ store, now, url, body }) => {
  const { customer_id, redirect_url, expires_in = DAY_SECONDS } = body;
  checkReferences(store, { customer_id });
  if (redirect_url !== undefined && !/^https?:/i.test(redirect_url)) {
    throw invalidField("redirect_url", "must be an http or https URL");
  }
  if (expires_in < 1 || expires_in > MAX_SECONDS) {
    throw invalidField("expires_in", `must be from 1 to ${MAX_SECONDS} seconds`);
  }
  const { id, expiresAt } = store.customer_sessions.add({
    id: store.random.uuid(),
    customer_id,
    redirect_url,
    expiresAt: now + expires_in * 1000,
  });
  const data = { id, magic_link: `${url.origin}/portal/${id}`, expires_at: new Date(expiresAt).toISOString() };
  return { status: 201, body: { data } };
};
