import { createTrattaClient } from "tratta-client";
import { TrattaWebhookError, verifyWebhook, type WebhookEvent } from "tratta-client/webhooks";
import { handleEvent } from "./handle-event.ts";

interface Env {
  readonly TRATTA_BASE_URL: string;
  readonly TRATTA_TOKEN: string;
  readonly TRATTA_WEBHOOK_SECRET: string;
  readonly INBOX: KVNamespace;
}

export default {
  async fetch(request: Request, env: Env, context: ExecutionContext): Promise<Response> {
    try {
      const event = await verifyWebhook(request, { secret: env.TRATTA_WEBHOOK_SECRET });
      const [open, done] = await Promise.all(
        [`open:${event.key}`, `done:${event.key}`].map((key) => env.INBOX.get(key)),
      );
      if (open === null && done === null) {
        await env.INBOX.put(`open:${event.key}`, JSON.stringify(event));
        context.waitUntil(work(event, env));
      }
      return new Response(); // it is stored: the sender may forget it
    } catch (error) {
      if (error instanceof TrattaWebhookError) return new Response(null, { status: error.status });
      console.error(String(error));
      return new Response(null, { status: 500 }); // it is not stored: the sender tries again
    }
  },

  /** By a cron trigger, every five minutes: works on what failed or was cut off. */
  async scheduled(_: unknown, env: Env): Promise<void> {
    for (const { name } of (await env.INBOX.list({ prefix: "open:" })).keys) {
      const stored = await env.INBOX.get(name);
      if (stored !== null) await work(JSON.parse(stored), env);
    }
  },
};

async function work(event: WebhookEvent, env: Env): Promise<void> {
  try {
    await handleEvent(createTrattaClient({ baseUrl: env.TRATTA_BASE_URL, token: env.TRATTA_TOKEN }), event);
    // In this order: cut off between the two, it is worked on again. Repeats come for 45 minutes.
    await env.INBOX.put(`done:${event.key}`, "1", { expirationTtl: 7_200 });
    await env.INBOX.delete(`open:${event.key}`);
  } catch (error) {
    console.error(`webhook ${event.key} stays open: ${String(error)}`);
  }
}
