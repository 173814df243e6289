import type { ChargeRequest, VendorChargeRequest } from "../models.ts";
import type { ChargeIntent } from "./charge-ledger.ts";
import type { Identifying } from "./row-matches.ts";

/** Either body of POST /charges: the source spec's, which names the account by its id, or the vendor's, by its external id. */
export type ChargeBody = ChargeRequest | VendorChargeRequest;

/**
 * The fields that decide what is charged and to whom. An allow list, so that card and bank fields, and whatever the API
 * adds, never get into a ledger. Bodies that differ in other fields alone count as the same.
 */
const FIELDS = [
  "amount",
  "debt_account_external_id",
  "debt_account_id",
  "description",
  "linked_debt_account",
  "payment_method_id",
  "scheduled_at",
];

/**
 * The fields of a request that identify the row of its charge. With `linked_debt_account: false` the charge has no account,
 * even when the request names one, so a row that shows that account is another charge.
 */
export function identifying(body: ChargeBody): Identifying {
  const { amount, debt_account_id, debt_account_external_id, linked_debt_account } = body as ChargeRequest &
    VendorChargeRequest;
  return linked_debt_account === false ? { amount } : { amount, debt_account_id, debt_account_external_id };
}

/** What a ledger gets to see of a request. */
export async function intentOf(body: ChargeBody): Promise<ChargeIntent> {
  const { debt_account_id, debt_account_external_id } = identifying(body);
  const account = debt_account_id ?? debt_account_external_id ?? undefined;
  // Absent fields are left out, so that a version that knows more fields gives the same body the same fingerprint.
  const fields = FIELDS.map((name) => [name, (body as Record<string, unknown>)[name]]).filter(([, value]) =>
    /^(string|number|boolean)$/.test(typeof value),
  );
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(JSON.stringify(fields)));
  const fingerprint = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return { amount: body.amount, fingerprint, ...(account !== undefined && { account: `${account as string}` }) };
}
