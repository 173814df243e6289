import { type Call, type Fetch, factsOf } from "../internal/call.ts";
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
    const { method } = request;
    const idempotent = /^(GET|HEAD|PUT|DELETE)$/.test(method);
    const signal = call.ended ?? request.signal;
    for (;;) {
      // Another answer may close the gate again while this call waits.
      for (let ms; (ms = gate.opensInMs()) > 0;) await policy.sleep(ms, signal);
      call.attempts++;
      const lastAttempt = call.attempts > maxRetries;
      call.bodyIsNeededAgain = !lastAttempt && method.startsWith("P");
      let answer: Response | undefined;
      let error: unknown;
      try {
        answer = await next(request, call);
      } catch (thrown) {
        error = thrown;
      }
      const delayMs = pause(answer, call);
      const reason = answer ? reasonInAnswer(answer, idempotent) : reasonInError(error, idempotent);
      if (!reason || lastAttempt || delayMs > maxDelayMs || signal.aborted) {
        if (answer) return answer;
        // What failed before sending this time (the token function) says nothing about the attempts before.
        throw call.mayHaveHappened && error instanceof TrattaRequestError
          ? new TrattaNetworkError("no answer (outcome unknown)", { ...factsOf(call), outcome: "unknown" }, error)
          : error;
      }
      // A GET changes nothing.
      call.mayHaveHappened ||=
        !/^(GET|HEAD)$/.test(method) && (answer ? answer.status >= 500 : (error as TrattaError).outcome === "unknown");
      policy.onRetry?.({ ...factsOf(call), delayMs, reason });
      await policy.sleep(delayMs, signal);
    }
  };

  /** How long to wait after this attempt; closes the gate for the others where the limit is the client's, not the call's. */
  function pause(answer: Response | undefined, call: Call): number {
    call.retryAfterMs = answer && policy.retryAfterMs(answer.headers);
    const delayMs = call.retryAfterMs ?? Math.min(maxDelayMs, policy.backOffMs(call.attempts));
    if (answer) {
      const closedMs = Math.max(answer.status === 429 ? delayMs : 0, policy.rateLimitResetMs(answer.headers));
      // A pause too long to wait for would make every call hang: each gets the server's answer instead.
      if (closedMs && closedMs <= maxDelayMs) gate.close(closedMs);
    }
    return delayMs;
  }
}

function reasonInAnswer({ status }: Response, idempotent: boolean): string | undefined {
  return status === 429 || (idempotent && /^(408|50[0234])$/.test(`${status}`)) ? `HTTP ${status}` : undefined;
}

function reasonInError(error: unknown, idempotent: boolean): string | undefined {
  const unanswered = error instanceof TrattaNetworkError || error instanceof TrattaTimeoutError;
  return unanswered && (idempotent || error.outcome === "not_sent") ? error.code : undefined;
}
