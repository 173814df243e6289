import type { WebhookEventName } from "../../webhooks.ts";
import type { Change } from "../domain/changes.ts";
import type { RecordOf } from "../domain/records.ts";
import { collectionOf, type Store } from "../domain/store.ts";
import { eventsOf, RESOURCE_OF_EVENT } from "../domain/webhook-events.ts";
import type { Serializers } from "../resources/serializers.ts";
import { createDeliveryQueue } from "./delivery-queue.ts";
import { isLoopbackUrl } from "./is-loopback-url.ts";
import { sendWebhook, type WebhookFetch } from "./send-webhook.ts";

const MAX_ATTEMPTS = 4;
const RETRY_DELAY_MS = 900_000;
const MAX_LISTED = 10_000;
// About 100 MB; a receiver that is down must not fill the memory of a long run.
const MAX_WAITING = 100_000;

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

/** The webhooks, with the parts that only the sandbox itself uses. */
export interface WebhookSender extends SandboxWebhooks {
  /** Delivers the events of a step. */
  publish(changes: readonly Change[], at: number): void;
  /** Starts what has fallen due. */
  wake(): void;
  /** Forgets all deliveries. */
  reset(): void;
  /** Cancels all deliveries, and begins no other. */
  close(): void;
}

interface SenderContext {
  readonly now: () => number;
  readonly sinceMoved: () => number;
  readonly wakeAt: (due: number) => void;
  readonly getStore: () => Store;
  readonly createSerializers: (store: Store) => Serializers;
  readonly webhookFetch: WebhookFetch | undefined;
}

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };
type Listed = Mutable<Omit<WebhookDelivery, "times">> & { readonly times: number[] };

/** Creates the sender of a sandbox. */
export function createWebhookSender(context: SenderContext): WebhookSender {
  const { getStore, createSerializers, webhookFetch, now } = context;
  const deliveries: Listed[] = [];
  const queue = createDeliveryQueue({ ...context, retryDelayMs: RETRY_DELAY_MS });
  const pending = new Set<Listed>();
  let underWay = new AbortController();
  let isClosed = false;

  function publish(changes: readonly Change[], at: number): void {
    const store = getStore();
    const serialize = createSerializers(store);
    for (const change of changes) {
      if (change.resource === "webhooks" && change.kind === "deleted") cancel(change.record.id);
      for (const event of eventsOf(change)) {
        deliver(event, at, () => JSON.stringify(serializeRecord(serialize, change.resource, change.record)));
      }
    }
  }

  function deliver(event: string, at: number, createPayload: () => string): Listed[] {
    if (isClosed) return [];
    const receivers = getStore().webhooks.all.filter(({ events, isSeeded }) => !isSeeded && events.includes(event));
    if (receivers.length === 0) return [];
    const payload = createPayload();
    return receivers.map(({ id, url }) => add({ event, webhookId: id, url, at, payload }));
  }

  function add({
    at,
    payload,
    ...fields
  }: Pick<Listed, "event" | "webhookId" | "url"> & { at: number; payload: string }) {
    const delivery: Listed = {
      ...fields,
      state: "pending",
      createdAt: at,
      attempts: 0,
      times: [],
      nextAttemptAt: at,
      lastStatus: undefined,
      lastError: undefined,
    };
    deliveries.push(delivery);
    if (deliveries.length > MAX_LISTED) deliveries.shift();
    if (queue.waiting >= MAX_WAITING) {
      end(delivery, "failed", `${MAX_WAITING} deliveries were waiting already`);
    } else {
      pending.add(delivery);
      enqueue(delivery, payload, at);
    }
    return delivery;
  }

  function enqueue(delivery: Listed, payload: string, due: number): void {
    delivery.nextAttemptAt = due;
    queue.add({ webhookId: delivery.webhookId, due, run: (startedAt) => attempt(delivery, payload, startedAt) });
  }

  async function attempt(delivery: Listed, payload: string, startedAt: number): Promise<void> {
    const { event, webhookId } = delivery;
    const store = getStore();
    const webhook = store.webhooks.get(webhookId);
    if (webhook === undefined) return;
    const { url } = webhook;
    delivery.url = url;
    const fetchWebhook = webhookFetch ?? (isLoopbackUrl(url) ? (request: Request) => fetch(request) : undefined);
    if (fetchWebhook === undefined) {
      end(
        delivery,
        "not_contacted",
        "only hosts of this machine are contacted; webhookFetch can carry deliveries to others",
      );
      return;
    }
    delivery.attempts += 1;
    delivery.times.push(startedAt);
    delivery.nextAttemptAt = undefined;
    const { signal } = underWay;
    const secret = store.webhookSecrets.get(webhookId);
    const { status, error } = await sendWebhook({ url, event, webhookId, secret, payload }, fetchWebhook, signal);
    if (signal.aborted) return;
    delivery.lastStatus = status;
    delivery.lastError = error;
    if (error === undefined) end(delivery, "acknowledged");
    else if (store.webhooks.get(webhookId) !== webhook) end(delivery, "cancelled", error);
    else if (delivery.attempts === MAX_ATTEMPTS) end(delivery, "failed", error);
    else enqueue(delivery, payload, startedAt + RETRY_DELAY_MS);
  }

  function end(delivery: Listed, state: WebhookDeliveryState, error?: string): void {
    delivery.state = state;
    delivery.nextAttemptAt = undefined;
    delivery.lastError = error;
    pending.delete(delivery);
  }

  /** Cancels the deliveries to a webhook that wait for an attempt, or all. */
  function cancel(webhookId?: string): void {
    queue.drop(webhookId);
    for (const delivery of pending) {
      const isWaiting = delivery.nextAttemptAt !== undefined;
      if (webhookId === undefined || (delivery.webhookId === webhookId && isWaiting)) {
        end(delivery, "cancelled", delivery.lastError);
      }
    }
  }

  function abortAll(): void {
    cancel();
    underWay.abort();
    underWay = new AbortController();
  }

  return {
    deliveries,
    publish,
    wake: queue.wake,
    settled: queue.settled,
    trigger(event, payload) {
      if (typeof event !== "string" || !/^[\x21-\x7e]+$/.test(event)) {
        throw new TypeError("event must be a name of visible ASCII characters, such as charge.failed");
      }
      const json = payload === undefined ? JSON.stringify(samplePayload(event)) : toJson(payload);
      return deliver(event, now(), () => json);
    },
    reset() {
      abortAll();
      deliveries.length = 0;
    },
    close() {
      isClosed = true;
      abortAll();
    },
  };

  function samplePayload(event: string): object {
    const store = getStore();
    const resource = RESOURCE_OF_EVENT.get(event);
    const record = resource && collectionOf(store, resource).all.at(-1);
    if (resource === undefined || record === undefined) return {};
    const shown = serializeRecord(createSerializers(store), resource, record);
    const [status] = /(?<=^charge\.)(completed|failed)$/.exec(event) ?? [];
    return status === undefined ? shown : { ...shown, status };
  }
}

function serializeRecord<Name extends keyof RecordOf>(
  serialize: Serializers,
  resource: Name,
  record: RecordOf[Name],
): object {
  return serialize[resource](record);
}

function toJson(payload: unknown): string {
  try {
    const json = JSON.stringify(payload) as string | undefined;
    if (json !== undefined) return json;
  } catch {
    // Refused below. The error may quote the payload.
  }
  throw new TypeError("payload must be a value that JSON can hold");
}
