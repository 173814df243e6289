import type { WebhookDelivery } from "../webhooks/sandbox-webhooks.ts";
import { textOf, type Command } from "./command.ts";

/** Sends an event to the webhooks that are registered for it. */
export const triggerCommand: Command = {
  help: `tratta-sandbox trigger <event> [--payload <json>]
  send an event, such as charge.failed, to the webhooks registered for it; by default with the newest resource of its kind
`,
  options: { payload: { type: "string" } },
  async run({ positionals, values, read, print }) {
    const [event, ...others] = positionals;
    if (event === undefined || others.length > 0) throw new TypeError("trigger takes one event, such as charge.failed");
    const payload = textOf(values, "payload");
    const body = { event, ...(payload !== undefined && { payload: readPayload(payload) }) };
    const call = { method: "POST", path: "/webhooks/trigger", body } as const;
    const { deliveries } = await read<{ deliveries: WebhookDelivery[] }>(call);
    if (deliveries.length === 0) throw new Error(`no webhook of the sandbox is registered for ${event}`);
    for (const { url } of deliveries) print(`${event} is sent to ${url}`);
  },
};

function readPayload(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new TypeError("--payload must be JSON");
  }
}
