import createClient, { createQuerySerializer, mergeHeaders, type Middleware } from "openapi-fetch";
import type { paths } from "../generated/schema.ts";
import { assertInteger } from "./internal/assert-integer.ts";
import { type BaseUrlOptions, resolveBaseUrl } from "./base-url.ts";
import { type Call, factsOf, type FetchFunction, noteCall } from "./internal/call.ts";
import type { ClientMethod, ClientRequest } from "./client-method.ts";
import { endEarly } from "./internal/abortable.ts";
import { TrattaRequestError, TrattaResponseError } from "./errors.ts";
import { assertToken, type Token, withAuthorization } from "./transport/authorization.ts";
import { serializeBody } from "./transport/body-serializer.ts";
import { excerpt } from "./transport/excerpt.ts";
import { withOriginGuard } from "./transport/origin-guard.ts";
import { assertSafePath, assertSafeQuery } from "./transport/path-guard.ts";
import { createRateLimitGate } from "./transport/rate-limit-gate.ts";
import { backOffMs, rateLimitResetMs, retryAfterMs } from "./transport/retry-timing.ts";
import { type RetryEvent, withRetry } from "./transport/retry.ts";
import { send } from "./transport/send.ts";
import { sleep } from "./transport/sleep.ts";
import { withTimeout } from "./transport/timeout.ts";

/** Which calls are repeated is fixed by what is safe; these options only bound it. */
export interface RetryOptions {
  /**
   * Attempts after the first.
   * @default 3
   */
  readonly maxRetries?: number;
  /**
   * Longest pause to wait for, in milliseconds. Where the server asks for more, its answer is returned at once and its
   * error carries `retryAfterMs`.
   * @default 60_000
   */
  readonly maxDelayMs?: number;
}

export interface TrattaClientOptions extends BaseUrlOptions {
  /** Bearer token, or a function that gives one; it is called before each attempt. */
  readonly token: Token;
  /**
   * Sends the requests: for a proxy, a connection pool, a test.
   * @default globalThis.fetch
   */
  readonly fetch?: FetchFunction;
  /** Sent with every request; a call's own headers override them. `Authorization` comes from `token`. */
  readonly headers?: HeadersInit;
  /**
   * Longest time for one attempt, in milliseconds, from sending to the last byte of the body. With `parseAs` `stream`,
   * `blob` or `arrayBuffer` it ends with the headers.
   * @default 30_000
   */
  readonly timeoutMs?: number;
  /**
   * `false`: every call sends exactly one request, whatever happens.
   * @default { maxRetries: 3, maxDelayMs: 60_000 }
   */
  readonly retry?: false | RetryOptions;
  /** Told before each retry; for logs. It must not throw: what it throws ends the call. */
  readonly onRetry?: (event: RetryEvent) => void;
}

/**
 * An openapi-fetch client of the API, with its own types: `GET`, `POST`, `PUT`, `DELETE` take a path of the spec and answer
 * `{ data, error, response }`; `use` and `eject` add and remove hooks.
 */
export interface TrattaClient {
  GET: ClientMethod<"get">;
  PUT: ClientMethod<"put">;
  POST: ClientMethod<"post">;
  DELETE: ClientMethod<"delete">;
  request: ClientRequest;
  use(...hooks: Middleware[]): void;
  eject(...hooks: Middleware[]): void;
}

/** What openapi-fetch's methods take and give, as far as the wrapper looks into it. */
interface CallInit extends RequestInit {
  readonly params?: { readonly path?: Record<string, unknown>; readonly query?: Record<string, unknown> };
  readonly baseUrl?: string;
  readonly pathSerializer?: unknown;
  readonly parseAs?: string;
  readonly middleware?: readonly Middleware[];
  readonly fetch?: FetchFunction;
}
interface CallResult {
  data?: unknown;
  error?: unknown;
  response: Response;
}
type UntypedRequest = (method: string, path: string, init?: CallInit) => Promise<CallResult>;

/** All that an openapi-fetch client has, for libraries that take one; the API has no path for the last four. */
const METHODS = ["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"] as const;

/**
 * Makes a client. It holds no connection and needs no closing.
 *
 * A call resolves to `{ data, error, response }`: `error` is always an object when the status is 4xx or 5xx. It rejects
 * with `TrattaNetworkError`, `TrattaTimeoutError`, `TrattaResponseError` or `TrattaRequestError`, or with the caller's own
 * reason when aborted. With `parseAs` `stream`, `blob` or `arrayBuffer` a body that breaks off ends with the runtime's error.
 *
 * @throws {TrattaRequestError} for a bad option, naming it
 * @example
 * const client = createTrattaClient({ orgUuid: "00000000-0000-4000-8000-000000000000", token: "..." });
 * const { data, error } = await client.GET("/customers/{id}", { params: { path: { id: "42" } } });
 * if (error) console.error(error.errorCode);
 * else console.log(data.data?.first_name);
 */
