import { documentedMethodsOf } from "../http/documented-paths.ts";
import { maskNumbers } from "../http/mask-numbers.ts";
import type { ReceivedRequest } from "../http/received-request.ts";

/**
 * What goes wrong with one request. With `commit` the operation runs first and its response is discarded: the charge
 * exists, but the caller does not learn of it.
 */
export type Fault =
  /** Another status. A string `body` is sent as it is, an object as JSON; by default it is `{ error, errorCode }`. */
  | {
      kind: "status";
      status: number;
      headers?: Record<string, string>;
      body?: string | object;
      commit?: boolean;
    }
  /** An HTML page where JSON is expected. By default with status 200. */
  | { kind: "html"; status?: number; commit?: boolean }
  /** JSON that breaks off in the middle, with the Content-Length of what is sent. By default with status 200. */
  | { kind: "invalid_json"; status?: number; commit?: boolean }
  /** No body. By default with status 200. */
  | { kind: "empty"; status?: number; commit?: boolean }
  /** The connection closes before the first byte of a response. */
  | { kind: "reset"; commit?: boolean }
  /** The operation runs, the headers and half of the body are sent, and the connection closes. */
  | { kind: "truncate" }
  /** The operation runs; the headers are sent `ms` milliseconds later, and the body `bodyMs` after the headers; 0 by default. */
  | { kind: "delay"; ms?: number; bodyMs?: number }
  | { kind: "redirect"; status: 301 | 302 | 303 | 307 | 308; location: string; commit?: boolean };

/** Which requests a fault applies to: by default the next one, whatever its method and path. Only operations of the OpenAPI
 * document have faults. */
export interface FaultMatch {
  method?: string;
  /** A path of the OpenAPI document such as `/charges/{id}`, or an exact path such as `/charges/42`; without `/api/v1`. */
  path?: string;
  /** How many requests it applies to. @default 1 */
  times?: number;
}

/** A fault that was added, and what became of it. */
export interface QueuedFault {
  readonly fault: Readonly<Fault>;
  readonly match: Readonly<FaultMatch>;
  /** How many requests it was applied to. */
  readonly fired: number;
  /** How many more it applies to. */
  readonly left: number;
}

/** Makes requests fail deliberately. */
export interface SandboxFaults {
  /** Queues a fault for matching requests. Faults that match the same request apply in the order in which they were added.
   * @throws TypeError or RangeError for an impossible fault, and a match that no operation of the document can have */
  add(fault: Fault, match?: FaultMatch): void;
  /** Calls `decide` for every request that no queued fault matches; the fault that it returns, if any, applies. */
  decide(decide: (received: ReceivedRequest) => Fault | undefined): void;
  /** Lists the faults that were added, oldest first, also those that apply to no further request. */
  list(): readonly QueuedFault[];
  /** Lists the faults that never fired. One that fired at least once is left out, even if `times` is higher. */
  pending(): readonly QueuedFault[];
  /** Checks that no fault is pending, so that a test which forgot to cause one fails. @throws Error naming those that are */
  assertAllFired(): void;
  /** Removes all faults and the `decide` function. */
  clear(): void;
}

/** The faults, with the part that only the sandbox itself uses. */
export interface FaultQueue extends SandboxFaults {
  /** Takes the fault that applies to this request from the queue. */
  next(received: ReceivedRequest): Fault | undefined;
}

/** Creates an empty queue of faults; `onChange` is called after each change of what `list` returns. */
export function createFaultQueue(onChange: () => void = () => {}): FaultQueue {
  type Entry = { -readonly [Key in keyof QueuedFault]: QueuedFault[Key] };
  let added: Entry[] = [];
  /** Those that apply to further requests. */
  let queue: Entry[] = [];
  let decide: ((received: ReceivedRequest) => Fault | undefined) | undefined;
  const pending = (): QueuedFault[] => added.filter(({ fired }) => fired === 0).map((entry) => ({ ...entry }));
  return {
    add(fault, match = {}) {
      checkFault(fault);
      const { times = 1 } = match;
      checkMatch(match);
      if (!Number.isSafeInteger(times) || times < 1) throw new RangeError("times must be a whole number from 1");
      const entry = { fault: { ...fault }, match: { ...match }, fired: 0, left: times };
      added.push(entry);
      queue.push(entry);
      onChange();
    },
    decide(newDecide) {
      if (typeof newDecide !== "function") throw new TypeError("faults.decide must be called with a function");
      decide = newDecide;
    },
    list: () => added.map((entry) => ({ ...entry })),
    pending,
    assertAllFired() {
      const forgotten = pending().map(({ fault: { kind }, match: { method = "any method", path = "any path" } }) => {
        return `${kind} (${method} ${path})`;
      });
      if (forgotten.length > 0) throw new Error(`faults that never fired: ${forgotten.join(", ")}`);
    },
    clear() {
      added = [];
      queue = [];
      decide = undefined;
      onChange();
    },
    next(received) {
      const entry = queue.find(({ match }) => isMatch(match, received));
      if (entry === undefined) {
        const decided = decide?.(received);
        if (decided !== undefined) checkFault(decided);
        return decided;
      }
      entry.left -= 1;
      entry.fired += 1;
      if (entry.left === 0) queue = queue.filter((other) => other !== entry);
      onChange();
      return entry.fault;
    },
  };
}

function isMatch({ method, path }: FaultMatch, received: ReceivedRequest): boolean {
  const methodFits = method === undefined || method.toUpperCase() === received.method;
  const pathFits = path === undefined || path === received.pathTemplate || maskNumbers(path) === received.path;
  return methodFits && pathFits;
}

const MATCH_NAMES = ["method", "path", "times"];

function checkMatch(match: FaultMatch): void {
  const { method, path } = match;
  const unknown = Object.keys(match).find((name) => !MATCH_NAMES.includes(name));
  if (unknown !== undefined)
    throw new TypeError(`match.${unknown} does not exist; a match has ${MATCH_NAMES.join(", ")}`);
  if (path !== undefined && !/^\/(?!api\/v1(\/|$))/.test(path)) {
    throw new TypeError("path must begin with / and leave out /api/v1, such as /charges/{id}");
  }
  const methods = path === undefined ? ["GET", "POST", "PUT", "PATCH", "DELETE"] : documentedMethodsOf(path);
  if (methods.length === 0) throw new TypeError(`path must be one of the OpenAPI document, which has no ${path}`);
  if (method !== undefined && !methods.includes(method.toUpperCase())) {
    throw new TypeError(`method must be one of ${methods.join(", ")}${path === undefined ? "" : ` for ${path}`}`);
  }
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
    checkHeader("fault.location", "Location", fault.location);
  }
  if (fault.kind === "status") {
    for (const [name, value] of Object.entries(fault.headers ?? {})) checkHeader("fault.headers", name, value);
  }
  if (fault.kind === "delay") {
    for (const name of ["ms", "bodyMs"] as const) {
      const value = fault[name] ?? 0;
      if (!Number.isFinite(value) || value < 0) throw new RangeError(`fault.${name} must be 0 or more milliseconds`);
    }
  }
}

/** Checks that a header can be sent: otherwise the request would fail in another way than by the fault.
 * @throws TypeError naming the field */
function checkHeader(field: string, name: string, value: string): void {
  if (/^[\w!#$%&'*+.^`|~-]+$/.test(name) && /^[\t\x20-\x7e\x80-\xff]*$/.test(value)) return;
  throw new TypeError(`${field} must be what HTTP can send: names without spaces, values of one line in Latin-1`);
}
