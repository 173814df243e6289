import type { VendorWebhookRequest, VendorWebhookUpdate, WebhookRequest } from "../../models.ts";
import { invalidField } from "../domain/api-error.ts";
import type { Dialect } from "../domain/store.ts";
import { RESOURCE_OF_EVENT } from "../domain/webhook-events.ts";
import type { Operation } from "./operation.ts";
import { deleteResource, findRecord } from "./resource-operations.ts";

/** The OpenAPI document gives this list neither pages nor `meta`. */
export const listWebhooks: Operation = ({ store, serialize }) => ({
  status: 200,
  body: { data: [...store.webhooks].map(serialize.webhooks) },
});

/** The vendor requires a `secret`. The source spec has none, so that a webhook without one gets unsigned deliveries there. */
export const createWebhook: Operation<VendorWebhookRequest | WebhookRequest> = ({ store, serialize, now, body }) => {
  const { url, events } = body;
  const secret = "secret" in body ? body.secret : undefined;
  if (secret === undefined && store.dialect === "vendor") throw invalidField("secret", "is required");
  checkUrl(url);
  checkEvents(events, store.dialect);
  const webhook = store.webhooks.add({
    id: store.random.uuid(),
    url,
    events,
    active: true,
    created_at: new Date(now).toISOString(),
  });
  if (secret !== undefined) store.webhookSecrets.set(webhook.id, secret);
  return { status: 201, body: { data: serialize.webhooks(webhook) } };
};

/** The list of events is replaced as a whole. */
export const updateWebhook: Operation<VendorWebhookUpdate> = (context) => {
  const { store, serialize, body } = context;
  const webhook = findRecord(context, "webhooks");
  const { url = webhook.url, events = webhook.events, secret } = body;
  checkUrl(url);
  checkEvents(events, store.dialect);
  store.webhooks.update(webhook, { url, events, isSeeded: false });
  if (secret !== undefined) store.webhookSecrets.set(webhook.id, secret);
  return { status: 200, body: { data: serialize.webhooks(webhook) } };
};

export const deleteWebhook: Operation = (context) => {
  const result = deleteResource("webhooks")(context);
  context.store.webhookSecrets.delete(context.id);
  return result;
};

/** Checks that something can be delivered to a URL: `fetch` takes no other.
 * @throws ApiError 422 naming the field */
function checkUrl(text: string): void {
  const { protocol, username, password } = URL.canParse(text) ? new URL(text) : { protocol: "" };
  if (!/^https?:$/.test(protocol) || username || password) {
    throw invalidField("url", "must be an http or https URL without user name and password");
  }
}

/** The vendor's list is not known to its end, so that any name is accepted there.
 * @throws ApiError 422 naming the field */
function checkEvents(events: readonly string[], dialect: Dialect): void {
  const unknown = events.findIndex((event) => !RESOURCE_OF_EVENT.has(event));
  if (dialect === "vendor" || unknown < 0) return;
  throw invalidField(`events.${unknown}`, `must be one of ${[...RESOURCE_OF_EVENT.keys()].join(",")}`);
}
