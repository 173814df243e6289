import type { WebhookEventName } from "../../webhooks.ts";

/** Carries a request to a receiver, like `fetch`. */
export type WebhookFetch = (request: Request) => Response | Promise<Response>;

/**
 * What became of a delivery.
 *
 * - `pending`: an attempt is under way, or will follow.
 * - `acknowledged`: the receiver responded with a 2xx.
 * - `failed`: four attempts ended otherwise, or none was made because 100,000 others waited.
 * - `not_contacted`: the URL does not lead to this machine, and there is no `webhookFetch`.
 * - `cancelled`: the webhook was deleted, or the sandbox closed, before the delivery had ended.
 */
export type WebhookDeliveryState = "pending" | "acknowledged" | "failed" | "not_contacted" | "cancelled";

/** An event on its way to one webhook. Times are epoch milliseconds on the sandbox's clock. */
export interface WebhookDelivery {
  readonly event: WebhookEventName | (string & {});
  readonly webhookId: string;
  /** That of the webhook at the latest attempt. */
  readonly url: string;
  readonly state: WebhookDeliveryState;
  /** When the event happened. */
  readonly createdAt: number;
  /** How many attempts were made, up to four. */
  readonly attempts: number;
  /** When each attempt started. */
  readonly times: readonly number[];
  /** When the next attempt follows, if one does. */
  readonly nextAttemptAt: number | undefined;
  /** The status of the latest response; undefined when the latest attempt had none. */
  readonly lastStatus: number | undefined;
  /** Why the latest attempt failed, or none was made. */
  readonly lastError: string | undefined;
}

/**
 * The webhooks that the sandbox delivers. Each registered webhook gets the events that its `events` name, from the list of
 * the vendor or of the source spec.
 *
 * Documented by the vendor, and done here: a POST with the headers `X-Tratta-Event-Name`, `X-Tratta-Webhook-ID` and
 * `X-Tratta-Signature-256`, a limit of 5 seconds, any 2xx acknowledges, redirects are errors, three more attempts 900 seconds
 * apart. Assumed, since no page shows it: the signature is an HMAC-SHA256 of the body in hex digits, the webhook id is that
 * of the registration, the body is the resource as the API shows it, and what each attempt uses is the webhook's URL and
 * secret of that moment.
 *
 * Attempts start 900 seconds after the start of the one before, on the sandbox's clock: `clock.advance(900_000)` makes a
 * failed delivery fall due. To one webhook they are made one after the other, in order, as long as the receiver responds
 * within a second.
 */
export interface SandboxWebhooks {
  /** The newest 10,000 deliveries, oldest first. */
  readonly deliveries: readonly WebhookDelivery[];
  /** Waits until every attempt that is due has ended; attempts that fall due later are not waited for. */
  settled(): Promise<void>;
  /**
   * Sends an event to the webhooks that are registered for it, and returns the deliveries. Without a payload it is the newest
   * resource of the event's kind as the API shows it, with the status that the event says, or `{}`; nothing is changed.
   * @throws TypeError for an impossible name, or a payload that JSON cannot hold
   */
  trigger(event: WebhookEventName | (string & {}), payload?: unknown): readonly WebhookDelivery[];
}
