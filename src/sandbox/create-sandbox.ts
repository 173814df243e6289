import { abortable } from "../internal/abortable.ts";
import { setImmediate } from "node:timers/promises";
import type { Controls } from "./control-api/control-operations.ts";
import { createChangeFeed, SANDBOX_PARTS } from "./controls/change-feed.ts";
import { applyFault, ConnectionLost } from "./controls/apply-fault.ts";
import { createFaultQueue, type SandboxFaults } from "./controls/faults.ts";
import { createRateLimiter } from "./controls/rate-limiter.ts";
import { createRequestLog, type RecordedRequest, type RequestLog } from "./controls/request-log.ts";
import { createSandboxClock, type SandboxClock } from "./controls/sandbox-clock.ts";
import { createWakeTimer } from "./controls/wake-timer.ts";
import { ApiError } from "./domain/api-error.ts";
import { addDays, calendarDateOf } from "./domain/calendar-date.ts";
import { refundCharge, type Refund } from "./domain/refund-charge.ts";
import { runDueCharges } from "./domain/run-due-charges.ts";
import { nextDueCharge } from "./domain/next-due-charge.ts";
import { createSeededStore } from "./domain/seed-data.ts";
import { restoreStore, saveStore } from "./domain/store-snapshot.ts";
import type { Dialect, Store } from "./domain/store.ts";
import { applyImports } from "./domain/vendor/apply-imports.ts";
import { handleControlRequest, isControlRequest } from "./control-api/handle-control-request.ts";
import { handleRequest } from "./http/handle-request.ts";
import { hasToken } from "./http/has-token.ts";
import { listenForHttp, type Handler, type SandboxListener } from "./http/http-server.ts";
import type { OpenApiDocument } from "./http/openapi-document.ts";
import { createOriginRules, isPreflight } from "./http/origins.ts";
import { readRequest, type IncomingRequest } from "./http/read-request.ts";
import { readText } from "./http/read-text.ts";
import { errorResponse, messageOf, toFetchResponse } from "./http/responses.ts";
import { handlePageRequest } from "./pages/handle-page-request.ts";
import { handlePortalRequest, isPortalPath, PORTAL_PATH, sessionOf } from "./pages/portal.ts";
import { createSerializers, type Serializers } from "./resources/serializers.ts";
import { checkListenHost, checkSandboxOptions, type SandboxOptions, type SandboxSettings } from "./sandbox-options.ts";
import { createSnapshot, type SandboxSnapshot } from "./sandbox-snapshot.ts";
import type { SandboxWebhooks } from "./webhooks/sandbox-webhooks.ts";
import { createWebhookSender } from "./webhooks/webhook-sender.ts";

/** A stateful, in-memory server of every operation of the API. */
export interface Sandbox {
  /** The bearer token that the sandbox accepts. */
  readonly token: string;
  /** Handles a request in this process, without a socket; can be passed on as a `fetch`. Redirects are returned, not followed.
   * The signals of the request and of `init` end the call with their reason; nothing else of `init` is read. */
  readonly fetch: (request: Request, init?: { readonly signal?: AbortSignal | null }) => Promise<Response>;
  /**
   * Serves HTTP on `host`, an address or a name of this machine; may be called more than once. It responds only to requests
   * whose Host header names this machine or one of `allowedHosts`, and to pages of its own origin or one of
   * `allowedOrigins`; to others it responds with 403.
   *
   * @param port 0 is any free one. @default 0
   * @param host @default "127.0.0.1"
   * @throws RangeError for an impossible port, Error for a host that other machines can reach unless `token` is one of your
   * own, and the system's error for a port in use
   */
  readonly listen: (port?: number, host?: string) => Promise<SandboxListener>;
  readonly clock: SandboxClock;
  readonly faults: SandboxFaults;
  /** The requests received, oldest first, without preflight requests. */
  readonly requests: readonly RecordedRequest[];
  readonly webhooks: SandboxWebhooks;
  /**
   * Refunds a completed charge, for which the API documents no operation. `amount` is in the unit of the charge's own, such as
   * cents, and by default all that is left of it. The balance of the account rises, and a transaction appears: of the type
   * `refund`, or in the vendor's dialect, which shows no type, with a negative amount. The status of the charge becomes `refunded`
   * once nothing is left.
   * @throws RangeError for a charge that is not completed, and an amount that is not above 0 or above what is left
   */
  readonly refund: (chargeId: string, amount?: number) => void;
  /** Copies the state, for `createSandbox({ snapshot })`: a sandbox with it gives the same responses to the same requests. */
  readonly snapshot: () => SandboxSnapshot;
  /** Returns to the start: seeded data, base clock, no faults, no recorded requests, no deliveries of webhooks; or the state
   * of the option `snapshot`. */
  readonly reset: () => void;
  /** Closes every port that `listen` opened, and cancels the deliveries of webhooks. */
  readonly close: () => Promise<void>;
}

