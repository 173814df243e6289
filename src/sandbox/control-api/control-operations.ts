import type { Fault, FaultMatch, SandboxFaults } from "../controls/faults.ts";
import type { ChangeFeed } from "../controls/change-feed.ts";
import type { RequestLog } from "../controls/request-log.ts";
import type { SandboxClock } from "../controls/sandbox-clock.ts";
import { ApiError, invalidField } from "../domain/api-error.ts";
import type { Refund } from "../domain/refund-charge.ts";
import type { Store } from "../domain/store.ts";
import { jsonResponse } from "../http/responses.ts";
import type { SandboxWebhooks } from "../webhooks/sandbox-webhooks.ts";
import { CONTROL_DOCUMENT } from "./control-document.ts";
import { followEvents } from "./follow-events.ts";
import { followRequests } from "./follow-requests.ts";
import { listCustomers, readCustomer } from "./read-customers.ts";
import { readState } from "./read-state.ts";
import { stateResponse } from "./write-state.ts";

/** What can be controlled. */
export interface Controls {
  readonly clock: SandboxClock;
  readonly faults: SandboxFaults;
  readonly log: RequestLog;
  readonly webhooks: SandboxWebhooks;
  readonly changes: ChangeFeed;
  readonly reset: () => void;
  readonly refund: (chargeId: string, amount?: number) => Refund;
  /** Returns the store, in which all has happened that is due. */
  readonly getStore: () => Store;
  /** Returns when the first thing after a time falls due; both in epoch milliseconds. */
  readonly findNextDue: (now: number) => number | undefined;
}

/** A request that the document allows. */
interface ControlRequest {
  readonly body: unknown;
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  /** Aborted when the client is gone. */
  readonly signal: AbortSignal;
}

/** What each operation of the document does. */
export const CONTROL_OPERATIONS: Readonly<
  Record<string, (controls: Controls, request: ControlRequest) => Response | Promise<Response>>
> = {
  getHealth: () => jsonResponse(200, { status: "ok" }),
  getDocument: () => jsonResponse(200, CONTROL_DOCUMENT),
  getClock({ clock, findNextDue }) {
    const now = clock.now();
    return jsonResponse(200, { now, nextDueAt: findNextDue(now) });
  },
  moveClock,
  listFaults: ({ faults }) => jsonResponse(200, { faults: faults.list() }),
  addFault,
  clearFaults({ faults }) {
    faults.clear();
    return jsonResponse(204);
  },
  getState,
  reset({ reset }) {
    reset();
    return jsonResponse(204);
  },
  refundCharge,
  listCustomers({ getStore }, { query }) {
    const { offset = 0, limit = 20 } = readPage(query);
    return jsonResponse(200, listCustomers(getStore(), { search: String(query["search"] ?? ""), offset, limit }));
  },
  getCustomer: ({ getStore }, { query }) => jsonResponse(200, readCustomer(getStore(), String(query["id"]))),
  listRequests({ log }, { query, signal }) {
    if (query["follow"] === "true") return followRequests(log, signal);
    const number = readNumber(query["number"]);
    const requests = number === undefined ? log.requests : log.requests.filter((request) => request.number === number);
    return jsonResponse(200, { requests });
  },
  followEvents: ({ log, changes }, { signal }) => followEvents(log, changes, signal),
  async listDeliveries({ webhooks }, { query }) {
    if (query["settled"] === "true") await webhooks.settled();
    const { limit } = readPage(query);
    const { deliveries } = webhooks;
    return jsonResponse(200, {
      total: deliveries.length,
      deliveries: limit === undefined ? deliveries : deliveries.slice(Math.max(0, deliveries.length - limit)),
    });
  },
  triggerWebhook,
};

function moveClock({ clock }: Controls, { body }: ControlRequest): Response {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- checked against the document
  const { advanceMs, set, next } = body as { advanceMs?: number; set?: number | string; next?: true };
  const given = [advanceMs, set, next].filter((value) => value !== undefined);
  if (given.length !== 1) throw invalidField("The request body", "must have one of advanceMs, set and next");
  if (advanceMs !== undefined) {
    refusing(() => clock.advance(advanceMs), "advanceMs must not lead beyond the year 8999");
  } else if (set !== undefined) {
    // A date begins at midnight, UTC.
    const time = typeof set === "number" ? set : Date.parse(set);
    refusing(() => clock.set(time), "set must be from the year 1970 to the year 8999");
  }
  if (next && clock.advanceToNextDue() === undefined) {
    throw new ApiError(409, "nothing_due", "No charge is scheduled and no webhook waits for another attempt.");
  }
  return jsonResponse(200, { now: clock.now() });
}

function addFault({ faults }: Controls, { body }: ControlRequest): Response {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- checked against the document
  const { fault, match = {} } = body as { fault: Fault; match?: FaultMatch };
  refusing(() => faults.add(fault, match));
  return jsonResponse(201, faults.list().at(-1));
}

function refundCharge({ refund }: Controls, { body }: ControlRequest): Response {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- checked against the document
  const { charge_id, amount } = body as { charge_id: string; amount?: number };
  return jsonResponse(201, { charge_id, ...refusing(() => refund(charge_id, amount)) });
}

function triggerWebhook({ webhooks }: Controls, { body }: ControlRequest): Response {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- checked against the document
  const { event, payload } = body as { event: string; payload?: unknown };
  return jsonResponse(200, { deliveries: refusing(() => webhooks.trigger(event, payload)) });
}

function getState({ clock, getStore }: Controls, { query }: ControlRequest): Response {
  const store = getStore();
  const names = query["resource"] === undefined ? undefined : [query["resource"]].flat();
  return stateResponse(readState(store, clock.now(), { names, ...readPage(query) }));
}

function readPage(query: ControlRequest["query"]): { offset?: number; limit?: number } {
  const [offset, limit] = [readNumber(query["offset"]), readNumber(query["limit"])];
  return { ...(offset !== undefined && { offset }), ...(limit !== undefined && { limit }) };
}

/** The document lets digits pass alone. */
function readNumber(text: ControlRequest["query"][string] | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

/** Runs a control; what it refuses is a 422 with its message, or with `message`. */
function refusing<Result>(run: () => Result, message?: string): Result {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
    throw new ApiError(422, "validation_failed", message ?? error.message);
  }
}
