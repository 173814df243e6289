import { notFound } from "../http/api-error.ts";
import type { Operation } from "./operation.ts";

interface WebhookRequest {
  url: string;
  events: string[];
}

/** The OpenAPI document gives this list neither pages nor `meta`. */
export const listWebhooks: Operation = ({ store, present }) => ({
  status: 200,
  body: { data: store.webhooks.all.map(present.webhooks) },
});

/** Webhooks are kept and listed; the sandbox delivers nothing. */
export const createWebhook: Operation<WebhookRequest> = ({ store, present, now, body }) => {
  const { url, events } = body;
  const webhook = store.webhooks.add({
    id: store.random.uuid(),
    url,
    events,
    active: true,
    created_at: new Date(now).toISOString(),
  });
  return { status: 201, body: { data: present.webhooks(webhook) } };
};

export const deleteWebhook: Operation = ({ store, id }) => {
  if (!store.webhooks.delete(id)) throw notFound("webhook");
  return { status: 200 };
};
