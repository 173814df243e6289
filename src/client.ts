import createClient, { createQuerySerializer, mergeHeaders, type Middleware } from "openapi-fetch";
import type { paths } from "../generated/schema.ts";
import { assertOptions, listOf } from "./internal/assert-options.ts";
import { type BaseUrlOptions, resolveBaseUrl } from "./base-url.ts";
import {
  type Attempt,
  attachAttempt,
  type Call,
  factsOf,
  type FetchFunction,
  type RequestConstructor,
  TRACE,
  type Trace,
} from "./internal/call.ts";
import type { CallResult, ClientMethod, ClientRequest } from "./client-method.ts";
import { abortable } from "./internal/abortable.ts";
import { excerpt } from "./internal/excerpt.ts";
import { type LimitOptions, type Limits, resolveLimits, type RetryOptions } from "./internal/limits.ts";
import { NO_JSON_BODY } from "./internal/response-errors.ts";
import { TrattaRequestError, TrattaResponseError } from "./errors.ts";
import { assertToken, type Token, withAuthorization } from "./transport/authorization.ts";
import { serializeBody } from "./transport/body-serializer.ts";
import { withOriginGuard } from "./transport/origin-guard.ts";
import { assertSafePath, assertSafeQuery } from "./transport/path-guard.ts";
import { createRateLimitGate } from "./transport/rate-limit-gate.ts";
import { backOffMs, rateLimitResetMs, retryAfterMs } from "./transport/retry-timing.ts";
import { type AttemptEvent, type RetryEvent, withRetry } from "./transport/retry.ts";
import { send } from "./transport/send.ts";
import { sleep } from "./transport/sleep.ts";
import { withTimeout } from "./transport/timeout.ts";

/** Headers as pairs, as a record, or as a `Headers` object. */
export type HeadersOption = Headers | readonly (readonly [string, string])[] | Readonly<Record<string, string>>;

/** @typeParam R the type of the requests that `fetch` receives */
export interface TrattaClientOptions<R = Request> extends BaseUrlOptions {
  /**
   * Bearer token, or a function that returns one. The function is called before each attempt. After a 401 it is called once
   * more, with `{ rejected }`, and the call is repeated once with the token that it returns, a POST included, because a 401
   * has no effect. There is no repetition when the token stays the same, or without an attempt left in `retry.maxRetries`.
   */
  readonly token: Token;
  /**
   * Sends the requests: for a proxy, a connection pool, a test. It must not retry.
   * @default globalThis.fetch
   */
  readonly fetch?: FetchFunction<R>;
  /**
   * The constructor that goes with `fetch`: npm's undici sends only requests of its own.
   * @default globalThis.Request
   * @example
   * import { fetch, Request } from "undici";
   * const client = createTrattaClient({ orgUuid, token, fetch, Request });
   */
  readonly Request?: RequestConstructor<R>;
  /** Sent with every request; a call's own headers override them. `Authorization` comes from `token`. */
  readonly headers?: HeadersOption;
  /**
   * Longest time for one attempt, in milliseconds, from sending the request to the last byte of the response body. With
   * `parseAs: "stream"`: to the end of the headers.
   * @default 30_000
   */
  readonly timeoutMs?: number;
  /**
   * Largest response body to read, in bytes after decompression. A larger one ends the call in a `TrattaResponseError`
   * without a retry. When the status is 4xx or 5xx, the rest of the body is dropped, and the status decides. Not for
   * `parseAs: "stream"`.
   * @default 64_000_000
   */
  readonly maxResponseBytes?: number;
  /**
   * `false`: every call passes exactly one request to `fetch`, whatever happens. `fetch` of Node.js itself repeats
   * a request after a 421, which says that it was not processed.
   * @default { maxRetries: 3, maxDelayMs: 60_000 }
   */
  readonly retry?: false | RetryOptions;
  /**
   * Called after each attempt, for traces and metrics, in the asynchronous context of the call. Anything it throws, or
   * rejects with, is ignored.
   */
  readonly onAttempt?: (event: AttemptEvent) => void;
  /** Called before each retry, for logs. Anything it throws, or rejects with, is ignored. */
  readonly onRetry?: (event: RetryEvent) => void;
}

