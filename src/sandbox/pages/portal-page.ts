import { calendarDateOf } from "../domain/calendar-date.ts";
import type {
  ChargeRecord,
  CustomerSessionRecord,
  DebtAccountRecord,
  PaymentMethodRecord,
  PaymentPlanRecord,
  PaymentSource,
} from "../domain/records.ts";
import type { Dialect, Store } from "../domain/store.ts";
import { balancesOf } from "../domain/vendor/account-family.ts";
import { joinName } from "../domain/vendor/customer-details.ts";
import { primaryPaymentMethodOf } from "../domain/vendor/primary-payment-method.ts";
import { html, type Html } from "./html.ts";
import { pageResponse } from "./page-response.ts";

/** What the portal of a session shows. */
export interface PortalView {
  readonly store: Store;
  readonly session: CustomerSessionRecord;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Those that wait for the customer's agreement. */
  readonly plans: readonly PaymentPlanRecord[];
}

type Query = Readonly<Record<string, string | string[]>>;

const TITLE = "Example Recovery: your accounts";

/** How many dates of a plan are shown before the others are folded. */
const DATES_SHOWN = 6;
/** How many payments are shown, the latest ones. */
const PAYMENTS_SHOWN = 5;

const FREQUENCIES: Readonly<Record<string, string>> = {
  weekly: "every week",
  biweekly: "every two weeks",
  every_other_week: "every two weeks",
  monthly: "every month",
  last_of_month: "on the last day of every month",
};

/** Makes the page of an open session; `query` says what became of a form that was sent before. */
export function portalPage(view: PortalView, query: Query): Response {
  const { store, session } = view;
  const customer = store.customers.get(session.customer_id);
  const accounts = store.debt_accounts.related("customer_id", session.customer_id);
  return pageResponse(200, {
    title: TITLE,
    body: html`<main class="page portal">
      ${masthead()}
      <h1>Hello${customer && `, ${joinName(customer)}`}</h1>
      ${notice(view, query)} ${agreement(view)}
      ${accounts.length === 0 && html`<p class="notice">There is no account in your name.</p>`}
      ${accounts.map((account, index) => accountCard(view, account, { index, count: accounts.length }))}
      <footer class="muted small">
        ${
          session.redirect_url !== undefined &&
          html`<p><a href="${session.redirect_url}" rel="noreferrer">Back to where you came from</a></p>`
        }
        <p>This link works until ${dateTime(session.expiresAt)}. Anyone who has it can see this page.</p>
      </footer>
    </main>`,
  });
}

/** Makes the page of a link that leads to no session, or to one that has expired. */
export function closedPortalPage(status: 404 | 410): Response {
  return pageResponse(status, {
    title: "Example Recovery: this link does not work",
    body: html`<main class="page portal">
      ${masthead()}
      ${
        status === 410
          ? html`<h1>This link has expired</h1>
              <p>
                For your safety, a link to your accounts works only for a while. Nothing has happened to your accounts
                or to your payments. Ask for a new link from whoever sent you this one.
              </p>`
          : html`<h1>We do not know this link</h1>
              <p>
                It may have been cut off when it was copied. Open it again from the message that you got, or ask whoever
                sent it for a new one.
              </p>`
      }
    </main>`,
  });
}

/** The terms that a form to agree is shown with. */
export function termsOf(plans: readonly PaymentPlanRecord[]): string {
  return plans
    .map(({ id, total_amount, installment_amount, frequency, start_date }) =>
      [id, total_amount, installment_amount, frequency, start_date].join(" "),
    )
    .join(", ");
}

/** The number of payments to an account that a form to pay is shown with: the next payment makes it another one. */
export function paymentsSeen(store: Store, { id }: DebtAccountRecord): string {
  return String(store.charges.related("debt_account_id", id).length);
}

function masthead(): Html {
  return html`<header class="portal-masthead">
    <strong>Example Recovery</strong>
    <span class="badge info">Sandbox: no real money</span>
  </header>`;
}

/** Says what became of a form. */
function notice(view: PortalView, { charge: chargeId, done, problem }: Query): Html | false {
  const { store, session } = view;
  const charge = typeof chargeId === "string" ? store.charges.get(chargeId) : undefined;
  if (charge && store.debt_accounts.get(charge.debt_account_id)?.customer_id === session.customer_id) {
    const amount = dollars(charge.amount, store.dialect);
    const from = charge.source ? ` from your ${sourceName(charge.source)}` : "";
    return charge.status === "failed"
      ? announced(
          "bad",
          html`<strong>Your payment of ${amount} was declined.</strong> The bank refused to take it${from}. No money was
            taken. Please pay in another way.`,
        )
      : announced("good", html`<strong>Thank you. We received your payment of ${amount}</strong>${from}.`);
  }
  if (done === "agreed" && view.plans.length === 0) {
    return announced(
      "good",
      html`<strong>You agreed to your payment plan.</strong> The dates of its payments are below.`,
    );
  }
  if (problem === "changed") {
    return announced(
      "warn",
      html`<strong>Nothing was done this time.</strong> The form was sent before, or something has changed since it was
        shown. Please look at your balance and your latest payments below.`,
    );
  }
  if (problem === "amount") {
    return announced(
      "bad",
      html`<strong>Nothing was paid.</strong> The amount must be above $0.00 and at most your balance, such as 25.00.`,
    );
  }
  return problem === "start" && announced("bad", html`<strong>You have not agreed to the plan.</strong> ${TOO_LATE}`);
}

