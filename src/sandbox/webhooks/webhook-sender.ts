import type { Change } from "../domain/changes.ts";
import type { RecordOf } from "../domain/records.ts";
import { collectionOf, type Store } from "../domain/store.ts";
import { eventsOf, RESOURCE_OF_EVENT } from "../domain/webhook-events.ts";
import type { Serializers } from "../resources/serializers.ts";
import { createDeliveryQueue } from "./delivery-queue.ts";
import { isLoopbackUrl } from "./is-loopback-url.ts";
import type { SandboxWebhooks, WebhookDelivery, WebhookDeliveryState, WebhookFetch } from "./sandbox-webhooks.ts";
import { sendWebhook } from "./send-webhook.ts";

const MAX_ATTEMPTS = 4;
const RETRY_DELAY_MS = 900_000;
const MAX_LISTED = 10_000;
// About 100 MB; a receiver that is down must not fill the memory of a long run.
const MAX_WAITING = 100_000;

/** The webhooks, with the parts that only the sandbox itself uses. */
export interface WebhookSender extends SandboxWebhooks {
  /** Delivers the events of a step. */
  publish(changes: readonly Change[], at: number): void;
  /** Starts what has fallen due. */
  wake(): void;
  /** Returns when the first attempt after `time` falls due; both in epoch milliseconds. */
  nextDueAfter(time: number): number | undefined;
  /** Copies all deliveries. */
  save(): SavedDelivery[];
  /** Goes on with deliveries that were saved. @throws TypeError for what are none */
  restore(saved: readonly SavedDelivery[]): void;
  /** Forgets all deliveries. */
  reset(): void;
  /** Cancels all deliveries, and begins no other. */
  close(): void;
}

/** A delivery, with what its further attempts need. */
export type SavedDelivery = WebhookDelivery & {
  /** JSON; undefined when no further attempt follows. */
  readonly payload: string | undefined;
};

interface SenderContext {
  readonly now: () => number;
  readonly sinceMoved: () => number;
  readonly wakeAt: (due: number) => void;
  readonly getStore: () => Store;
  readonly createSerializers: (store: Store) => Serializers;
  readonly webhookFetch: WebhookFetch | undefined;
  /** Called after each change of `deliveries`. */
  readonly onChange: () => void;
}

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };
type Listed = Mutable<Omit<WebhookDelivery, "times">> & { readonly times: number[] };

/** Creates the sender of a sandbox. */
export function createWebhookSender(context: SenderContext): WebhookSender {
  const { getStore, createSerializers, webhookFetch, now, onChange } = context;
  const deliveries: Listed[] = [];
  const queue = createDeliveryQueue({ ...context, retryDelayMs: RETRY_DELAY_MS });
  /** The deliveries that have not ended, with their payloads. */
  const pending = new Map<Listed, string>();
  let underWay = new AbortController();
  let isClosed = false;

  function publish(changes: readonly Change[], at: number): void {
    const store = getStore();
    const serialize = createSerializers(store);
    for (const change of changes) {
      if (change.resource === "webhooks" && change.kind === "deleted") cancel(change.record.id);
      for (const event of eventsOf(change)) {
        deliver(event, at, () => JSON.stringify(payloadOf(event, change.resource, change.record, serialize)));
      }
    }
  }

  function deliver(event: string, at: number, createPayload: () => string): Listed[] {
    if (isClosed) return [];
    const receivers = [...getStore().webhooks].filter(({ events, isSeeded }) => !isSeeded && events.includes(event));
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
      pending.set(delivery, payload);
      enqueue(delivery, payload, at);
    }
    return delivery;
  }

  function enqueue(delivery: Listed, payload: string, due: number): void {
    delivery.nextAttemptAt = due;
    onChange();
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
    onChange();
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
    onChange();
  }

  /** Cancels the deliveries to a webhook that wait for an attempt, or all. */
  function cancel(webhookId?: string): void {
    queue.drop(webhookId);
    for (const delivery of pending.keys()) {
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

  /** An attempt under way is saved as one that has not been made: whether the receiver got it is not known yet. */
  function save(): SavedDelivery[] {
    const listed = new Set(deliveries);
    const older = [...pending.keys()].filter((delivery) => !listed.has(delivery));
    return [...older, ...deliveries].map((delivery): SavedDelivery => {
      const saved = { ...structuredClone(delivery), payload: pending.get(delivery) };
      if (saved.payload === undefined || saved.nextAttemptAt !== undefined) return saved;
      const times = saved.times.slice(0, -1);
      return { ...saved, times, attempts: times.length, nextAttemptAt: saved.times.at(-1) };
    });
  }

  function restore(saved: readonly SavedDelivery[]): void {
    for (const { payload, times, ...fields } of saved) {
      const delivery: Listed = { ...fields, times: [...times] };
      deliveries.push(delivery);
      if (delivery.state !== "pending") continue;
      if (payload === undefined || typeof delivery.nextAttemptAt !== "number") {
        throw new TypeError("snapshot.deliveries must have payload and nextAttemptAt for each that is pending");
      }
      pending.set(delivery, payload);
      enqueue(delivery, payload, delivery.nextAttemptAt);
    }
    deliveries.splice(0, deliveries.length - MAX_LISTED);
  }

  return {
    deliveries,
    save,
    restore,
    nextDueAfter(time) {
      let next: number | undefined;
      for (const { nextAttemptAt: due = time } of pending.keys()) {
        if (due > time && (next === undefined || due < next)) next = due;
      }
      return next;
    },
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
      onChange();
    },
    close() {
      isClosed = true;
      abortAll();
    },
  };

  function samplePayload(event: string): object {
    const store = getStore();
    const resource = RESOURCE_OF_EVENT.get(event);
    const record = resource && collectionOf(store, resource).last;
    if (resource === undefined || record === undefined) return {};
    return payloadOf(event, resource, record, createSerializers(store));
  }
}

/** The resource as the API shows it, with the status that the event says: a deleted plan is a cancelled one. */
function payloadOf<Name extends keyof RecordOf>(
  event: string,
  resource: Name,
  record: RecordOf[Name],
  serialize: Serializers,
): object {
  const shown = serialize[resource](record);
  const [status] = /(?<=\.)(completed|failed|cancelled)$/.exec(event) ?? [];
  return status !== undefined && "status" in shown ? { ...shown, status } : shown;
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
