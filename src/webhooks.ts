import { TrattaRequestError, TrattaWebhookError } from "./errors.ts";
import { assertInteger } from "./internal/assert-integer.ts";
import { assertOptions } from "./internal/assert-options.ts";
import { decodeSignature } from "./webhooks/decode-signature.ts";
import { assertSecret, sign, toHex, verify } from "./webhooks/hmac.ts";
import { parsePayload } from "./webhooks/parse-payload.ts";
import { type ByteStream, readBytes } from "./webhooks/read-bytes.ts";
import type { WebhookEvent, WebhookEventName } from "./webhooks/webhook-event.ts";

export { TrattaWebhookError } from "./errors.ts";
export type { WebhookProblem } from "./errors.ts";
export type { ByteStream } from "./webhooks/read-bytes.ts";
export type { WebhookEvent, WebhookEventName } from "./webhooks/webhook-event.ts";

/**
 * A received webhook: a `Request`, or what another server has of it. A `Request` of any platform fits.
 */
export interface IncomingWebhook {
  /** `Headers`, or the record of Node.js. */
  readonly headers:
    { get(name: string): string | null } | Readonly<Record<string, string | readonly string[] | undefined>>;
  /**
   * The raw body, before any parsing: JSON that was parsed and written again has other bytes. A string is taken as UTF-8;
   * bytes are safer, because decoding drops a byte order mark.
   */
  readonly body: string | Uint8Array | ArrayBuffer | ByteStream | null;
  /** Of a `Request`. */
  readonly bodyUsed?: boolean;
}

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
  assertOptions(options, ["secret", "maxBytes"]);
  const { secret, maxBytes = 1_000_000 } = options;
  const secrets = [secret].flat();
  if (secrets.length === 0) assertSecret(undefined);
  for (const each of secrets) assertSecret(each);
  assertInteger("maxBytes", maxBytes, 1);
  if (request.bodyUsed) throw new TrattaRequestError("body", "is read already: verify the webhook first, or a clone");

  const { headers, body } = request;
  const header = headerOf(headers, "x-tratta-signature-256");
  if (!header) throw new TrattaWebhookError("missing_signature", 400);
  const signature = decodeSignature(header);
  if (!signature) throw new TrattaWebhookError("malformed_signature", 400);
  const bytes = await readBytes(body, maxBytes);
  // With every secret, so that the time does not show which one it was.
  const verified = await Promise.all(secrets.map((each) => verify(each, bytes, signature)));
  if (!verified.includes(true)) throw new TrattaWebhookError("wrong_signature", 401);

  const event = headerOf(headers, "x-tratta-event-name");
  const webhookId = headerOf(headers, "x-tratta-webhook-id");
  let payload: unknown;
  try {
    payload = parsePayload(bytes, headerOf(headers, "content-type"));
  } catch {
    // The error that was caught may quote the body.
    throw new TrattaWebhookError("invalid_body", 400);
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
export async function signWebhook({ event, payload, secret, webhookId }: WebhookToSign): Promise<SignedWebhook> {
  assertSecret(secret);
  const body = toJson(payload);
  const headers = {
    "Content-Type": "application/json",
    "X-Tratta-Event-Name": event,
    ...(webhookId !== undefined && { "X-Tratta-Webhook-ID": webhookId }),
    "X-Tratta-Signature-256": await sign(secret, new TextEncoder().encode(body)),
  };
  return { headers, body };
}

/** The value of a header; values of a repeated one are joined by a comma, as `Headers` does; `""` without the header. */
function headerOf(headers: IncomingWebhook["headers"], name: string): string {
  if (typeof headers.get === "function") return headers.get(name) ?? "";
  return Object.entries(headers as Record<string, string | readonly string[] | undefined>)
    .filter(([key]) => key.toLowerCase() === name)
    .flatMap(([, value]) => value ?? [])
    .join(", ");
}

/** The event name is written as JSON, which ends by itself, so that no other name and body have the same bytes. */
async function keyOf(event: string, body: Uint8Array<ArrayBuffer>): Promise<string> {
  const name = new TextEncoder().encode(JSON.stringify(event));
  const bytes = new Uint8Array(name.length + body.length);
  bytes.set(name);
  bytes.set(body, name.length);
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
