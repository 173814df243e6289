import { createTrattaClient, unwrap } from "tratta-client";
import { createSandbox, type WebhookDelivery } from "tratta-client/sandbox";

/** Delivers an event to your handler, without a server. A failed attempt is repeated 900 seconds later. */
export async function deliverTo(
  handler: (request: Request) => Promise<Response>,
  secret: string,
): Promise<readonly WebhookDelivery[]> {
  const sandbox = createSandbox({ webhookFetch: handler });
  const client = createTrattaClient({ orgUuid: "test", token: sandbox.token, fetch: sandbox.fetch });
  const webhook = { url: "https://example.com/hook", events: ["charge.created"], secret };
  await unwrap(client.POST("/webhooks", { body: webhook }));

  sandbox.webhooks.trigger("charge.created", { id: "42" }); // or make a charge
  await sandbox.webhooks.settled();
  sandbox.clock.advance(900_000);
  await sandbox.webhooks.settled();
  return sandbox.webhooks.deliveries;
}
