import { type Call, type Fetch, factsOf } from "../call.ts";
import {
  type CallFacts,
  type TrattaError,
  TrattaNetworkError,
  TrattaRequestError,
  TrattaTimeoutError,
} from "../errors.ts";
import type { RateLimitGate } from "./rate-limit-gate.ts";

/** What is told before each retry. Holds no id, token or body. */
export interface RetryEvent extends CallFacts {
  /** Milliseconds until the next attempt. */
  readonly delayMs: number;
  /** `HTTP 503` and the like, or the `code` of the error. */
  readonly reason: string;
}

export interface RetryPolicy {
  readonly maxRetries: number;
  /** Longest pause that is waited for, in milliseconds. */
  readonly maxDelayMs: number;
  readonly gate: RateLimitGate;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly backOffMs: (attempt: number) => number;
  readonly retryAfterMs: (headers: Headers) => number | undefined;
  readonly rateLimitResetMs: (headers: Headers) => number;
  readonly onRetry: ((event: RetryEvent) => void) | undefined;
}

/**
 * Repeats what is safe to repeat. A POST is repeated only after a 429 or when it provably was not sent: after anything
 * else the charge may exist.
 */
export function withRetry(policy: RetryPolicy, next: Fetch): Fetch {
  const { maxRetries, maxDelayMs, gate } = policy;
  return async (request, call) => {
    const idempotent = /^(GET|HEAD|PUT|DELETE)$/.test(request.method);
    const signal = call.ended ?? request.signal;
    for (;;) {
      await gate.wait(signal);
      call.attempts++;
      const lastAttempt = call.attempts > maxRetries;
      call.bodyIsNeededAgain = !lastAttempt && request.method.startsWith("P");
      const attempt = await settle(next(request, call));
      const delayMs = pause(attempt, call);
      const reason = reasonToRetry(attempt, idempotent);
      if (lastAttempt || delayMs > maxDelayMs || !reason || signal.aborted) {
        if (attempt instanceof Response) return attempt;
        // What failed before sending this time (the token function) says nothing about the attempts before.
        throw call.mayHaveHappened && attempt.error instanceof TrattaRequestError
          ? new TrattaNetworkError(
              "no answer (outcome unknown)",
              { ...factsOf(call), outcome: "unknown" },
              attempt.error,
            )
          : attempt.error;
      }
      call.mayHaveHappened ||= mayHaveHappened(attempt, request.method);
      policy.onRetry?.({ ...factsOf(call), delayMs, reason });
      await policy.sleep(delayMs, signal);
    }
  };

  /** How long to wait after this attempt; closes the gate for the others where the limit is the client's, not the call's. */
  function pause(attempt: Response | Failure, call: Call): number {
    const headers = attempt instanceof Response ? attempt.headers : undefined;
    call.retryAfterMs = headers && policy.retryAfterMs(headers);
    const delayMs = call.retryAfterMs ?? Math.min(maxDelayMs, policy.backOffMs(call.attempts));
    const closedMs = Math.max(
      attempt instanceof Response && attempt.status === 429 ? delayMs : 0,
      headers ? policy.rateLimitResetMs(headers) : 0,
    );
    // A pause too long to wait for would make every call hang: each gets the server's answer instead.
    if (closedMs <= maxDelayMs) gate.close(closedMs);
    return delayMs;
  }
}

interface Failure {
  readonly error: unknown;
}

async function settle(attempt: Promise<Response>): Promise<Response | Failure> {
  return attempt.catch((error: unknown) => ({ error }));
}

function reasonToRetry(attempt: Response | Failure, idempotent: boolean): string | undefined {
  if (attempt instanceof Response) {
    const { status } = attempt;
    return status === 429 || (idempotent && /^(408|50[0234])$/.test(`${status}`)) ? `HTTP ${status}` : undefined;
  }
  const { error } = attempt;
  const unanswered = error instanceof TrattaNetworkError || error instanceof TrattaTimeoutError;
  return unanswered && (idempotent || error.outcome === "not_sent") ? error.code : undefined;
}

/** Whether an attempt that is about to be repeated may have changed something. */
function mayHaveHappened(attempt: Response | Failure, method: string): boolean {
  if (method === "GET" || method === "HEAD") return false;
  return attempt instanceof Response ? attempt.status >= 500 : (attempt.error as TrattaError).outcome === "unknown";
}
