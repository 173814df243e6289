import type { CallFacts } from "../errors.ts";

/**
 * A `fetch`, or something that acts like one.
 *
 * The second argument holds the signal that ends the attempt (timeout or abort); hand it on, as in
 * `(request, init) => fetch(request, { ...init, dispatcher })`, so that the connection is ended as well.
 */
export type FetchFunction = (request: Request, init?: RequestInit) => Promise<Response>;

/** One call of the client on its way through the transport; the pieces of `transport/` share it. */
export interface Call extends CallFacts {
  attempts: number;
  /** The `fetch` that carries this call. */
  readonly fetch: FetchFunction;
  /** False where the caller asked for the body as a stream or as bytes: it is handed over unread. */
  readonly buffered: boolean;
  /** Whether hooks may replace the request, and with it the signal that it carries, or look at the response. */
  readonly hooked: boolean;
  /** The signal of the whole call, where the caller gave one. */
  ended: AbortSignal | null;
  /** Ends the attempt under way. */
  signal: AbortSignal | null;
  /** Whether the attempt under way has been handed to `fetch`. */
  sent: boolean;
  /** Whether the attempt under way may be followed by another, which sends the same body. */
  bodyIsNeededAgain: boolean;
  /** Whether an attempt that was repeated may have been carried out. */
  mayHaveHappened: boolean;
  /** Milliseconds the last answer asked us to wait. */
  retryAfterMs?: number | undefined;
  /** The last answer that was read, for describing it when it is not JSON. */
  answer?: { readonly status: number; readonly text: string };
}

/** What each piece of the transport takes and returns. */
export type Fetch = (request: Request, call: Call) => Promise<Response>;

const CALL = Symbol("call");

/** Notes the call behind an answer, out of sight of logs, so that `unwrap` can tell of it. A WeakMap would cost more. */
export function noteCall(answer: Response, call: Call): void {
  // Writable, since a hook may give the same answer for several calls. Where it is frozen, the note is not worth an error.
  Reflect.defineProperty(answer, CALL, { value: call, writable: true });
}

/** The call behind an answer, unless that did not come from a client of ours, as in a test. */
export function callBehind(answer: Response): Call | undefined {
  return (answer as { [CALL]?: Call })[CALL];
}

/** What an error may tell of a call: nothing of the request itself. */
export function factsOf({ method, path, attempts }: Call): CallFacts {
  return { method, path, attempts };
}