const TOO_LATE = "Its first payment is due today or earlier. Please ask for a new date.";

function announced(tone: "good" | "warn" | "bad", text: Html): Html {
  return html`<p class="notice ${tone}" role="status">${text}</p>`;
}

/** The plans that wait for agreement, and the form to agree to them. */
function agreement(view: PortalView): Html | false {
  const { plans, store, now } = view;
  if (plans.length === 0) return false;
  const isLate = plans.some(({ start_date }) => start_date <= calendarDateOf(now));
  return html`<section class="card portal-agreement" aria-labelledby="agreement">
    <h2 id="agreement">${plans.length === 1 ? "A payment plan for you" : "Payment plans for you"}</h2>
    <ul>
      ${plans.map((plan) => {
        const account = store.debt_accounts.get(plan.debt_account_id);
        return html`<li>${account && accountName(store, account)}: ${planTerms(plan, store.dialect)}</li>`;
      })}
    </ul>
    ${
      isLate
        ? html`<p class="notice warn">You cannot agree to it now. ${TOO_LATE}</p>`
        : html`<p class="muted small">
              When you agree, we collect these payments on their dates, until your balance is $0.00.
            </p>
            <form method="post" class="portal-form">
              <input type="hidden" name="action" value="agree" />
              <input type="hidden" name="seen" value="${termsOf(plans)}" />
              ${store.dialect === "vendor" && methodField(view, "agree-method", "Collect from")}
              <button class="primary">Agree to the ${plans.length === 1 ? "plan" : "plans"}</button>
            </form>`
    }
  </section>`;
}

function accountCard(view: PortalView, account: DebtAccountRecord, place: { index: number; count: number }): Html {
  const { store } = view;
  const { current_balance: balance } = balancesOf(store, account);
  const charges = store.charges.related("debt_account_id", account.id);
  const parent = store.debt_accounts.get(account.parent_id);
  const id = `account-${place.index + 1}`;
  const number = numberOf(account) ?? `${place.index + 1} of ${place.count}`;
  return html`<section class="card" aria-labelledby="${id} ${id}-number">
    <div class="portal-account">
      <div>
        <h2 id="${id}">${creditorOf(store, account)}</h2>
        <p class="muted small" id="${id}-number">Account ${number}</p>
        ${parent && html`<p class="muted small">Part of account ${numberOf(parent)}</p>`}
      </div>
      <p class="portal-balance">
        <span class="muted small">Balance</span>
        <strong>${dollars(balance, store.dialect)}</strong>
      </p>
    </div>
    ${store.payment_plans.related("debt_account_id", account.id).map((plan) => planTable(plan, store.dialect))}
    ${charges.length > 0 && paymentTable(charges.slice(-PAYMENTS_SHOWN).toReversed(), store.dialect)}
    ${
      balance > 0
        ? payForm(view, account, { balance, id, number })
        : html`<p><span class="badge good">Paid</span> Nothing is owed on this account.</p>`
    }
  </section>`;
}

interface PayForm {
  readonly balance: number;
  /** Of the card that the form is in. */
  readonly id: string;
  readonly number: string;
}

function payForm(view: PortalView, account: DebtAccountRecord, { balance, id, number }: PayForm): Html {
  const { store } = view;
  const most = (store.dialect === "vendor" ? balance / 100 : balance).toFixed(2);
  return html`<form method="post" class="portal-form">
    <input type="hidden" name="action" value="pay" />
    <input type="hidden" name="account" value="${account.id}" />
    <input type="hidden" name="seen" value="${paymentsSeen(store, account)}" />
    <label for="${id}-amount">
      Amount in dollars
      <input
        id="${id}-amount"
        name="amount"
        type="number"
        inputmode="decimal"
        min="0.01"
        max="${most}"
        step="0.01"
        value="${most}"
        required
      />
    </label>
    ${methodField(view, `${id}-method`, "Pay with")}
    <button class="primary">Pay now<span class="visually-hidden"> on account ${number}</span></button>
  </form>`;
}

/** Lets the customer choose one of their payment methods, the primary one at first. */
function methodField({ store, session }: PortalView, id: string, label: string): Html {
  const primary = primaryPaymentMethodOf(store, session.customer_id);
  if (primary === undefined) {
    return html`<p class="small">No card is on file. This sandbox makes one up, with which payments succeed.</p>`;
  }
  const methods = store.payment_methods.related("customer_id", session.customer_id);
  return html`<label for="${id}">
    ${label}
    <select id="${id}" name="payment_method_id">
      ${methods.map(
        (method) =>
          html`<option value="${method.id}" ${method === primary && "selected"}>${methodName(method)}</option>`,
      )}
    </select>
  </label>`;
}