/** Creates a sandbox.
 * @throws TypeError or RangeError naming the invalid option */
export function createSandbox(options: SandboxOptions = {}): Sandbox {
  const settings = checkSandboxOptions(options);
  const { token, paymentPlanRules, maxPageSize, dialect, strict } = settings;
  const feed = createChangeFeed();
  const onMove = (): void => {
    catchUp();
    feed.note("clock");
  };
  const clock = createSandboxClock(settings.clock, { onMove, findNextDue, startAt: settings.snapshot?.now });
  const log = createRequestLog(settings.recordRequests);
  const faults = createFaultQueue(() => feed.note("faults"));
  const origins = createOriginRules(settings.allowedOrigins);
  const limiter = settings.rateLimit && createRateLimiter(settings.rateLimit);
  let store = createInitialStore(settings);
  const serializersOf = (of: Store): Serializers => createSerializers(of, paymentPlanRules);
  const timer = createWakeTimer(clock.now, catchUp);
  const sender = createWebhookSender({
    now: clock.now,
    sinceMoved: clock.sinceMoved,
    wakeAt: timer.atLatest,
    getStore: () => store,
    createSerializers: serializersOf,
    webhookFetch: settings.webhookFetch,
    onChange: () => feed.note("deliveries"),
  });
  begin();
  const webhooks: SandboxWebhooks = {
    deliveries: sender.deliveries,
    settled() {
      catchUp();
      return sender.settled();
    },
    trigger(event, payload) {
      catchUp();
      return sender.trigger(event, payload);
    },
  };
  const controls: Controls = {
    clock,
    faults,
    log,
    webhooks,
    changes: feed,
    reset,
    refund,
    getStore: catchUp,
    findNextDue,
  };
  const listeners = new Set<SandboxListener>();
  let loading: Promise<OpenApiDocument> | undefined;

  async function handle(...[request, readBody, signal]: Parameters<Handler>): Promise<Response> {
    if (isPreflight(request)) return origins.preflight(request);
    const page = await handlePageRequest(request);
    if (page !== undefined) return page;
    if (isControlRequest(request)) {
      const response = await handleControlRequest(request, controls, token, { readBody, signal });
      origins.addHeaders(response.headers, request.headers.get("origin"));
      return response;
    }
    const document = await (loading ??= loadDocument(dialect));
    const incoming = await readRequest(request, document, clock.now(), readBody);
    const { received } = incoming;
    const isPortal = isPortalPath(received.path);
    const recorded = log.add(isPortal ? { ...received, pathTemplate: PORTAL_PATH } : received);
    try {
      const response = isPortal
        ? runStep(received.at, (current) => handlePortalRequest(incoming, current))
        : await handleApiRequest(incoming, document, signal, recorded);
      origins.addHeaders(response.headers, request.headers.get("origin"));
      // By the clock that dates the rows, which the one of the machine may be far from.
      if (!response.headers.has("Date")) response.headers.set("Date", new Date(clock.now()).toUTCString());
      recorded.status = response.status;
      recorded.error = messageOf(response);
      return response;
    } catch (error) {
      if (error instanceof ConnectionLost || signal.aborted) throw error;
      // Reported in a response: a lost connection would look like an injected fault.
      recorded.status = 500;
      recorded.error = `The sandbox failed: ${String(error)}`;
      return errorResponse(new ApiError(500, "sandbox_error", recorded.error));
    } finally {
      log.end(recorded);
      settings.onRequest?.(recorded);
    }
  }

  /** Handles a request that came by HTTP, whose body is not read without the token or the link of a session. */
  function handleHttp(...[request, readBody, signal]: Parameters<Handler>): Promise<Response> {
    const isAuthorized =
      hasToken(request.headers.get("authorization"), token) ||
      sessionOf(store, new URL(request.url).pathname) !== undefined;
    return handle(request, isAuthorized ? readBody : async () => "", signal);
  }

  async function handleApiRequest(
    incoming: IncomingRequest,
    document: OpenApiDocument,
    signal: AbortSignal,
    recorded: ReturnType<RequestLog["add"]>,
  ): Promise<Response> {
    const { received } = incoming;
    const limit = limiter?.take(received.at);
    if (limit && !limit.allowed) {
      return errorResponse(new ApiError(429, "rate_limited", "Too many requests.", limit.headers));
    }
    const respond = (): Response =>
      runStep(received.at, (current) => {
        const serialize = serializersOf(current);
        const context = { store: current, serialize, paymentPlanRules, maxPageSize };
        const warn = (warning: string): number => recorded.warnings.push(warning);
        return handleRequest(incoming, document, token, context, { strict, warn });
      });
    const fault = faults.next(received);
    recorded.fault = fault?.kind;
    const response = fault === undefined ? respond() : await applyFault(fault, respond, signal);
    for (const [name, value] of Object.entries(limit?.headers ?? {})) response.headers.set(name, value);
    return response;
  }

  /** Returns the store with all imports applied, and all charges collected that are due by `now`. */
  function storeAt(now: number): Store {
    applyImports(store);
    runDueCharges(store, now);
    return store;
  }

  /** Runs what a request does to the store, after all that came before it. */
  function runStep(now: number, respond: (current: Store) => Response): Response {
    const current = storeAt(now);
    try {
      return respond(current);
    } catch (error) {
      if (error instanceof ApiError) return errorResponse(error);
      throw error;
    } finally {
      current.changes.endStep(now);
      setTimer();
    }
  }

  /** Does what has fallen due, and returns the store. */
  function catchUp(): Store {
    timer.clear();
    const current = storeAt(clock.now());
    setTimer();
    sender.wake();
    return current;
  }

  function refund(chargeId: string, amount?: number): Refund {
    const now = clock.now();
    const current = storeAt(now);
    const done = refundCharge(current, { chargeId, amount, now });
    current.changes.endStep(now);
    return done;
  }

  function findNextDue(now: number): number | undefined {
    catchUp();
    const times = [nextDueCharge(store, now), sender.nextDueAfter(now)].filter((time) => time !== undefined);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  function setTimer(): void {
    const now = clock.now();
    if (store.pendingImports.length > 0) timer.atLatest(now);
    // Charges fall due when a day begins, in UTC.
    if (store.plansBeingPaid.size + store.scheduledCharges.size > 0) {
      timer.atLatest(Date.parse(addDays(calendarDateOf(now), 1)));
    }
  }

  function reset(): void {
    sender.reset();
    timer.clear();
    clock.reset();
    store = createInitialStore(settings);
    begin();
    log.clear();
    faults.clear();
    limiter?.reset();
    for (const part of SANDBOX_PARTS) feed.note(part);
  }

  /** Starts to deliver what happens in the store, and to wait for what falls due. */
  function begin(): void {
    sender.restore(settings.snapshot?.deliveries ?? []);
    store.changes.listen((changes, at) => {
      sender.publish(changes, at);
      feed.note("state");
    });
    setTimer();
  }

  return {
    token,
    fetch(request, init) {
      const signals = [request.signal, init?.signal].flatMap((signal) => signal ?? []);
      return abortable(
        signals,
        ({ body }) => body,
        async (signal) => toFetchResponse(await handle(request, () => readUnlessAborted(request, signal), signal)),
      );
    },
    async listen(port = 0, host = "127.0.0.1") {
      const { allowedHosts, allowedOrigins } = settings;
      checkListenHost(host, token);
      // Loaded here, so that a broken installation fails now and not on the first request.
      await loadDocument(dialect);
      const listener = await listenForHttp(handleHttp, { port, host, allowedHosts, allowedOrigins });
      listeners.add(listener);
      return listener;
    },
    clock,
    faults,
    requests: log.requests,
    webhooks,
    refund,
    snapshot() {
      catchUp();
      return createSnapshot({ dialect, now: clock.now(), store: saveStore(store), deliveries: sender.save() });
    },
    reset,
    async close() {
      sender.close();
      timer.clear();
      log.close();
      // What follows the requests gets its end before its connection is closed.
      await setImmediate();
      await Promise.all([...listeners].map((listener) => listener.close()));
    },
  };
}

/** Reads the body of a request, which counts as received after that. */
async function readUnlessAborted({ body }: Request, signal: AbortSignal): Promise<string | undefined> {
  const text = await readText(body);
  signal.throwIfAborted();
  return text;
}

function createInitialStore(settings: SandboxSettings): Store {
  const { snapshot } = settings;
  return snapshot ? restoreStore(snapshot.store, snapshot.dialect) : createSeededStore(settings);
}

/** Loads the OpenAPI document on the first request: its validators take longer to load than everything else, and an import of
 * this entry point should not wait for them. */
async function loadDocument(dialect: Dialect): Promise<OpenApiDocument> {
  const { loadOpenApiDocument } = await import("./http/openapi-document.ts");
  return loadOpenApiDocument(dialect);
}
