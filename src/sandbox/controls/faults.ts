import type { ReceivedRequest } from "./request-log.ts";

/**
 * Something that goes wrong with one request. With `commit` the operation is run first and its answer thrown away: the
 * charge exists, and the caller is not told.
 */
export type Fault =
  /** Another status. `body` is sent as it is, or as JSON where it is an object. @default body `{ error, errorCode }` */
  | {
      kind: "status";
      status: number;
      headers?: Record<string, string>;
      body?: string | object;
      commit?: boolean;
    }
  /** An HTML page where JSON is expected. @default status 200 */
  | { kind: "html"; status?: number; commit?: boolean }
  /** JSON that ends in the middle, with an honest length. @default status 200 */
  | { kind: "invalid_json"; status?: number; commit?: boolean }
  /** No body. @default status 200 */
  | { kind: "empty"; status?: number; commit?: boolean }
  /** The connection closes before the first byte of an answer. */
  | { kind: "reset"; commit?: boolean }
  /** The operation runs; then come headers, half of the body, and the connection closes. */
  | { kind: "truncate" }
  /** The operation runs; then it takes `ms` milliseconds until the headers, and `bodyMs` more until the body. */
  | { kind: "delay"; ms?: number; bodyMs?: number }
  | { kind: "redirect"; status: 301 | 302 | 303 | 307 | 308; location: string; commit?: boolean };

/** Which requests a fault is for; without `method` and `path`, the next one of any kind. */
export interface FaultMatch {
  method?: string;
  /** A path of the OpenAPI document such as `/charges/{id}`, or an exact path; without `/api/v1`. */
  path?: string;
  /** How many requests it happens to. @default 1 */
  times?: number;
}

/** Makes requests fail on purpose. */
export interface SandboxFaults {
  /** Queues a fault for matching requests; the oldest that matches happens first.
   * @throws TypeError or RangeError for a fault that cannot be */
  add(fault: Fault, match?: FaultMatch): void;
  /** Asks `decide` for a fault on every request that no queued one matches, for instance at random. */
  decide(decide: (received: ReceivedRequest) => Fault | undefined): void;
  /** Drops the queued faults and the deciding function. */
  clear(): void;
}

/** The faults with what only the sandbox itself asks. */
export interface FaultQueue extends SandboxFaults {
  /** The fault that happens to this request, taken from the queue. */
  next(received: ReceivedRequest): Fault | undefined;
}

/** Makes an empty queue of faults. */
export function createFaultQueue(): FaultQueue {
  let queue: { fault: Fault; match: FaultMatch; left: number }[] = [];
  let decide: ((received: ReceivedRequest) => Fault | undefined) | undefined;
  return {
    add(fault, match = {}) {
      checkFault(fault);
      const { times = 1, path } = match;
      if (path !== undefined && !/^\/(?!api\/v1(\/|$))/.test(path)) {
        throw new TypeError("path must begin with / and leave out /api/v1, such as /charges/{id}");
      }
      if (!Number.isSafeInteger(times) || times < 1) throw new RangeError("times must be a whole number from 1");
      queue.push({ fault: { ...fault }, match: { ...match }, left: times });
    },
    decide(newDecide) {
      if (typeof newDecide !== "function") throw new TypeError("faults.decide takes a function");
      decide = newDecide;
    },
    clear() {
      queue = [];
      decide = undefined;
    },
    next(received) {
      const entry = queue.find(({ match }) => isMatch(match, received));
      if (entry === undefined) {
        const decided = decide?.(received);
        if (decided !== undefined) checkFault(decided);
        return decided;
      }
      entry.left -= 1;
      if (entry.left === 0) queue = queue.filter((other) => other !== entry);
      return entry.fault;
    },
  };
}

function isMatch({ method, path }: FaultMatch, received: ReceivedRequest): boolean {
  const methodFits = method === undefined || method.toUpperCase() === received.method;
  const pathFits = path === undefined || path === received.pathTemplate || path === received.path;
  return methodFits && pathFits;
}

const KINDS = ["status", "html", "invalid_json", "empty", "reset", "truncate", "delay", "redirect"];

function checkFault(fault: Fault): void {
  if (!KINDS.includes(fault?.kind)) throw new TypeError(`fault.kind must be one of ${KINDS.join(", ")}`);
  if ("status" in fault && fault.status !== undefined) {
    const { status } = fault;
    if (!Number.isInteger(status) || status < 200 || status > 599) {
      throw new RangeError("fault.status must be a whole number from 200 to 599");
    }
  }
  if (fault.kind === "status" && fault.status === undefined) throw new TypeError("fault.status is missing");
  if (fault.kind === "redirect") {
    if (![301, 302, 303, 307, 308].includes(fault.status)) {
      throw new RangeError("fault.status of a redirect must be 301, 302, 303, 307 or 308");
    }
    if (typeof fault.location !== "string") throw new TypeError("fault.location must be a string");
  }
  if (fault.kind === "delay") {
    for (const name of ["ms", "bodyMs"] as const) {
      const value = fault[name] ?? 0;
      if (!Number.isFinite(value) || value < 0) throw new RangeError(`fault.${name} must be milliseconds from 0`);
    }
  }
}
