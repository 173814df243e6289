import { TrattaRequestError, TrattaWebhookError } from "./errors.ts";
import { assertInteger } from "./internal/assert-integer.ts";
import { assertOptions } from "./internal/assert-options.ts";
import { decodeSignature } from "./webhooks/decode-signature.ts";
import { secretsOf, sign, toHex, verify } from "./webhooks/hmac.ts";
import type { IncomingWebhook } from "./webhooks/incoming-webhook.ts";
import { parsePayload } from "./webhooks/parse-payload.ts";
import { notRaw, readBytes } from "./webhooks/read-bytes.ts";
import type { WebhookEvent, WebhookEventName } from "./webhooks/webhook-event.ts";

export { TrattaWebhookError } from "./errors.ts";
export type { WebhookProblem } from "./errors.ts";
export type { ByteStream, IncomingWebhook } from "./webhooks/incoming-webhook.ts";
export type { WebhookEvent, WebhookEventName } from "./webhooks/webhook-event.ts";

const CONTENT_TYPE = "Content-Type";
const EVENT_NAME = "X-Tratta-Event-Name";
const WEBHOOK_ID = "X-Tratta-Webhook-ID";
const SIGNATURE = "X-Tratta-Signature-256";

export interface VerifyWebhookOptions {
  /**
   * The secret that the webhook was registered with, at least 16 characters. A list while you change it: the old one may
   * still sign deliveries that are repeated, for 45 minutes at least.
   */
  readonly secret: string | readonly string[];
  /**
   * Largest body to accept, in bytes. Of a larger stream no more is read, and the rest is cancelled.
   * @default 1_000_000
   */
  readonly maxBytes?: number;
}

/** What `signWebhook` signs. */
export interface WebhookToSign {
  readonly event: WebhookEventName | (string & {});
  /** Sent as JSON. */
  readonly payload: unknown;
  /** At least 16 characters. */
  readonly secret: string;
  readonly webhookId?: string;
}

/** What `verifyWebhook` takes, and `new Request(url, { method: "POST", ...signed })` as well. */
export interface SignedWebhook {
  readonly headers: Record<string, string>;
  readonly body: string;
}

/**
 * Verifies that a webhook was signed with your secret, and parses it. Reads the body, so pass `request.clone()` when you
 * need it afterwards.
 *
 * The vendor documents a hash signature made from the secret for each payload, in `X-Tratta-Signature-256`. That this is an
 * HMAC-SHA256 of the raw body is inferred from the header's name. Its encoding is not documented: 64 hex digits and
 * canonical base64 or base64url are accepted, each with or without `sha256=`. So test with a real delivery before you
 * rely on it.
 *
 * Time is not limited: a server has its own limit for slow requests.
 *
 * @throws {TrattaWebhookError} when the webhook is refused: respond with its `status`
 * @throws {TrattaRequestError} when your code is wrong: a bad option, or a body that was parsed or read already
 * @example
 * async function receive(request: Request): Promise<Response> {
 *   try {
 *     const { event, key, payload } = await verifyWebhook(request, { secret });
 *     await store(key, { event, payload }); // before the response: what is not stored is lost
 *     return new Response();
 *   } catch (error) {
 *     return new Response(null, { status: error instanceof TrattaWebhookError ? error.status : 500 });
 *   }
 * }
 */
export async function verifyWebhook(request: IncomingWebhook, options: VerifyWebhookOptions): Promise<WebhookEvent> {
  assertOptions(options ?? {}, ["secret", "maxBytes"]);
  const { secret, maxBytes = 1_000_000 } = options ?? {};
  const secrets = secretsOf(secret);
  assertInteger("maxBytes", maxBytes, 1);
  const { headers, body, bodyUsed } = request ?? {};
  if (!headers) throw new TrattaRequestError("headers", "must be Headers or a record");
  if (bodyUsed) throw notRaw();

  const header = headerOf(headers, SIGNATURE);
  if (!header) throw new TrattaWebhookError("missing_signature", 400, `${SIGNATURE} is missing`);
  const signature = decodeSignature(header);
  if (!signature) {
    throw new TrattaWebhookError("malformed_signature", 400, `${SIGNATURE} must be one SHA-256 in hex or base64`);
  }
  const bytes = await readBytes(body, maxBytes);
  // With every secret, so that the time does not show which one it was.
  const verified = await Promise.all(secrets.map((each) => verify(each, bytes, signature)));
  if (!verified.includes(true)) {
    throw new TrattaWebhookError("wrong_signature", 401, `${SIGNATURE} does not match the raw body and the secret`);
  }

  const event = headerOf(headers, EVENT_NAME);
  const webhookId = headerOf(headers, WEBHOOK_ID);
  let payload: unknown;
  try {
    payload = parsePayload(bytes, headerOf(headers, CONTENT_TYPE));
  } catch {
    // The error that was caught may quote the body.
    throw new TrattaWebhookError("invalid_body", 400, "the body is neither JSON nor a form in UTF-8");
  }
  return { event, ...(webhookId && { webhookId }), payload, key: await keyOf(event, bytes) };
}

/**
 * Signs a webhook as the vendor is taken to do, for tests of your handler. The signature is written as hex digits, which is
 * an assumption.
 *
 * @throws {TrattaRequestError} for a secret of less than 16 characters, or a payload that JSON cannot hold
 * @example
 * const signed = await signWebhook({ event: "charge.created", payload: { id: "42" }, secret });
 * const response = await handler(new Request("https://example.test/", { method: "POST", ...signed }));
 */
export async function signWebhook(webhook: WebhookToSign): Promise<SignedWebhook> {
  assertOptions(webhook, ["event", "payload", "secret", "webhookId"]);
  const { event, payload, secret, webhookId } = webhook;
  for (const [field, value] of Object.entries({ event, webhookId: webhookId ?? "" })) {
    // A line break would end the header.
    if (typeof value !== "string" || !/^[ -~]*$/.test(value)) {
      throw new TrattaRequestError(field, "must be a string of printable ASCII characters");
    }
  }
  const [key = ""] = secretsOf(secret);
  const body = toJson(payload);
  const headers = {
    [CONTENT_TYPE]: "application/json",
    [EVENT_NAME]: event,
    ...(webhookId !== undefined && { [WEBHOOK_ID]: webhookId }),
    [SIGNATURE]: await sign(key, new TextEncoder().encode(body)),
  };
  return { headers, body };
}

/** The value of a header; values of a repeated one are joined by a comma, as `Headers` does; `""` without the header. */
function headerOf(headers: IncomingWebhook["headers"], name: string): string {
  if (typeof headers.get === "function") return headers.get(name) ?? "";
  return Object.entries(headers as Record<string, string | readonly string[] | undefined>)
    .flatMap(([key, value]) => (key.toLowerCase() === name.toLowerCase() ? (value ?? []) : []))
    .join(", ");
}

/** The event name is written as JSON, which ends by itself, so that no other name and body have the same bytes. */
async function keyOf(event: string, body: Uint8Array<ArrayBuffer>): Promise<string> {
  const bytes = await new Blob([JSON.stringify(event), body]).arrayBuffer();
  return toHex(await crypto.subtle.digest("SHA-256", bytes));
}

function toJson(payload: unknown): string {
  try {
    const json = JSON.stringify(payload) as string | undefined;
    if (json !== undefined) return json;
  } catch {
    // Refused below. The error may quote the payload.
  }
  throw new TrattaRequestError("payload", "must be a value that JSON can hold");
}
