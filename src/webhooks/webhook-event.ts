/**
 * The event names that are known: the first twelve from the vendor's documentation, whose current list may be longer, and
 * the last seven from the source spec. None of the second list was seen in the vendor's documentation.
 */
export type WebhookEventName =
  | "customer.create"
  | "customer.update"
  | "customer.delete"
  | "debt-account.create"
  | "debt-account.update"
  | "debt-account.delete"
  | "location.create"
  | "location.update"
  | "location.delete"
  | "charge.created"
  | "ticket.create"
  | "ticket.update"
  | "payment_plan.created"
  | "payment_plan.updated"
  | "payment_plan.completed"
  | "payment_plan.cancelled"
  | "charge.completed"
  | "charge.failed"
  | "transaction.completed";

/** What a verified webhook says. */
export interface WebhookEvent {
  /**
   * `X-Tratta-Event-Name`, or `""` without that header. Other names than the known ones may come.
   *
   * The signature probably covers the body alone, so choose by this name what to look at, and **read the resource again
   * from the API before anything that cannot be undone**.
   */
  readonly event: WebhookEventName | (string & {});
  /**
   * `X-Tratta-Webhook-ID`. It is not documented whether it names the delivery or the registered webhook, so it may be the
   * same in each delivery: use `key` to recognize a repeat.
   */
  readonly webhookId?: string;
  /**
   * The parsed body. No event's shape is documented, so check what you use. Of form fields it is an object of strings, with
   * a list of strings for a name that comes more than once. A key of JSON may be `__proto__`: it is an ordinary key here,
   * but becomes a prototype when you assign it to an object.
   */
  readonly payload: unknown;
  /**
   * SHA-256 of event name and raw body as 64 hex digits: the same when the sender delivers an event again. Store the event
   * under it before you respond, and skip one that is stored already. A delivery is repeated up to three times, 900 seconds
   * apart, so keep it for an hour at least. Two events whose name and body are equal byte for byte have one key, so do not
   * keep it for ever.
   *
   * It is no protection against replay: there is no timestamp, and whoever has a signed body can send it later, and under
   * another event name.
   */
  readonly key: string;
}