export function createTrattaClient(options: TrattaClientOptions): TrattaClient {
  const { token, timeoutMs = 30_000, retry = {}, onRetry } = options;
  const baseUrl = resolveBaseUrl(options);
  // A client that waits for no pause never closes its gate.
  const { maxRetries = 3, maxDelayMs = 60_000 } = retry || { maxRetries: 0, maxDelayMs: 0 };
  if (typeof token !== "function") assertToken(token);
  for (const option of ["fetch", "onRetry"] as const) {
    if (options[option] && typeof options[option] !== "function")
      throw new TrattaRequestError(option, "must be a function");
  }
  if (retry && typeof retry !== "object")
    throw new TrattaRequestError("retry", "must be false or { maxRetries, maxDelayMs }");
  assertInteger("timeoutMs", timeoutMs, 1);
  assertInteger("retry.maxRetries", maxRetries, 0);
  assertInteger("retry.maxDelayMs", maxDelayMs, 0);
  const headers = safeHeaders(options.headers);
  if (new Headers(headers).has("Authorization")) {
    throw new TrattaRequestError("headers", "must not include Authorization, which comes from token");
  }

  const carry = withOriginGuard(
    baseUrl,
    withRetry(
      {
        maxRetries,
        maxDelayMs,
        gate: createRateLimitGate(() => performance.now()),
        sleep,
        backOffMs: (attempt) => backOffMs(attempt, Math.random()),
        retryAfterMs: (answer) => retryAfterMs(answer, Date.now()),
        rateLimitResetMs: (answer) => rateLimitResetMs(answer, Date.now()),
        onRetry,
      },
      withTimeout(timeoutMs, withAuthorization(token, send)),
    ),
  );
  const core = createClient<paths>({
    baseUrl,
    ...(headers && { headers }),
    redirect: "manual",
    bodySerializer: serializeBody,
    querySerializer: createQuerySerializer(), // else openapi-fetch makes one for each call
  });
  const startCall = core.request as UntypedRequest;

  let hooked = false;
  const use = (...hooks: Middleware[]): void => {
    hooked = true;
    core.use(...hooks);
  };
  const request: UntypedRequest = async (method, path, init = {}) => {
    assertSafePath(path, init.params?.path);
    assertSafeQuery(init.params?.query);
    for (const option of ["baseUrl", "pathSerializer"] as const) {
      if (init[option]) throw new TrattaRequestError(option, "must be set on the client, not on a call");
    }
    const callHeaders = init.headers && safeHeaders(init.headers);
    const call: Call = {
      method: method.toUpperCase(),
      path,
      attempts: 0,
      fetch: init.fetch ?? options.fetch ?? globalThis.fetch,
      buffered: /^(json|text)$/.test(init.parseAs ?? "json"),
      hooked: hooked || Boolean(init.middleware),
      ended: null,
      signal: null,
      sent: false,
      bodyIsNeededAgain: false,
      mayHaveHappened: false,
    };
    const fetch = (outgoing: Request): Promise<Response> => carry(outgoing, call);
    const run = (signal: AbortSignal | null): Promise<CallResult> => {
      call.ended = signal;
      return startCall(method, path, { ...init, signal, ...(callHeaders && { headers: callHeaders }), fetch });
    };
    let result: CallResult;
    try {
      // Given the caller's own signal, which may live as long as the process, `Request` would leave a listener on it.
      result = await (init.signal ? endEarly([init.signal], init.parseAs === "stream", run) : run(null));
    } catch (error) {
      // openapi-fetch parses what it takes for JSON; this is the only place where it could tell that it is not.
      if (!(error instanceof SyntaxError) || !call.answer || error === call.ended?.reason) throw error;
      const { status, text } = call.answer;
      throw new TrattaResponseError(`no JSON but ${excerpt(text)}`, { ...factsOf(call), status });
    }
    noteCall(result.response, call);
    if (!result.response.ok && (typeof result.error !== "object" || !result.error)) {
      result.error = { error: `HTTP ${result.response.status} without a JSON body` };
    }
    return result;
  };

  const client: Record<string, unknown> = { request, use, eject: core.eject };
  for (const method of METHODS) client[method] = (path: string, init?: CallInit) => request(method, path, init);
  // The types narrow down what openapi-fetch's functions take, which these wrap one by one.
  return client as unknown as TrattaClient;
}

/** Refuses headers here, because `Headers` would quote the value, which may be a secret. */
function safeHeaders(init: HeadersInit | undefined): HeadersInit | undefined {
  try {
    // openapi-fetch reads a list of pairs as a record, and would send headers named "0" and "1".
    const headers = Array.isArray(init) || init === null ? new Headers(init) : init;
    mergeHeaders(headers);
    return headers;
  } catch {
    throw new TrattaRequestError("headers", "must be valid HTTP headers");
  }
}
