import { Hono } from "hono";
import { TrattaWebhookError, verifyWebhook } from "tratta-client/webhooks";
import type { Inbox } from "./postgres-inbox.ts";

/** POST /webhooks: `serve({ fetch: createWebhookApp(inbox, secret).fetch, port: 3000 })` with `@hono/node-server`. */
export function createWebhookApp(inbox: Inbox, secret: string): Hono {
  const app = new Hono();
  app.post("/webhooks", async (context) => {
    try {
      await inbox.receive(await verifyWebhook(context.req.raw, { secret }));
      return context.body(null, 200); // it is stored: the sender may forget it
    } catch (error) {
      if (error instanceof TrattaWebhookError) return context.body(null, error.status);
      console.error(String(error));
      return context.body(null, 500); // it is not stored: the sender tries again
    }
  });
  return app;
}
