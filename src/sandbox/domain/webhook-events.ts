import type { WebhookEventName } from "../../webhooks.ts";
import type { Change, ChangeKind } from "./changes.ts";
import { statusOfPlan } from "./payment-plan-status.ts";
import type { RecordOf } from "./records.ts";

const EVENTS_OF_CHANGES: {
  readonly [Name in keyof RecordOf]?: { readonly [Kind in ChangeKind]?: WebhookEventName };
} = {
  customers: { created: "customer.create", updated: "customer.update", deleted: "customer.delete" },
  debt_accounts: { created: "debt-account.create", updated: "debt-account.update", deleted: "debt-account.delete" },
  locations: { created: "location.create", updated: "location.update", deleted: "location.delete" },
  tickets: { created: "ticket.create", updated: "ticket.update" },
  payment_plans: {
    created: "payment_plan.created",
    updated: "payment_plan.updated",
    deleted: "payment_plan.cancelled",
  },
  charges: { created: "charge.created" },
};

const EVENTS_OF_STATUSES: {
  readonly [Name in keyof RecordOf]?: { readonly [status: string]: WebhookEventName };
} = {
  charges: { completed: "charge.completed", failed: "charge.failed" },
  transactions: { completed: "transaction.completed" },
  payment_plans: { completed: "payment_plan.completed" },
};

/** The resource that each event is about. */
export const RESOURCE_OF_EVENT: ReadonlyMap<string, keyof RecordOf> = new Map(
  [EVENTS_OF_CHANGES, EVENTS_OF_STATUSES].flatMap((table) =>
    Object.entries(table).flatMap(([resource, events]) =>
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Object.entries widens the keys
      Object.values(events).map((event) => [event, resource as keyof RecordOf] as const),
    ),
  ),
);

/** Returns the events of a change: that of its kind, then that of the status which the record has reached. A charge that is
 * collected at once is created and completed. */
export function eventsOf(change: Change): WebhookEventName[] {
  const { resource, kind } = change;
  const { before, after } = statusesOf(change);
  const byKind = EVENTS_OF_CHANGES[resource]?.[kind];
  const byStatus =
    kind === "deleted" || after === undefined || after === before ? undefined : EVENTS_OF_STATUSES[resource]?.[after];
  return [byKind, byStatus].flatMap((event) => event ?? []);
}

function statusesOf({ resource, record, before }: Change): { before?: string; after?: string } {
  if (resource === "charges" || resource === "transactions") {
    return { ...(before && { before: before.status }), after: record.status };
  }
  if (resource === "payment_plans") {
    return { ...(before && { before: statusOfPlan(before) }), after: statusOfPlan(record) };
  }
  return {};
}
