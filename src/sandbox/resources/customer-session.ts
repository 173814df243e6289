import type { CustomerSession } from "../../models.ts";
import type { CustomerSessionRecord } from "../domain/records.ts";
import type { Dialect } from "../domain/store.ts";

/** Serializes a session, with a link to the sandbox's own portal. */
export function serializeCustomerSession(
  { id, redirect_url: return_url, expiresAt }: CustomerSessionRecord,
  { origin }: URL,
  dialect: Dialect,
): CustomerSession {
  const link = `${origin}/portal/${id}`;
  const expiration = new Date(expiresAt).toISOString();
  return dialect === "vendor"
    ? { id, portal_url: link, ...(return_url !== undefined && { return_url }), expiration }
    : { id, magic_link: link, expires_at: expiration };
}
