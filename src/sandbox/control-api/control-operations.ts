import type { Fault, FaultMatch, SandboxFaults } from "../controls/faults.ts";
import type { RequestLog } from "../controls/request-log.ts";
import type { SandboxClock } from "../controls/sandbox-clock.ts";
import { ApiError, invalidField } from "../domain/api-error.ts";
import type { Refund } from "../domain/refund-charge.ts";
import { jsonResponse } from "../http/responses.ts";
import type { SandboxWebhooks } from "../webhooks/sandbox-webhooks.ts";
import { CONTROL_DOCUMENT } from "./control-document.ts";
import { followRequests } from "./follow-requests.ts";

/** What can be controlled. */
export interface Controls {
  readonly clock: SandboxClock;
  readonly faults: SandboxFaults;
  readonly log: RequestLog;
  readonly webhooks: SandboxWebhooks;
  readonly reset: () => void;
  readonly refund: (chargeId: string, amount?: number) => Refund;
  /** Returns the records of each resource, masked. */
  readonly readState: () => { readonly now: number; readonly dialect: string; readonly records: StateRecords };
}

type StateRecords = Readonly<Record<string, readonly object[]>>;

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
  getClock: ({ clock }) => jsonResponse(200, { now: clock.now() }),
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
  listRequests: ({ log }, { query, signal }) =>
    query["follow"] === "true" ? followRequests(log, signal) : jsonResponse(200, { requests: log.requests }),
  async listDeliveries({ webhooks }, { query }) {
    if (query["settled"] === "true") await webhooks.settled();
    return jsonResponse(200, { deliveries: webhooks.deliveries });
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

function getState({ readState }: Controls, { query }: ControlRequest): Response {
  const { now, dialect, records } = readState();
  const { resource } = query;
  const wanted = resource === undefined ? Object.keys(records) : [resource].flat();
  if (!wanted.every((name) => Object.hasOwn(records, name))) {
    throw invalidField("query.resource", `must be one of ${Object.keys(records).join(",")}`);
  }
  return jsonResponse(200, { now, dialect, ...Object.fromEntries(wanted.map((name) => [name, records[name]])) });
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
