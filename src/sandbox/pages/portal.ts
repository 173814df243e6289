import { ApiError } from "../domain/api-error.ts";
import { calendarDateOf } from "../domain/calendar-date.ts";
import type { CustomerSessionRecord, PaymentPlanRecord } from "../domain/records.ts";
import { htmlResponse, jsonResponse } from "../http/responses.ts";
import type { Dialect, Store } from "../domain/store.ts";
import { formatCents } from "../../money.ts";

/** The path of the portal, to which a customer's magic link leads. The API itself has no operation for enrolment. */
export const PORTAL_PATH = "/portal/{session}";

/** Whether a path (without `/api/v1`) belongs to the portal. */
export function isPortalPath(path: string): boolean {
  return /^\/portal\/[^/]+$/.test(path);
}

/** GET shows the portal. POST agrees to the payment plans of all the customer's accounts, which schedules their charges.
 * The session in the link is the only credential.
 * @throws ApiError 404 or 410 for an unknown or expired session, 405, and 422 when a plan starts today or earlier */
export function handlePortalRequest(method: string, path: string, store: Store, now: number): Response {
  const session = store.customer_sessions.get(path.slice("/portal/".length));
  if (session === undefined) throw new ApiError(404, "not_found", "No customer session has this link.");
  if (session.expiresAt <= now) {
    const { expiration_return_url: url } = session;
    if (method === "GET" && url !== undefined) return new Response(null, { status: 302, headers: { Location: url } });
    throw new ApiError(410, "session_expired", "The customer session has expired.");
  }
  const plans = plansToAgreeTo(store, session);
  if (method === "GET") return showPortal(plans, session, store.dialect);
  if (method === "POST") return agreeTo(plans, session, store, now);
  throw new ApiError(405, "method_not_allowed", "The portal allows GET, POST.", { Allow: "GET, POST" });
}

function plansToAgreeTo(store: Store, session: CustomerSessionRecord): PaymentPlanRecord[] {
  return store.payment_plans.all.filter(
    (plan) =>
      store.debt_accounts.get(plan.debt_account_id)?.customer_id === session.customer_id &&
      plan.charges.some(({ scheduled }) => !scheduled),
  );
}

function showPortal(plans: PaymentPlanRecord[], session: CustomerSessionRecord, dialect: Dialect): Response {
  const items = plans.map(({ charges, installment_amount: amount, frequency, start_date: start }) => {
    const shown = dialect === "vendor" ? formatCents(amount) : amount;
    return `<li>${charges.length} payments of ${shown}, ${frequency}, from ${start}</li>`;
  });
  const list =
    items.length > 0 ? `<ul>\n${items.join("\n")}\n</ul>` : "<p>No payment plan is waiting for agreement.</p>";
  const back =
    session.redirect_url === undefined ? "" : `\n<p><a href="${escapeHtml(session.redirect_url)}">Back</a></p>`;
  return htmlResponse(
    200,
    "Payment portal (sandbox)",
    `${list}
<p>Sending POST to this address agrees to these plans: their charges become scheduled and are collected on their dates.</p>
<form method="post"><button>Agree</button></form>${back}`,
  );
}

function agreeTo(plans: PaymentPlanRecord[], session: CustomerSessionRecord, store: Store, now: number): Response {
  const today = calendarDateOf(now);
  const late = plans.find(({ start_date: startDate }) => startDate <= today);
  if (late !== undefined) {
    // Its first charges would be collected at once, on the day of enrolment or for past dates.
    throw new ApiError(
      422,
      "start_date_out_of_range",
      `Payment plan ${late.id} starts on ${late.start_date}, but must start after today; give it another start_date first.`,
    );
  }
  for (const plan of plans) {
    store.payment_plans.update(plan, { charges: plan.charges.map((charge) => ({ ...charge, scheduled: true })) });
    store.plansBeingPaid.add(plan);
  }
  const agreed = plans.map(({ id, charges }) => ({ id, scheduled_charges: charges.length }));
  return jsonResponse(200, { data: { customer_id: session.customer_id, payment_plans: agreed } });
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