/**
 * An openapi-fetch client of the API, with its own types: `GET`, `POST`, `PUT` and `DELETE` take a path of the spec and
 * resolve to `{ data, error, response }`; `use` and `eject` add and remove hooks.
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

/** The arguments and results of openapi-fetch's methods, as far as the wrapper reads them. */
interface UntypedInit extends RequestInit {
  readonly params?: { readonly path?: Record<string, unknown>; readonly query?: Record<string, unknown> };
  readonly baseUrl?: string;
  readonly pathSerializer?: unknown;
  readonly parseAs?: string;
  readonly querySerializer?: unknown;
  readonly middleware?: readonly Middleware[];
  readonly fetch?: FetchFunction;
  readonly timeoutMs?: number;
  readonly retry?: false | RetryOptions;
  readonly dispatcher?: unknown;
  readonly [TRACE]?: Trace;
}
type UntypedRequest = (method: string, path: string, init?: UntypedInit) => Promise<CallResult<unknown>>;

const OPTIONS =
  "token orgUuid environment baseUrl fetch Request headers timeoutMs maxResponseBytes retry onAttempt onRetry".split(
    " ",
  );

/** All methods of an openapi-fetch client, for libraries that expect one. The API has no path for the last four. */
const METHODS = ["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"] as const;

/**
 * Creates a client. It holds no connection and needs no closing.
 *
 * A call resolves to `{ data, error, response }`. `error` is always an object when the status is 4xx or 5xx. A call rejects
 * with `TrattaNetworkError`, `TrattaTimeoutError`, `TrattaResponseError` or `TrattaRequestError`, or with the caller's own
 * reason when aborted. With `parseAs: "stream"`, a body that is cut short ends in the runtime's error.
 *
 * @throws {TrattaRequestError} for a bad option, naming it
 * @example
 * const client = createTrattaClient({ orgUuid: "00000000-0000-4000-8000-000000000000", token: "..." });
 * const { data, error } = await client.GET("/customers/{id}", { params: { path: { id: "42" } } });
 * if (error) console.error(error.errorCode);
 * else console.log(data.data?.name);
 */
