import type { WebhookDelivery, WebhookDeliveryState } from "../../webhooks/sandbox-webhooks.ts";
import type { Control } from "./control.ts";
import { byId, element, replaceChildren, showMessage, textOf } from "./dom.ts";
import { formatMoment, formatName, formatNumber } from "./format.ts";
import { createRefresher } from "./refresher.ts";

const SHOWN = 10;

interface Webhook {
  readonly id: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly isSeeded?: boolean;
}

const KINDS: Readonly<Record<WebhookDeliveryState, string>> = {
  pending: "info",
  acknowledged: "good",
  failed: "bad",
  not_contacted: "warn",
  cancelled: "",
};

/** Shows the webhooks and their deliveries, and sends events. Returns what reads each of the two anew. */
export function createWebhooks(control: Control): { refresh: () => void; refreshDeliveries: () => void } {
  const rows = byId("webhook-rows", HTMLUListElement);
  const none = byId("no-webhooks", HTMLParagraphElement);
  const count = byId("webhook-count", HTMLSpanElement);
  const deliveryRows = byId("delivery-rows", HTMLUListElement);
  const noDeliveries = byId("no-deliveries", HTMLParagraphElement);
  const deliveryCount = byId("delivery-count", HTMLSpanElement);
  const form = byId("trigger-form", HTMLFormElement);

  const refresh = createRefresher(async () => {
    try {
      const { webhooks, totals } = await control.call<{ webhooks: Webhook[]; totals: { webhooks: number } }>(
        "GET",
        "/state?resource=webhooks&limit=50",
      );
      replaceChildren(rows, webhooks.toReversed().map(describeWebhook));
      count.textContent = totals.webhooks === 0 ? "" : formatNumber(totals.webhooks);
      none.hidden = totals.webhooks > 0;
    } catch {
      // The lost connection is shown already.
    }
  });

  const refreshDeliveries = createRefresher(async () => {
    try {
      const { deliveries, total } = await control.call<{ deliveries: WebhookDelivery[]; total: number }>(
        "GET",
        `/webhooks/deliveries?limit=${SHOWN}`,
      );
      replaceChildren(deliveryRows, deliveries.toReversed().map(describeDelivery));
      deliveryCount.textContent =
        total === 0 ? "" : total > SHOWN ? `newest ${SHOWN} of ${formatNumber(total)}` : String(total);
      noDeliveries.hidden = total > 0;
    } catch {
      // As above.
    }
  });

  async function trigger(): Promise<void> {
    const event = textOf(form, "event");
    const payload = textOf(form, "payload");
    try {
      const body = { event, ...(payload !== "" && { payload: readPayload(payload) }) };
      const { deliveries } = await control.call<{ deliveries: unknown[] }>("POST", "/webhooks/trigger", body);
      if (deliveries.length === 0) showMessage(`No webhook is registered for ${event}.`, true);
      else
        showMessage(
          `${event} is on its way to ${deliveries.length === 1 ? "one webhook" : `${deliveries.length} webhooks`}.`,
        );
    } catch (error) {
      showMessage(error instanceof Error ? error.message : String(error), true);
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void trigger();
  });
  return { refresh, refreshDeliveries };
}

function readPayload(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error("The payload must be JSON.");
  }
}

function describeWebhook({ url, events, isSeeded }: Webhook): HTMLElement {
  return element(
    "li",
    { class: "line" },
    element(
      "div",
      {},
      element("div", { class: "mono wrap" }, url),
      element("div", { class: "muted small" }, events.join(", ")),
    ),
    isSeeded === true &&
      element(
        "span",
        { class: "badge", title: "Part of the made-up data: it gets nothing until it is updated." },
        "sample",
      ),
  );
}

function describeDelivery({
  event,
  state,
  url,
  createdAt,
  attempts,
  lastStatus,
  lastError,
  nextAttemptAt,
}: WebhookDelivery): HTMLElement {
  const facts = [
    `${formatMoment(createdAt)} UTC`,
    attempts > 0 && (attempts === 1 ? "1 attempt" : `${attempts} attempts`),
    lastStatus !== undefined && `status ${lastStatus}`,
    nextAttemptAt !== undefined && attempts > 0 && `next at ${formatMoment(nextAttemptAt)}`,
  ];
  return element(
    "li",
    { class: "line" },
    element(
      "div",
      {},
      element("strong", { class: "mono" }, event),
      element("div", { class: "muted small wrap" }, `to ${url}`),
      element("div", { class: "muted small" }, facts.filter((fact) => fact !== false).join(" · ")),
      lastError !== undefined && lastStatus === undefined && element("div", { class: "small bad wrap" }, lastError),
    ),
    element("span", { class: `badge ${KINDS[state]}` }, formatName(state)),
  );
}
