import { abortable } from "../../internal/abortable.ts";
import { innermostCause } from "../../internal/innermost-cause.ts";
import { signWebhook } from "../../webhooks.ts";
import type { WebhookFetch } from "./sandbox-webhooks.ts";

const LIMIT_MS = 5_000;

/** One request to a receiver. */
export interface WebhookMessage {
  readonly url: string;
  readonly event: string;
  readonly webhookId: string;
  /** Without it the request is not signed. */
  readonly secret: string | undefined;
  /** JSON. */
  readonly payload: string;
}

/** How an attempt ended: with a status, or else with what went wrong instead. */
export interface AttemptResult {
  readonly status?: number;
  /** Undefined for a 2xx. Never has the secret in it. */
  readonly error?: string;
}

/** Sends a webhook, for at most five seconds, and does not read the body of the response. Never rejects. */
export async function sendWebhook(
  message: WebhookMessage,
  fetchWebhook: WebhookFetch,
  signal: AbortSignal,
): Promise<AttemptResult> {
  let timer: NodeJS.Timeout | undefined;
  try {
    const status = await abortable([signal], false, async (ownSignal, abort) => {
      timer = setTimeout(() => abort(new AttemptError("no response within 5 seconds")), LIMIT_MS);
      const request = await createRequest(message, ownSignal);
      return statusOf(await fetchWebhook(request));
    });
    if (status >= 200 && status < 300) return { status };
    const isRedirect = status >= 300 && status < 400;
    return { status, error: isRedirect ? "redirects are not followed" : `HTTP status ${status}` };
  } catch (error) {
    const text = describe(error);
    const { secret } = message;
    return { error: (secret === undefined ? text : text.replaceAll(secret, "***")).slice(0, 300) };
  } finally {
    clearTimeout(timer);
  }
}

/** What went wrong, in words that are shown as they are. */
class AttemptError extends Error {}

async function createRequest(
  { url, event, webhookId, secret, payload }: WebhookMessage,
  signal: AbortSignal,
): Promise<Request> {
  const unsigned = {
    headers: {
      "Content-Type": "application/json",
      "X-Tratta-Event-Name": event,
      "X-Tratta-Webhook-ID": webhookId,
    },
    body: payload,
  };
  const { headers, body } =
    secret === undefined ? unsigned : await signWebhook({ event, webhookId, secret, payload: JSON.parse(payload) });
  return new Request(url, { method: "POST", headers, body, redirect: "manual", signal });
}

function statusOf(response: Response | undefined): number {
  if (typeof response?.status !== "number") throw new AttemptError("webhookFetch returned no Response");
  discardBody(response).catch(() => {});
  return response.status;
}

/** What the receiver sends is of no interest, and may have no end. */
async function discardBody({ body }: Response): Promise<void> {
  await body?.cancel?.();
}

function describe(error: unknown): string {
  try {
    if (error instanceof AttemptError) return error.message;
    // What fetch throws says no more than that it failed.
    const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    if (!(inner instanceof Error)) return String(inner);
    const { name, code } = innermostCause(inner);
    return [code || name, inner.message].filter(Boolean).join(": ");
  } catch {
    return "webhookFetch threw what cannot be shown";
  }
}
