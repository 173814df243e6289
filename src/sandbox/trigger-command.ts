import { parseArgs } from "node:util";
import type { WebhookDelivery } from "./webhooks/sandbox-webhooks.ts";

/** Runs `tratta-sandbox trigger`, which lets a running sandbox send an event to the webhooks registered for it.
 * @throws Error with a message for the user */
export async function runTriggerCommand(args: string[], print: (text: string) => void): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      url: { type: "string", default: "http://127.0.0.1:4010" },
      token: { type: "string", default: "sandbox-token" },
      payload: { type: "string" },
    },
  });
  const [event, ...others] = positionals;
  if (event === undefined || others.length > 0) throw new TypeError("trigger takes one event, such as charge.failed");
  const body = { event, ...(values.payload !== undefined && { payload: readPayload(values.payload) }) };
  const deliveries = await trigger(body, values);
  if (deliveries.length === 0) throw new Error(`no webhook of the sandbox is registered for ${event}`);
  for (const { url } of deliveries) print(`${event} is sent to ${url}`);
}

async function trigger(body: object, { url, token }: { url: string; token: string }): Promise<WebhookDelivery[]> {
  if (!URL.canParse(url)) throw new TypeError("--url must be the address of a sandbox, such as http://127.0.0.1:4010");
  let response: Response;
  try {
    response = await fetch(new URL("/_sandbox/webhooks/trigger", url), {
      method: "POST",
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
      body: JSON.stringify(body),
      redirect: "error",
    });
  } catch (error) {
    throw new Error(`no sandbox responds at ${url}; start one, or give the address of another with --url`, {
      cause: error,
    });
  }
  const result: { deliveries?: WebhookDelivery[]; error?: string } = await response.json().catch(() => ({}));
  if (response.status === 401) throw new Error("the sandbox has another token; give it with --token");
  if (result.deliveries === undefined) throw new Error(result.error ?? `there is no sandbox at ${url}`);
  return result.deliveries;
}

function readPayload(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new TypeError("--payload must be JSON");
  }
}
