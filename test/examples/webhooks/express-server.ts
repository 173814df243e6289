import express, { type Express } from "express";
import { TrattaWebhookError, verifyWebhook } from "tratta-client/webhooks";
import type { Inbox } from "./postgres-inbox.ts";

/** POST /webhooks. An `app.use(express.json())` must come after it: a body that was parsed cannot be verified. */
export function createWebhookApp(inbox: Inbox, secret: string): Express {
  const app = express();
  app.post("/webhooks", express.raw({ type: () => true, limit: "1mb" }), async (request, response) => {
    try {
      const { headers, body = "" } = request; // Express leaves out an empty body
      await inbox.receive(await verifyWebhook({ headers, body }, { secret }));
      response.sendStatus(200); // it is stored: the sender may forget it
    } catch (error) {
      if (error instanceof TrattaWebhookError) return void response.sendStatus(error.status);
      console.error(String(error));
      response.sendStatus(500); // it is not stored: the sender tries again
    }
  });
  return app;
}
