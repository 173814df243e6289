import { element } from "./dom.ts";
import { formatAmount, formatMoment, formatName, formatNumber } from "./format.ts";

/** How many charges of a plan, and how many that were made, are shown. */
const MAX_CHARGES = 12;

export interface CustomerSummary {
  readonly id: string;
  readonly name: string;
  readonly email?: string;
  readonly external_id?: string;
  readonly accounts: number;
  readonly current_balance: number;
}

interface Account {
  readonly id: string;
  readonly account_number?: string;
  readonly external_id?: string;
  readonly original_balance: number;
  readonly current_balance: number;
  readonly status: string;
}

interface Plan {
  readonly id: string;
  readonly debt_account_id: string;
  readonly frequency: string;
  readonly installment_amount: number;
  readonly start_date: string;
  readonly status: string;
  readonly charges: readonly PlanCharge[];
}

interface PlanCharge {
  readonly charge_date: string;
  readonly amount: number;
  readonly scheduled: boolean;
  readonly charged_at: string | null;
}

interface Charge {
  readonly id: string;
  readonly debt_account_id?: string;
  readonly amount: number;
  readonly status: string;
  readonly created_at: string;
  readonly source?: { readonly type: string; readonly last_four: string };
}

export interface CustomerDetails {
  readonly dialect: string;
  readonly customer: CustomerSummary & { readonly phone?: string };
  readonly accounts: readonly Account[];
  readonly plans: readonly Plan[];
  readonly charges_total: number;
  readonly charges: readonly Charge[];
}

/** Makes what is shown of one customer: accounts with their plans and charges. */
export function describeCustomer(found: CustomerDetails): Node[] {
  const { dialect, customer, accounts, plans, charges, charges_total } = found;
  const contact = [customer.email, customer.phone].filter((each) => each !== undefined).join(" · ");
  return [
    element(
      "div",
      { class: "who" },
      element("h2", {}, customer.name),
      element("span", { class: "amount total" }, formatAmount(customer.current_balance, dialect)),
      element("p", { class: "muted small" }, contact),
      element("p", { class: "muted small mono" }, customer.external_id ?? customer.id),
    ),
    ...(accounts.length === 0 ? [element("p", { class: "empty muted" }, "No debt accounts.")] : []),
    ...accounts.map((account) => describeAccount(account, { dialect, plans, charges })),
    ...describeCharges(
      "Other charges",
      charges.filter(({ debt_account_id }) => debt_account_id === undefined),
      dialect,
    ),
    ...(charges_total > charges.length
      ? [
          element(
            "p",
            { class: "muted small" },
            `The newest ${charges.length} of ${formatNumber(charges_total)} charges are read.`,
          ),
        ]
      : []),
  ];
}

type Shown = Pick<CustomerDetails, "dialect" | "plans" | "charges">;

function describeAccount(account: Account, { dialect, plans, charges }: Shown): HTMLElement {
  const { id, account_number, external_id, original_balance, current_balance, status } = account;
  const paid = original_balance - current_balance;
  const progress = element("progress", {
    class: "paid",
    max: Math.max(original_balance, 0),
    value: Math.min(Math.max(paid, 0), original_balance),
    "aria-label": "Paid",
  });
  return element(
    "section",
    { class: "account", "aria-label": `Account ${external_id ?? account_number ?? id}` },
    element(
      "div",
      { class: "line" },
      element(
        "h3",
        {},
        external_id ?? account_number ?? id,
        " ",
        element("span", { class: `badge ${status === "resolved" ? "good" : "info"}` }, status),
      ),
      element(
        "span",
        { class: "amount" },
        formatAmount(current_balance, dialect),
        element("span", { class: "muted" }, ` of ${formatAmount(original_balance, dialect)}`),
      ),
    ),
    progress,
    ...plans.filter(({ debt_account_id }) => debt_account_id === id).flatMap((plan) => describePlan(plan, dialect)),
    ...describeCharges(
      "Charges",
      charges.filter(({ debt_account_id }) => debt_account_id === id),
      dialect,
    ),
  );
}

function describePlan({ frequency, installment_amount, start_date, status, charges }: Plan, dialect: string): Node[] {
  const paid = charges.filter(({ charged_at }) => charged_at !== null).length;
  const isAgreed = charges.some(({ scheduled }) => scheduled);
  const state =
    status === "completed"
      ? (["good", "completed"] as const)
      : isAgreed
        ? (["info", "active"] as const)
        : (["warn", "waits for agreement"] as const);
  const ahead = charges.filter(({ charged_at }) => charged_at === null);
  return [
    element(
      "div",
      { class: "line" },
      element(
        "h4",
        {},
        `Plan: ${formatAmount(installment_amount, dialect)} ${formatName(frequency)} from ${start_date} `,
        element("span", { class: `badge ${state[0]}` }, state[1]),
      ),
      element("span", { class: "muted small" }, `${paid} of ${charges.length} paid`),
    ),
    ...(ahead.length === 0
      ? []
      : [
          chargeTable(
            "Charges ahead",
            ahead
              .slice(0, MAX_CHARGES)
              .map(({ charge_date, amount, scheduled }) => [
                charge_date.slice(0, 10),
                scheduled
                  ? element("span", { class: "badge info" }, "scheduled")
                  : element("span", { class: "badge" }, "not scheduled"),
                formatAmount(amount, dialect),
              ]),
          ),
        ]),
    ...more(ahead.length),
  ];
}

function describeCharges(title: string, charges: readonly Charge[], dialect: string): Node[] {
  if (charges.length === 0) return [];
  return [
    element("h4", {}, title),
    chargeTable(
      title,
      charges
        .slice(0, MAX_CHARGES)
        .map(({ created_at, status, source, amount }) => [
          formatMoment(Date.parse(created_at)),
          element(
            "span",
            {},
            element("span", { class: `badge ${kindOf(status)}` }, formatName(status)),
            source === undefined ? "" : ` ${formatName(source.type)} ${source.last_four}`,
          ),
          formatAmount(amount, dialect),
        ]),
    ),
    ...more(charges.length),
  ];
}

function more(total: number): Node[] {
  return total > MAX_CHARGES ? [element("p", { class: "muted small" }, `and ${total - MAX_CHARGES} more`)] : [];
}

function kindOf(status: string): string {
  if (status === "completed") return "good";
  if (status === "failed") return "bad";
  return status === "refunded" ? "warn" : "info";
}

function chargeTable(label: string, lines: readonly (readonly [string, Node, string])[]): HTMLElement {
  return element(
    "table",
    { class: "small", "aria-label": label },
    element(
      "tbody",
      {},
      ...lines.map(([date, state, amount]) =>
        element(
          "tr",
          {},
          element("td", { class: "date" }, date),
          element("td", {}, state),
          element("td", { class: "amount" }, amount),
        ),
      ),
    ),
  );
}
