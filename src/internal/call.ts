import type { CallFacts } from "../errors.ts";
import type { Limits } from "./limits.ts";

/**
 * A `fetch`, or a function with the same behaviour. It must not retry: the client decides what is safe to send again. It must
 * reject only when this request fails: a refused connection to a log collector, after the response, would look as if a charge
 * had not been sent.
 *
 * The second argument holds the signal that ends the attempt (timeout or abort). Pass it on, as in
 * `(request, init) => fetch(request, { ...init, dispatcher })`, so that the connection is closed as well.
 *
 * @typeParam R the type of the requests: the global `Request`, unless the client was given another one
 */
export type FetchFunction<R = Request> = (request: R, init?: FetchInit) => Promise<FetchedResponse>;

/** The second argument of a `FetchFunction`. */
export interface FetchInit {
  readonly signal: AbortSignal | null;
}

/** What the client reads of a response, so that responses of npm's undici and of node-fetch have the right type as well. */
export interface FetchedResponse {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
}

/** A `Request` constructor of any library. */
export type RequestConstructor<R = Request> = new (input: string, init?: never) => R;

/** What is fixed for one call of the client. */
export interface Call extends Limits {
  readonly method: string;
  /** The path template. */
  readonly path: string;
  readonly fetch: (request: Request, init: FetchInit) => Promise<Response>;
  /** The form in which the caller wants the body. */
  readonly parseAs: string;
  /** Undici's dispatcher for this call, when the caller passed one. */
  readonly dispatcher: unknown;
  /** Whether hooks may replace the request, and with it its signal, or read the response. */
  readonly hooked: boolean;
  /** Aborts the call, when the caller passed a signal. */
  readonly signal: AbortSignal | null;
}

/** One attempt of a call. */
export interface Attempt {
  readonly call: Call;
  /** From 1; 0 when a hook responded and nothing was sent. */
  readonly number: number;
  /** Whether an earlier attempt of the call may have been carried out. */
  readonly mayHaveHappened: boolean;
  /** Whether another attempt may follow, which sends the same body. */
  readonly keepBody: boolean;
  /** Whether a token function may be called once more after a 401. */
  readonly mayRefresh: boolean;
  /** The token to use in place of a call of the token function: the one it returned after a 401. */
  readonly token: string | undefined;
  /** The token for the next attempt, after a 401. */
  freshToken?: string;
  /** Aborts the attempt. */
  signal?: AbortSignal;
  /** Whether the request was handed to `fetch`. */
  sent: boolean;
  /** Removes the attempt's token from a text. */
  hideToken?: (text: string) => string;
  /** Milliseconds that the response asks us to wait. */
  retryAfterMs?: number | undefined;
}

/** Sends one attempt. */
export type SendAttempt = (request: Request, attempt: Attempt) => Promise<Response>;

/** Sends a call: one attempt or more. `onStart` receives each attempt before it is sent. */
export type SendCall = (request: Request, call: Call, onStart: (attempt: Attempt) => void) => Promise<Response>;

/** An option of a call that is not public: the client keeps it up to date while the call runs. */
export const TRACE: unique symbol = Symbol("trace");

export interface Trace {
  /** The latest attempt; one that was not sent while the call waits for its first. Undefined while hooks run. */
  attempt?: Attempt;
}

const ATTEMPT = Symbol("attempt");

/** Attaches the last attempt to the call's response, for `unwrap`; logs do not show it. A WeakMap would cost more time. */
export function attachAttempt(response: Response, attempt: Attempt): void {
  // Writable, since a hook may return the same response for several calls. A frozen response stays without it.
  Reflect.defineProperty(response, ATTEMPT, { value: attempt, writable: true });
}

/** The attempt behind a response; undefined when the response is not from a client of ours, as in a test. */
export function attemptOf(response: Response): Attempt | undefined {
  return (response as { [ATTEMPT]?: Attempt })[ATTEMPT];
}

/** The facts that an error may show: nothing of the request itself. */
export function factsOf({ call: { method, path }, number }: Attempt): CallFacts {
  return { method, path, attempts: number };
}