export function createTrattaClient<R = Request>(options: TrattaClientOptions<R>): TrattaClient {
  assertOptions(options ?? {}, OPTIONS);
  assertPresent(options ?? {});
  const { token, onRetry, onAttempt } = options;
  const baseUrl = resolveBaseUrl(options);
  if (typeof token !== "function") assertToken(token);
  for (const option of ["fetch", "Request", "onRetry", "onAttempt"] as const) {
    if (options[option] && typeof options[option] !== "function") {
      throw new TrattaRequestError(option, "must be a function");
    }
  }
  const limits = resolveLimits(options);
  const headers = safeHeaders(options.headers);
  if (new Headers(headers).has("Authorization")) {
    throw new TrattaRequestError("headers", "must not include Authorization");
  }

  const now = (): number => performance.now();
  const sendCall = withOriginGuard(
    baseUrl,
    withRetry(
      {
        maxDelayMs: limits.maxDelayMs,
        gate: createRateLimitGate(now),
        now,
        sleep,
        backOffMs: (attempt) => backOffMs(attempt, Math.random()),
        retryAfterMs: (received) => retryAfterMs(received, Date.now()),
        rateLimitResetMs: (received) => rateLimitResetMs(received, Date.now()),
        onAttempt,
        onRetry,
      },
      withTimeout(withAuthorization(token, send)),
    ),
  );
  const core = createClient<paths>({
    baseUrl,
    ...(headers && { headers }),
    redirect: "manual",
    ...(options.Request && { Request: options.Request as unknown as typeof Request }),
    bodySerializer: serializeBody,
    querySerializer: createQuerySerializer(), // otherwise openapi-fetch creates one for each call
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
      if (init[option]) throw new TrattaRequestError(option, "must not be set on a call");
    }
    const callHeaders = init.headers && safeHeaders(init.headers);
    const { timeoutMs, retry, ...coreInit } = init;
    const { parseAs = "json", signal, params } = coreInit;
    const query = params?.query;
    const callLimits =
      timeoutMs === undefined && retry === undefined ? limits : limitsOfCall(options, timeoutMs, retry);
    const trace = init[TRACE] ?? {};
    let call!: Call;
    const start = (ownSignal: AbortSignal | null): Promise<CallResult<unknown>> => {
      call = {
        method: method.toUpperCase(),
        path,
        fetch: (init.fetch ?? options.fetch ?? globalThis.fetch) as Call["fetch"],
        parseAs,
        dispatcher: init.dispatcher,
        hooked: hooked || Boolean(init.middleware),
        signal: ownSignal,
        ...callLimits,
      };
      return startCall(method, path, {
        ...coreInit,
        // Parsed below: here, openapi-fetch's SyntaxError could not be told from one that a hook throws.
        parseAs: parseAs === "json" ? "text" : parseAs,
        signal: ownSignal,
        ...(callHeaders && { headers: callHeaders }),
        // openapi-fetch encodes only the values: `#` in a name would end the URL.
        ...(query &&
          typeof init.querySerializer !== "function" && { params: { ...params, query: encodeNames(query) } }),
        fetch: (outgoing) => {
          trace.attempt = { call, number: 0, sent: false } as Attempt;
          return sendCall(outgoing, call, (started) => (trace.attempt = started));
        },
      });
    };
    // Given the caller's own signal, which may live as long as the process, `Request` would leave a listener on it.
    const result = await (signal ? abortable([signal], parseAs === "stream" && bodyOf, start) : start(null));
    const { data, error, response } = result;
    const last = trace.attempt ?? ({ call, number: 0 } as Attempt);
    attachAttempt(response, last);
    if (!response.ok) {
      const isObject = typeof error === "object" && error;
      return isObject ? result : { error: NO_JSON_BODY, response };
    }
    if (parseAs !== "json") return result;
    const text = data as string | undefined;
    try {
      return { data: text ? JSON.parse(text) : undefined, response };
    } catch {
      const { status } = response;
      throw new TrattaResponseError(`not JSON but ${excerpt(`${text}`)}`, { ...factsOf(last), status });
    }
  };

  const client: Record<string, unknown> = { request, use, eject: core.eject };
  for (const method of METHODS) client[method] = (path: string, init?: UntypedInit) => request(method, path, init);
  // openapi-fetch's functions, which these wrap one by one, have wider types.
  return client as unknown as TrattaClient;
}

/** @throws {TrattaRequestError} when an option is missing, or empty as an unset variable of the environment may be */
function assertPresent({ token, orgUuid, baseUrl }: { token?: unknown; orgUuid?: unknown; baseUrl?: unknown }): void {
  const isMissing = (value: unknown): boolean => value === undefined || value === "";
  const missing = isMissing(token)
    ? "token"
    : baseUrl === ""
      ? "baseUrl"
      : baseUrl === undefined && isMissing(orgUuid) && "orgUuid";
  if (!missing) return;
  const choice = missing === "token" ? "" : ", and either orgUuid or baseUrl is required";
  throw new TrattaRequestError(missing, `is missing${choice}; ${listOf(OPTIONS)}`);
}

function encodeNames(query: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(query).map(([name, value]) => [encodeURIComponent(name), value]));
}

/** The body of a call that reads a stream: as long as it is in use, the caller's signal must end it. */
function bodyOf({ data }: CallResult<unknown>): object | undefined {
  return data as object | undefined;
}

/** A call's own limits, on top of those of its client. */
function limitsOfCall(
  { timeoutMs, retry, maxResponseBytes }: LimitOptions,
  ownTimeoutMs?: number,
  ownRetry?: false | RetryOptions,
): Limits {
  const merged = retry && ownRetry ? { ...retry, ...ownRetry } : (ownRetry ?? retry);
  return resolveLimits({ timeoutMs: ownTimeoutMs ?? timeoutMs, retry: merged, maxResponseBytes });
}

/** Refuses bad headers here, because the error of `Headers` would quote the value, which may be a secret. */
function safeHeaders(init: HeadersOption | undefined): Headers | Record<string, string> | undefined {
  try {
    // openapi-fetch reads a list of pairs as a record, and would send headers named "0" and "1".
    const headers =
      Array.isArray(init) || init === null ? new Headers(init) : (init as Headers | Record<string, string>);
    mergeHeaders(headers);
    return headers;
  } catch {
    throw new TrattaRequestError("headers", "must be valid HTTP headers");
  }
}
