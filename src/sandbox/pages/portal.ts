import { addPaymentMethod } from "../domain/add-payment-method.ts";
import { ApiError, invalidField } from "../domain/api-error.ts";
import { calendarDateOf } from "../domain/calendar-date.ts";
import type { CustomerSessionRecord, PaymentPlanRecord } from "../domain/records.ts";
import type { IncomingRequest } from "../http/read-request.ts";
import { contentTooLarge } from "../http/read-text.ts";
import { jsonResponse } from "../http/responses.ts";
import type { Store } from "../domain/store.ts";
import { balancesOf } from "../domain/vendor/account-family.ts";
import { primaryPaymentMethodOf } from "../domain/vendor/primary-payment-method.ts";
import { makeCharge } from "../operations/charges.ts";
import { closedPortalPage, paymentsSeen, portalPage, termsOf, type PortalView } from "./portal-page.ts";

/** The path of the portal, to which a customer's magic link leads. The API itself has no operation for enrolment. */
export const PORTAL_PATH = "/portal/{session}";

const PREFIX = "/portal/";

/** Whether a path (without `/api/v1`) belongs to the portal. */
export function isPortalPath(path: string): boolean {
  return /^\/portal\/[^/]+$/.test(path);
}

/** Returns the session whose portal is at a path (with or without `/api/v1`). */
export function sessionOf(store: Store, path: string): CustomerSessionRecord | undefined {
  const own = path.replace(/^\/api\/v1(?=\/)/, "");
  return isPortalPath(own) ? store.customer_sessions.get(own.slice(PREFIX.length)) : undefined;
}

/**
 * GET shows the portal, and the forms on it send POST. A POST that is none of these forms, as tests and scripts send it, agrees to
 * the payment plans of all the customer's accounts, which schedules their charges. In the vendor's dialect they are collected from
 * the `payment_method_id` of the body, which then belongs to the customer, otherwise from the customer's primary payment method. A
 * customer without any gets a made-up card, which stands for the one that a person would enter. The session in the link is the
 * only credential.
 * @throws ApiError 404 or 410 for an unknown or expired session (browsers get a page), 405, and 422 when a plan starts today or
 * earlier or the payment method is not the customer's
 */
export function handlePortalRequest(incoming: IncomingRequest, store: Store): Response {
  const { path, query, received } = incoming;
  const { method, headers, at: now } = received;
  const isBrowser = headers["accept"]?.toLowerCase().includes("text/html") ?? false;
  const session = sessionOf(store, path);
  if (session === undefined) {
    if (isBrowser) return closedPortalPage(404);
    throw new ApiError(404, "not_found", "No customer session has this link.");
  }
  if (session.expiresAt <= now) {
    const { expiration_return_url: url } = session;
    if (method === "GET" && url !== undefined) return new Response(null, { status: 302, headers: { Location: url } });
    if (isBrowser) return closedPortalPage(410);
    throw new ApiError(410, "session_expired", "The customer session has expired.");
  }
  const view = { store, session, now, plans: plansToAgreeTo(store, session) };
  if (method === "GET") return portalPage(view, query);
  if (method !== "POST") {
    throw new ApiError(405, "method_not_allowed", "The portal allows GET, POST.", { Allow: "GET, POST" });
  }
  if (incoming.bodyProblem === "too_large") throw contentTooLarge();
  const fields: FormFields = Object(incoming.body);
  if (fields.action === undefined) {
    const agreed = agreeTo(view, fields);
    return jsonResponse(200, { data: { customer_id: session.customer_id, payment_plans: agreed } });
  }
  // A page of its own shows what became of it, so that loading that again sends nothing.
  const result = new URLSearchParams(submit(view, fields));
  return new Response(null, { status: 303, headers: { Location: `?${result}`, "Cache-Control": "no-store" } });
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

interface FormFields {
  readonly action?: unknown;
  readonly seen?: unknown;
  readonly account?: unknown;
  readonly amount?: unknown;
  readonly payment_method_id?: unknown;
}

/** Does what a form asks for, unless what it was shown with has changed since: by a plan's new terms, or by another payment, such
 * as that of the same form sent twice. Returns what the page is to say. */
function submit(view: PortalView, fields: FormFields): Record<string, string> {
  const { store, session } = view;
  if (fields.action === "agree") {
    if (fields.seen !== termsOf(view.plans)) return { problem: "changed" };
    try {
      agreeTo(view, fields);
    } catch (error) {
      if (error instanceof ApiError && error.errorCode === "start_date_out_of_range") return { problem: "start" };
      throw error;
    }
    return { done: "agreed" };
  }
  if (fields.action !== "pay") throw invalidField("action", "must be agree or pay");
  const account = typeof fields.account === "string" ? store.debt_accounts.get(fields.account) : undefined;
  if (account === undefined || account.customer_id !== session.customer_id) {
    throw invalidField("account", "must be the id of a debt account of this customer");
  }
  if (fields.seen !== paymentsSeen(store, account)) return { problem: "changed" };
  const amount = readAmount(store, fields.amount);
  if (amount === undefined || amount > balancesOf(store, account).current_balance) return { problem: "amount" };
  const payment_method_id = methodOf(view, fields) ?? primaryPaymentMethodOf(store, session.customer_id)?.id;
  const body = { amount, debt_account_id: account.id, ...(payment_method_id !== undefined && { payment_method_id }) };
  return { charge: makeCharge({ ...view, body }).id };
}

/** Reads an amount in dollars, in the unit of the dialect. */
function readAmount({ dialect }: Store, text: unknown): number | undefined {
  const [, dollars, cents = ""] = /^\s*\$?\s*(\d{1,9})(?:\.(\d{1,2}))?\s*$/.exec(String(text)) ?? [];
  if (dollars === undefined) return undefined;
  const amount = Number(dollars) * 100 + Number(cents.padEnd(2, "0"));
  return amount === 0 ? undefined : dialect === "vendor" ? amount : amount / 100;
}

function agreeTo(view: PortalView, fields: FormFields): { id: string; scheduled_charges: number }[] {
  const { store, plans, now } = view;
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
  const payment_method_id = store.dialect === "vendor" && plans.length > 0 ? methodOf(view, fields) : undefined;
  for (const plan of plans) {
    store.payment_plans.update(plan, {
      ...(payment_method_id !== undefined && { payment_method_id }),
      charges: plan.charges.map((charge) => ({ ...charge, scheduled: true })),
    });
    store.plansBeingPaid.add(plan);
  }
  return plans.map(({ id, charges }) => ({ id, scheduled_charges: charges.length }));
}

/** Returns the id of the payment method that the customer chooses, or undefined for the primary one. */
function methodOf({ store, session, now }: PortalView, { payment_method_id: id }: FormFields): string | undefined {
  const { customer_id } = session;
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