function planTable(plan: PaymentPlanRecord, dialect: Dialect): Html {
  const rows = plan.charges.map(({ charge_date, amount, scheduled, charged_at }) => {
    const [tone, state] =
      charged_at !== null ? ["good", "Paid"] : scheduled ? ["info", "Scheduled"] : ["", "Not agreed yet"];
    return html`<tr>
      <td>${calendarDate(charge_date)}</td>
      <td><span class="badge ${tone}">${state}</span></td>
      <td class="amount">${dollars(amount, dialect)}</td>
    </tr>`;
  });
  const head = html`<thead>
    <tr>
      <th scope="col">Date</th>
      <th scope="col">State</th>
      <th scope="col" class="amount">Amount</th>
    </tr>
  </thead>`;
  const rest = rows.slice(DATES_SHOWN);
  return html`<div class="portal-part">
    <h3>Payment plan</h3>
    <p class="small">${planTerms(plan, dialect)}</p>
    <table>
      ${head}
      <tbody>
        ${rows.slice(0, DATES_SHOWN)}
      </tbody>
    </table>
    ${
      rest.length > 0 &&
      html`<details>
        <summary>${rest.length} more ${rest.length === 1 ? "date" : "dates"}</summary>
        <table>
          ${head}
          <tbody>
            ${rest}
          </tbody>
        </table>
      </details>`
    }
  </div>`;
}

const PAYMENT_STATES: Readonly<Record<string, readonly [tone: string, state: string]>> = {
  completed: ["good", "Received"],
  failed: ["bad", "Declined"],
  pending: ["info", "Scheduled"],
  refunded: ["warn", "Refunded"],
};

function paymentTable(charges: readonly ChargeRecord[], dialect: Dialect): Html {
  return html`<div class="portal-part">
    <h3>Latest payments</h3>
    <table>
      <thead>
        <tr>
          <th scope="col">Date</th>
          <th scope="col">State</th>
          <th scope="col" class="amount">Amount</th>
        </tr>
      </thead>
      <tbody>
        ${charges.map(({ amount, created_at, scheduled_at = created_at, status }) => {
          const [tone, state] = PAYMENT_STATES[status] ?? ["", status];
          return html`<tr>
            <td>${calendarDate(scheduled_at)}</td>
            <td><span class="badge ${tone}">${state}</span></td>
            <td class="amount">${dollars(amount, dialect)}</td>
          </tr>`;
        })}
      </tbody>
    </table>
  </div>`;
}

/** Such as `12 payments of $50.00 every week, from March 8 to May 24, 2025, $600.00 in all`. */
function planTerms(
  { charges, installment_amount, total_amount, frequency }: PaymentPlanRecord,
  dialect: Dialect,
): string {
  const [first, last] = [charges[0], charges.at(-1)];
  const count = charges.length === 1 ? "1 payment" : `${charges.length} payments`;
  const each =
    charges.length === 1 ? "" : ` of ${dollars(installment_amount, dialect)} ${FREQUENCIES[frequency] ?? ""}`;
  const dates = first && last ? `, from ${calendarDate(first.charge_date)} to ${calendarDate(last.charge_date)}` : "";
  return `${count}${each}${dates}, ${dollars(total_amount, dialect)} in all`;
}

function accountName(store: Store, account: DebtAccountRecord): string {
  const number = numberOf(account);
  return number === undefined ? creditorOf(store, account) : `${creditorOf(store, account)}, account ${number}`;
}

function numberOf({ account_number, external_id }: DebtAccountRecord): string | undefined {
  return account_number ?? external_id;
}

/** The name of whom the money is owed to, where it is known. */
function creditorOf(store: Store, { location_ids = [] }: DebtAccountRecord): string {
  return store.locations.get(location_ids[0])?.name ?? "Your account";
}

function methodName(method: PaymentMethodRecord): string {
  const { brand, expiry_month: month, expiry_year: year } = method;
  const expiry = month !== undefined && year !== undefined ? ` (until ${month}/${year})` : "";
  const name = `${brand === undefined ? "" : `${brand} `}${sourceName(method)}${expiry}`;
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

function sourceName({ type, last_four }: PaymentSource): string {
  return `${type === "card" ? "card" : "bank account"} ending in ${last_four}`;
}

function dollars(amount: number, dialect: Dialect): string {
  const format = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" });
  return format.format(dialect === "vendor" ? amount / 100 : amount);
}

/** Writes the date of a calendar date or of an ISO time, in UTC as the sandbox counts days. */
function calendarDate(text: string): string {
  return new Date(text).toLocaleDateString("en-US", { dateStyle: "medium", timeZone: "UTC" });
}

function dateTime(time: number): string {
  return new Date(time).toLocaleString("en-US", { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" }) + " UTC";
}
