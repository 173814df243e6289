import { applyFault, ConnectionLost } from "./controls/apply-fault.ts";
import { createFaultQueue, type SandboxFaults } from "./controls/faults.ts";
import { createRateLimiter } from "./controls/rate-limiter.ts";
import { createRequestLog, type RecordedRequest } from "./controls/request-log.ts";
import { createSandboxClock, type SandboxClock } from "./controls/sandbox-clock.ts";
import { createWakeTimer } from "./controls/wake-timer.ts";
import { ApiError } from "./domain/api-error.ts";
import { addDays, calendarDateOf } from "./domain/calendar-date.ts";
import { runDueCharges } from "./domain/run-due-charges.ts";
import { createSeededStore } from "./domain/seed-data.ts";
import type { Dialect, Store } from "./domain/store.ts";
import { applyImports } from "./domain/vendor/apply-imports.ts";
import { addCorsHeaders, preflightResponse } from "./http/cors.ts";
import { handleControlRequest, isControlRequest } from "./http/handle-control-request.ts";
import { handleRequest } from "./http/handle-request.ts";
import { listenOnLoopback, type SandboxListener } from "./http/http-server.ts";
import type { OpenApiDocument } from "./http/openapi-document.ts";
import { readRequest, type IncomingRequest } from "./http/read-request.ts";
import { errorResponse } from "./http/responses.ts";
import { handlePortalRequest, isPortalPath, PORTAL_PATH } from "./pages/portal.ts";
import { createSerializers, type Serializers } from "./resources/serializers.ts";
import { checkSandboxOptions, type SandboxOptions } from "./sandbox-options.ts";
import type { SandboxWebhooks } from "./webhooks/sandbox-webhooks.ts";
import { createWebhookSender } from "./webhooks/webhook-sender.ts";

/** A stateful, in-memory server of every operation of the API. */
export interface Sandbox {
  /** The bearer token that the sandbox accepts. */
  readonly token: string;
  /** Handles a request in this process, without a socket; can be passed on as a `fetch`. Redirects are returned, not followed. */
  readonly fetch: (request: Request) => Promise<Response>;
  /** Serves HTTP on 127.0.0.1, by default on any free port; may be called more than once. */
  readonly listen: (port?: number) => Promise<SandboxListener>;
  readonly clock: SandboxClock;
  readonly faults: SandboxFaults;
  /** The requests received, oldest first, without preflight requests. */
  readonly requests: readonly RecordedRequest[];
  readonly webhooks: SandboxWebhooks;
  /** Returns to the start: seeded data, base clock, no faults, no recorded requests, no deliveries of webhooks. */
  readonly reset: () => void;
  /** Closes every port that `listen` opened, and cancels the deliveries of webhooks. */
  readonly close: () => Promise<void>;
}

/** Creates a sandbox.
 * @throws TypeError or RangeError naming the invalid option */
export function createSandbox(options: SandboxOptions = {}): Sandbox {
  const settings = checkSandboxOptions(options);
  const { token, paymentPlanRules, maxPageSize, dialect } = settings;
  const clock = createSandboxClock(settings.clock, catchUp);
  const log = createRequestLog(settings.recordRequests);
  const faults = createFaultQueue();
  const limiter = settings.rateLimit && createRateLimiter(settings.rateLimit);
  let store = createSeededStore(settings);
  const serializersOf = (of: Store): Serializers => createSerializers(of, paymentPlanRules);
  const timer = createWakeTimer(clock.now, catchUp);
  const sender = createWebhookSender({
    now: clock.now,
    sinceMoved: clock.sinceMoved,
    wakeAt: timer.atLatest,
    getStore: () => store,
    createSerializers: serializersOf,
    webhookFetch: settings.webhookFetch,
  });
  store.changes.listen(sender.publish);
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
  const listeners = new Set<SandboxListener>();

  async function handle(request: Request): Promise<Response> {
    request.signal.throwIfAborted();
    if (isControlRequest(request)) return handleControlRequest(request, { webhooks }, token);
    if (request.method === "OPTIONS") return preflightResponse(request);
    const document = await loadDocument(dialect);
    const incoming = await readRequest(request, document, clock.now());
    const { received } = incoming;
    const isPortal = isPortalPath(received.path);
    const recorded = log.add(isPortal ? { ...received, pathTemplate: PORTAL_PATH } : received);
    try {
      const response = isPortal
        ? runStep(received.at, (current) => handlePortalRequest(received.method, received.path, current, received.at))
        : await handleApiRequest(incoming, document, request.signal);
      addCorsHeaders(response.headers);
      // By the clock that dates the rows, which the one of the machine may be far from.
      if (!response.headers.has("Date")) response.headers.set("Date", new Date(clock.now()).toUTCString());
      recorded.status = response.status;
      return response;
    } catch (error) {
      if (error instanceof ConnectionLost || request.signal.aborted) throw error;
      // Reported in a response: a lost connection would look like an injected fault.
      recorded.status = 500;
      return errorResponse(new ApiError(500, "sandbox_error", `The sandbox failed: ${String(error)}`));
    } finally {
      settings.onRequest?.(recorded);
    }
  }

  async function handleApiRequest(
    incoming: IncomingRequest,
    document: OpenApiDocument,
    signal: AbortSignal,
  ): Promise<Response> {
    const { received } = incoming;
    const limit = limiter?.take(received.at);
    if (limit && !limit.allowed) {
      return errorResponse(new ApiError(429, "rate_limited", "Too many requests.", limit.headers));
    }
    const respond = (): Response =>
      runStep(received.at, (current) => {
        const serialize = serializersOf(current);
        return handleRequest(incoming, document, token, { store: current, serialize, paymentPlanRules, maxPageSize });
      });
    const fault = faults.next(received);
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

  /** Does what has fallen due. */
  function catchUp(): void {
    timer.clear();
    storeAt(clock.now());
    setTimer();
    sender.wake();
  }

  function setTimer(): void {
    const now = clock.now();
    if (store.pendingImports.length > 0) timer.atLatest(now);
    // Charges fall due when a day begins, in UTC.
    if (store.plansBeingPaid.size + store.scheduledCharges.size > 0) {
      timer.atLatest(Date.parse(addDays(calendarDateOf(now), 1)));
    }
  }

  return {
    token,
    fetch: handle,
    async listen(port = 0) {
      // Loaded here, so that a broken installation fails now and not on the first request.
      await loadDocument(dialect);
      const listener = await listenOnLoopback(handle, port);
      listeners.add(listener);
      return listener;
    },
    clock,
    faults,
    requests: log.requests,
    webhooks,
    reset() {
      store = createSeededStore(settings);
      store.changes.listen(sender.publish);
      sender.reset();
      timer.clear();
      clock.reset();
      log.clear();
      faults.clear();
      limiter?.reset();
    },
    async close() {
      sender.close();
      timer.clear();
      await Promise.all([...listeners].map((listener) => listener.close()));
    },
  };
}

/**
 * Loads the OpenAPI document on the first request: openapi-backend and Ajv take longer to load than everything else, and
 * an import of this entry point should not wait for them. The build bundles both with it, since as dependencies they
 * would bring dozens of packages to users who only want the client.
 */
async function loadDocument(dialect: Dialect): Promise<OpenApiDocument> {
  const { loadOpenApiDocument } = await import("./http/openapi-document.ts");
  return loadOpenApiDocument(dialect);
}
