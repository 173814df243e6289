import type { Control } from "./control.ts";
import { type CustomerDetails, type CustomerSummary, describeCustomer } from "./customer-details.ts";
import { byId, element, replaceChildren, showMessage } from "./dom.ts";
import { formatAmount, formatNumber } from "./format.ts";
import { createRefresher } from "./refresher.ts";

const PAGE_SIZE = 8;

interface CustomerList {
  readonly dialect: string;
  readonly total: number;
  readonly customers: readonly CustomerSummary[];
}

/** Shows customers page by page, and one of them with accounts, plans and charges. Returns what reads them anew. */
export function createCustomers(control: Control): { refresh: () => void; showDialect: (dialect: string) => void } {
  const list = byId("customer-list", HTMLDivElement);
  const details = byId("customer-details", HTMLDivElement);
  const rows = byId("customer-rows", HTMLTableSectionElement);
  const search = byId("customer-search", HTMLInputElement);
  const none = byId("no-customers", HTMLParagraphElement);
  const count = byId("customer-count", HTMLSpanElement);
  const pager = byId("pager", HTMLDivElement);
  const page = byId("page", HTMLSpanElement);
  const previous = byId("previous", HTMLButtonElement);
  const following = byId("following", HTMLButtonElement);
  const badge = byId("dialect", HTMLSpanElement);
  let offset = 0;
  let chosen: string | undefined;
  /** What is shown, as it came: drawing the same anew would lose a selection. */
  let drawn = "";

  const showDialect = (dialect: string): void => {
    badge.textContent = dialect;
    badge.hidden = false;
  };

  async function read(): Promise<void> {
    const asked = chosen;
    try {
      if (asked === undefined) {
        const query = new URLSearchParams({
          search: search.value.trim(),
          offset: String(offset),
          limit: String(PAGE_SIZE),
        });
        const found = await control.call<CustomerList>("GET", `/customers?${String(query)}`);
        if (found.customers.length === 0 && offset > 0) {
          offset = Math.max(0, Math.floor((found.total - 1) / PAGE_SIZE) * PAGE_SIZE);
          refresh();
        } else if (chosen === undefined) drawList(found);
      } else {
        const found = await control.call<CustomerDetails>("GET", `/customer?id=${encodeURIComponent(asked)}`);
        if (chosen === asked) drawDetails(found);
      }
    } catch (error) {
      if (asked !== undefined && chosen === asked) close();
      showMessage(error instanceof Error ? error.message : String(error), true);
    }
  }
  const refresh = createRefresher(read);

  function drawList(found: CustomerList): void {
    const text = JSON.stringify([offset, found]);
    if (text === drawn) return;
    drawn = text;
    const { dialect, total, customers } = found;
    showDialect(dialect);
    replaceChildren(
      rows,
      customers.map((customer) => createRow(customer, dialect)),
    );
    count.textContent = formatNumber(total);
    none.hidden = total > 0;
    none.textContent =
      search.value.trim() === ""
        ? "No customers: POST /customers creates one."
        : "No customer has this text in name, e-mail or id.";
    page.textContent = `${formatNumber(offset + 1)} to ${formatNumber(offset + customers.length)} of ${formatNumber(total)}`;
    pager.hidden = total <= PAGE_SIZE;
    previous.disabled = offset === 0;
    following.disabled = offset + customers.length >= total;
  }

  function createRow(
    { id, name, email, external_id, accounts, current_balance }: CustomerSummary,
    dialect: string,
  ): Node {
    const button = element("button", { type: "button", class: "link", "data-key": id }, name);
    button.addEventListener("click", () => open(id));
    return element(
      "tr",
      {},
      element("td", {}, button, element("div", { class: "muted small wrap" }, email ?? external_id ?? id)),
      element("td", { class: "amount" }, accounts),
      element("td", { class: "amount" }, formatAmount(current_balance, dialect)),
    );
  }

  function open(id: string): void {
    chosen = id;
    drawn = "";
    void read().then(() => {
      if (chosen !== id) return;
      list.hidden = true;
      details.hidden = false;
      details.querySelector("button")?.focus();
    });
  }

  function close(): void {
    const last = chosen;
    chosen = undefined;
    drawn = "";
    details.hidden = true;
    list.hidden = false;
    void read().then(() => {
      const button = [...rows.querySelectorAll("button")].find((each) => each.dataset["key"] === last);
      (button ?? search).focus();
    });
  }

  function drawDetails(found: CustomerDetails): void {
    const text = JSON.stringify(found);
    if (text === drawn) return;
    drawn = text;
    const back = element("button", { type: "button", "data-key": "back" }, "← All customers");
    back.addEventListener("click", close);
    replaceChildren(details, [element("div", { class: "head" }, back), ...describeCustomer(found)]);
  }

  let typing: ReturnType<typeof setTimeout> | undefined;
  search.addEventListener("input", () => {
    offset = 0;
    clearTimeout(typing);
    typing = setTimeout(refresh, 150);
  });
  previous.addEventListener("click", () => {
    offset = Math.max(0, offset - PAGE_SIZE);
    void read();
  });
  following.addEventListener("click", () => {
    offset += PAGE_SIZE;
    void read();
  });
  details.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") close();
  });
  return { refresh, showDialect };
}
