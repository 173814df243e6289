import type { ChargeRequest } from "../models.ts";
import type { ChargeIntent } from "./charge-ledger.ts";

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

/** The debt account of a request, as rows of charges show it. */
function accountOf({ debt_account_id: account }: ChargeRequest): string | undefined {
  return account === undefined || account === null ? undefined : String(account);
}

/** What a ledger gets to see of a request. */
export async function intentOf(body: ChargeRequest): Promise<ChargeIntent> {
  const account = accountOf(body);
  // Absent fields are left out, so that a version that knows more fields gives the same body the same fingerprint.
  const fields = FIELDS.map((name) => [name, (body as Record<string, unknown>)[name]]).filter(([, value]) =>
    /^(string|number|boolean)$/.test(typeof value),
  );
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(JSON.stringify(fields)));
  const fingerprint = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return { amount: body.amount, fingerprint, ...(account !== undefined && { account }) };
}
