import type { VendorWebhookRequest, VendorWebhookUpdate, WebhookRequest } from "../../models.ts";
import type { Operation } from "./operation.ts";
import { findRecord } from "./resource-operations.ts";

/** The OpenAPI document gives this list neither pages nor `meta`. */
export const listWebhooks: Operation = ({ store, serialize }) => ({
  status: 200,
  body: { data: store.webhooks.all.map(serialize.webhooks) },
});

/** Webhooks are stored and listed; the sandbox delivers nothing, so it does not keep the `secret`. */
export const createWebhook: Operation<VendorWebhookRequest | WebhookRequest> = ({ store, serialize, now, body }) => {
  const { url, events } = body;
  const webhook = store.webhooks.add({
    id: store.random.uuid(),
    url,
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the vendor's list of names is cut, so any is accepted
    events: events as WebhookRequest["events"],
    active: true,
    created_at: new Date(now).toISOString(),
  });
  return { status: 201, body: { data: serialize.webhooks(webhook) } };
};

/** The list of events is replaced as a whole. */
export const updateWebhook: Operation<VendorWebhookUpdate> = (context) => {
  const webhook = findRecord(context, "webhooks");
  const { url = webhook.url, events = webhook.events } = context.body;
  Object.assign(webhook, { url, events });
  return { status: 200, body: { data: context.serialize.webhooks(webhook) } };
};
