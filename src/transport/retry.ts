import { type CallFacts, type Outcome, TrattaError, TrattaNetworkError } from "../errors.ts";
import { type Attempt, factsOf, type SendAttempt, type SendCall } from "../internal/call.ts";
import { decideAttempt, mayHaveChanged } from "../internal/outcome.ts";
import { notify } from "../internal/notify.ts";
import { requestIdOf } from "../internal/request-id.ts";

/** Describes a retry before it is sent. It holds no id, token or body. */
export interface RetryEvent extends CallFacts {
  /** Milliseconds until the next attempt. */
  readonly delayMs: number;
  /** The status, as in `HTTP 503`, or the `code` of the error. */
  readonly reason: string;
}

/** Describes an attempt after it ended. It holds no id, token or body. */
export interface AttemptEvent {
  readonly method: string;
  /** The path template, such as `/charges/{id}`. */
  readonly path: string;
  /** From 1. */
  readonly attempt: number;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** Milliseconds to the end of the response body, the token function included. */
  readonly durationMs: number;
  /** HTTP status, when there was a response. */
  readonly status?: number | undefined;
  /** The `code` of the error, when there was no usable response; undefined when the caller aborted. */
  readonly code?: TrattaError["code"] | undefined;
  /** What became of the operation; undefined after a success. */
  readonly outcome?: Outcome | undefined;
  /** `X-Request-Id` or a similar header of the response. */
  readonly requestId?: string | undefined;
  /** Milliseconds until the next attempt; undefined after the last one. */
  readonly retryInMs?: number | undefined;
}

export interface RetryPolicy {
  /** Longest pause that is imposed on other calls, in milliseconds. */
  readonly maxDelayMs: number;
  /** Pauses every call of the client, and how long that pause still lasts. */
  readonly gate: { close(ms: number): void; opensInMs(): number };
  readonly sleep: (ms: number, signal: AbortSignal | null) => Promise<void>;
  readonly backOffMs: (attempt: number) => number;
  readonly retryAfterMs: (headers: Headers) => number | undefined;
  readonly rateLimitResetMs: (headers: Headers) => number;
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number;
  readonly onAttempt: ((event: AttemptEvent) => void) | undefined;
  readonly onRetry: ((event: RetryEvent) => void) | undefined;
}

/** Repeats an attempt when that is safe, after the pause that the server asks for or a back-off. */
export function withRetry(policy: RetryPolicy, next: SendAttempt): SendCall {
  const { gate } = policy;
  return async (request, call, onStart) => {
    const { method } = request;
    const { maxRetries, maxDelayMs } = call;
    // A Request of node-fetch may have no signal.
    const signal: AbortSignal | null = call.signal ?? request.signal;
    let mayHaveHappened = false;
    let token: string | undefined;
    let refreshed = false;
    for (let number = 1; ; number++) {
      // Another response may close the gate again while this call waits. For a pause that is too long for this call, the
      // server's response says more than a wait.
      for (let ms; (ms = gate.opensInMs()) > 0 && ms <= maxDelayMs;) await policy.sleep(ms, signal);
      const keepBody = number <= maxRetries && method.startsWith("P");
      const mayRefresh = !refreshed && number <= maxRetries;
      const attempt: Attempt = { call, number, mayHaveHappened, keepBody, mayRefresh, token, sent: false };
      onStart(attempt);
      const startedAt = Date.now();
      const start = policy.now();
      let response: Response | undefined;
      let thrown: unknown;
      try {
        response = await next(request, attempt);
      } catch (error) {
        thrown = error;
      }
      const status = response?.status;
      const error = thrown instanceof TrattaError ? thrown : undefined;
      const delayMs = response ? delayAfter(response, attempt) : backOff(attempt);
      const end = { attempt, method, status, error, delayMs, aborted: signal?.aborted ?? false };
      const { action, outcome } = decideAttempt(end);
      if (policy.onAttempt) {
        notify(policy.onAttempt, {
          method: call.method,
          path: call.path,
          attempt: number,
          startedAt,
          durationMs: policy.now() - start,
          status: status ?? (error as { status?: number } | undefined)?.status,
          code: error?.code,
          outcome,
          requestId: response && requestIdOf(response.headers),
          retryInMs: action === "retry" ? delayMs : undefined,
        });
      }
      if (action !== "retry") {
        if (response) return response;
        // An attempt that failed before it was sent (the token function threw) says nothing about the attempts before.
        throw outcome === "unknown" && error?.outcome === "not_sent"
          ? new TrattaNetworkError("no response (outcome unknown)", { ...factsOf(attempt), outcome }, error)
          : thrown;
      }
      mayHaveHappened ||= mayHaveChanged(method, outcome);
      token = attempt.freshToken;
      refreshed ||= token !== undefined;
      notify(policy.onRetry, { ...factsOf(attempt), delayMs, reason: error?.code ?? `HTTP ${status}` });
      await policy.sleep(delayMs, signal);
    }
  };

  function backOff({ number, call }: Attempt): number {
    return Math.min(call.maxDelayMs, policy.backOffMs(number));
  }

  /** How long to wait before the next attempt. A rate limit applies to the whole client, so it pauses every call. */
  function delayAfter({ status, headers }: Response, attempt: Attempt): number {
    attempt.retryAfterMs = policy.retryAfterMs(headers);
    const delayMs = attempt.freshToken === undefined ? (attempt.retryAfterMs ?? backOff(attempt)) : 0;
    const pauseMs = Math.max(status === 429 ? delayMs : 0, policy.rateLimitResetMs(headers));
    // In a longer pause every call would hang: each gets the server's response instead.
    if (pauseMs && pauseMs <= policy.maxDelayMs) gate.close(pauseMs);
    return delayMs;
  }
}
