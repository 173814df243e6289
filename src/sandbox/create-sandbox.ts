import { handleRequest } from "./http/handle-request.ts";
import { ApiError } from "./http/api-error.ts";
import { applyFault, ConnectionLost } from "./controls/apply-fault.ts";
import { addCorsHeaders, answerPreflight } from "./http/cors.ts";
import { createFaultQueue, type SandboxFaults } from "./controls/faults.ts";
import { listenOnLoopback, type SandboxListener } from "./http/http-server.ts";
import type { OpenApiDocument } from "./http/openapi-document.ts";
import { answerPortal, isPortalPath, PORTAL_PATH } from "./pages/portal.ts";
import { createPresenters } from "./operations/response-body.ts";
import { createRateLimiter } from "./controls/rate-limiter.ts";
import { readRequest } from "./http/read-request.ts";
import { createRequestLog, type ReceivedRequest, type RecordedRequest } from "./controls/request-log.ts";
import { errorResponse } from "./http/responses.ts";
import { createSandboxClock, type SandboxClock } from "./controls/sandbox-clock.ts";
import { checkSandboxOptions, type SandboxOptions } from "./sandbox-options.ts";
import { createSeededStore } from "./domain/seed-data.ts";
import type { Store } from "./domain/store.ts";
import { takeDueCharges } from "./domain/run-due-charges.ts";

/** A stateful server of every operation of the API, in memory. */
export interface Sandbox {
  /** The bearer token it accepts. */
  readonly token: string;
  /** Answers a request in this process, without a socket; may be passed on as a `fetch`. Redirects are answered, not followed. */
  readonly fetch: (request: Request) => Promise<Response>;
  /** Serves real HTTP on 127.0.0.1, on a free port unless one is given; may be called more than once. */
  readonly listen: (port?: number) => Promise<SandboxListener>;
  readonly clock: SandboxClock;
  readonly faults: SandboxFaults;
  /** What was received, oldest first; preflight requests are left out. */
  readonly requests: readonly RecordedRequest[];
  /** Back to the start: seeded data, base clock, no faults, no recorded requests. */
  readonly reset: () => void;
}

/** Makes a sandbox.
 * @throws TypeError or RangeError naming the option that is wrong */
export function createSandbox(options: SandboxOptions = {}): Sandbox {
  const settings = checkSandboxOptions(options);
  const clock = createSandboxClock(settings.clock);
  const log = createRequestLog(settings.recordRequests);
  const faults = createFaultQueue();
  const limiter = settings.rateLimit && createRateLimiter(settings.rateLimit);
  let store = createSeededStore(settings);
  let present = createPresenters(store, settings.paymentPlanRules);

  async function answer(request: Request): Promise<Response> {
    request.signal.throwIfAborted();
    if (request.method === "OPTIONS") return answerPreflight(request);
    const document = await loadDocument();
    const text = await request.text();
    const received = readRequest(request, text, document, clock.now());
    const isPortal = isPortalPath(received.path);
    const recorded = log.add(isPortal ? { ...received, pathTemplate: PORTAL_PATH } : received);
    try {
      const response = isPortal
        ? tryRespond(() => answerPortal(received.method, received.path, storeAt(received), received.at))
        : await answerApi(request, received, text, document);
      addCorsHeaders(response.headers);
      recorded.status = response.status;
      return response;
    } catch (error) {
      if (error instanceof ConnectionLost || request.signal.aborted) throw error;
      // Told as an answer: a dropped connection would look like a fault that somebody asked for.
      recorded.status = 500;
      return errorResponse(new ApiError(500, "sandbox_error", `The sandbox failed: ${String(error)}`));
    } finally {
      settings.onRequest?.(recorded);
    }
  }

  async function answerApi(
    request: Request,
    received: ReceivedRequest,
    text: string,
    document: OpenApiDocument,
  ): Promise<Response> {
    const limit = limiter?.take(received.at);
    if (limit && !limit.allowed) {
      return errorResponse(new ApiError(429, "rate_limited", "Too many requests.", limit.headers));
    }
    const respond = (): Response =>
      tryRespond(() =>
        handleRequest(request, received, text, document, { store: storeAt(received), present, settings }),
      );
    const fault = faults.next(received);
    const response = fault === undefined ? respond() : await applyFault(fault, respond, request.signal);
    for (const [name, value] of Object.entries(limit?.headers ?? {})) response.headers.set(name, value);
    return response;
  }

  /** The store as it stands at the time of a request. */
  function storeAt({ at }: ReceivedRequest): Store {
    takeDueCharges(store, at);
    return store;
  }

  return {
    token: settings.token,
    fetch: answer,
    async listen(port = 0) {
      // Loaded first, so that a broken installation is told here and not on the first request.
      await loadDocument();
      return listenOnLoopback(answer, port);
    },
    clock,
    faults,
    requests: log.requests,
    reset() {
      store = createSeededStore(settings);
      present = createPresenters(store, settings.paymentPlanRules);
      clock.reset();
      log.clear();
      faults.clear();
      limiter?.reset();
    },
  };
}

/** Imported on the first request, since the libraries behind it take longer to load than all the rest. */
async function loadDocument(): Promise<OpenApiDocument> {
  const { loadOpenApiDocument } = await import("./http/openapi-document.ts");
  return loadOpenApiDocument();
}

function tryRespond(respond: () => Response): Response {
  try {
    return respond();
  } catch (error) {
    if (error instanceof ApiError) return errorResponse(error);
    throw error;
  }
}
