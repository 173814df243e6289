import { addPaymentMethod } from "../domain/add-payment-method.ts";
import { ApiError, invalidField } from "../domain/api-error.ts";
import { calendarDateOf } from "../domain/calendar-date.ts";
import type { CustomerSessionRecord, PaymentPlanRecord } from "../domain/records.ts";
import { htmlResponse, jsonResponse } from "../http/responses.ts";
import type { ReceivedRequest } from "../http/received-request.ts";
import type { Dialect, Store } from "../domain/store.ts";
import { balancesOf } from "../domain/vendor/account-family.ts";
import { primaryPaymentMethodOf } from "../domain/vendor/primary-payment-method.ts";
import { formatCents } from "../../money.ts";

/** The path of the portal, to which a customer's magic link leads. The API itself has no operation for enrolment. */
export const PORTAL_PATH = "/portal/{session}";

/** Whether a path (without `/api/v1`) belongs to the portal. */
export function isPortalPath(path: string): boolean {
  return /^\/portal\/[^/]+$/.test(path);
}

/**
 * GET shows the portal. POST agrees to the payment plans of all the customer's accounts, which schedules their charges. In the
 * vendor's dialect they are collected from the `payment_method_id` of the body, which then belongs to the customer, otherwise
 * from the customer's primary payment method. A customer without any gets a made-up card, which stands for the one that a person
 * would enter. The session in the link is the only credential.
 * @throws ApiError 404 or 410 for an unknown or expired session, 405, and 422 when a plan starts today or earlier or the payment
 * method is not the customer's
 */
export function handlePortalRequest(
  { method, path, at: now }: Pick<ReceivedRequest, "method" | "path" | "at">,
  body: unknown,
  store: Store,
): Response {
  const session = store.customer_sessions.get(path.slice("/portal/".length));
  if (session === undefined) throw new ApiError(404, "not_found", "No customer session has this link.");
  if (session.expiresAt <= now) {
    const { expiration_return_url: url } = session;
    if (method === "GET" && url !== undefined) return new Response(null, { status: 302, headers: { Location: url } });
    throw new ApiError(410, "session_expired", "The customer session has expired.");
  }
  const plans = plansToAgreeTo(store, session);
  if (method === "GET") return showPortal(plans, session, store.dialect);
  if (method === "POST") return agreeTo(plans, { session, body, store, now });
  throw new ApiError(405, "method_not_allowed", "The portal allows GET, POST.", { Allow: "GET, POST" });
}

/** Plans of which nothing is scheduled, or no longer since every charge has failed. */
function plansToAgreeTo(store: Store, session: CustomerSessionRecord): PaymentPlanRecord[] {
  const accounts = store.debt_accounts.related("customer_id", session.customer_id);
  const open = accounts.filter(
    (account) => store.dialect === "source" || balancesOf(store, account).current_balance > 0,
  );
  const plans = store.payment_plans.related("debt_account_id", ...open.map(({ id }) => id));
  return plans.filter(({ charges }) => !charges.some(({ scheduled }) => scheduled));
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
  const from =
    dialect === "vendor"
      ? ", from the <code>payment_method_id</code> of the body or else the primary payment method"
      : "";
  return htmlResponse(
    200,
    "Payment portal (sandbox)",
    `${list}
<p>Sending POST to this address agrees to these plans: their charges become scheduled and are collected on their dates${from}.</p>
<form method="post"><button>Agree</button></form>${back}`,
  );
}

interface Agreement {
  readonly session: CustomerSessionRecord;
  readonly body: unknown;
  readonly store: Store;
  readonly now: number;
}

function agreeTo(plans: PaymentPlanRecord[], { session, body, store, now }: Agreement): Response {
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
  const payment_method_id =
    store.dialect === "vendor" && plans.length > 0 ? methodOf({ session, body, store, now }) : undefined;
  for (const plan of plans) {
    store.payment_plans.update(plan, {
      ...(payment_method_id !== undefined && { payment_method_id }),
      charges: plan.charges.map((charge) => ({ ...charge, scheduled: true })),
    });
    store.plansBeingPaid.add(plan);
  }
  const agreed = plans.map(({ id, charges }) => ({ id, scheduled_charges: charges.length }));
  return jsonResponse(200, { data: { customer_id: session.customer_id, payment_plans: agreed } });
}

/** Returns the id of the payment method that the customer chooses, or undefined for the primary one. */
function methodOf({ session: { customer_id }, body, store, now }: Agreement): string | undefined {
  const { payment_method_id: id }: { payment_method_id?: unknown } = Object(body);
  if (id === undefined) {
    if (primaryPaymentMethodOf(store, customer_id) === undefined) {
      const card = addPaymentMethod(store, { type: "card", customer_id, now });
      store.payment_methods.update(card, { is_primary: true });
    }
    return undefined;
  }
  const method = typeof id === "string" ? store.payment_methods.get(id) : undefined;
  if (method === undefined || (method.customer_id !== undefined && method.customer_id !== customer_id)) {
    throw invalidField("payment_method_id", "must be the id of a payment method of this customer, or of no customer");
  }
  store.payment_methods.update(method, { customer_id });
  return method.id;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
