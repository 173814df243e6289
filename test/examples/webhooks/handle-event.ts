import { type TrattaClient, unwrap } from "tratta-client";
import type { WebhookEvent } from "tratta-client/webhooks";

/** May run twice for one event, and the event's name is probably not signed: so it acts on what the API says now. */
export async function handleEvent(client: TrattaClient, { event, payload }: WebhookEvent): Promise<void> {
  if (event !== "charge.created") return;
  const { id } = payload as { id: string }; // no payload is documented: look at a real delivery first
  const { data: charge } = await unwrap(client.GET("/charges/{id}", { params: { path: { id } } }));
  console.log(`charge ${charge?.id} is ${charge?.status}`);
}
