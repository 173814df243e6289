import type { WebhookRequest } from "../../models.ts";
import type { Operation } from "./operation.ts";

/** The OpenAPI document gives this list neither pages nor `meta`. */
export const listWebhooks: Operation = ({ store, serialize }) => ({
  status: 200,
  body: { data: store.webhooks.all.map(serialize.webhooks) },
});

/** Webhooks are stored and listed; the sandbox delivers nothing. */
export const createWebhook: Operation<WebhookRequest> = ({ store, serialize, now, body }) => {
  const { url, events } = body;
  const webhook = store.webhooks.add({
    id: store.random.uuid(),
    url,
    events,
    active: true,
    created_at: new Date(now).toISOString(),
  });
  return { status: 201, body: { data: serialize.webhooks(webhook) } };
};
