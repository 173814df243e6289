/** The decision about one request. */
interface RateLimitDecision {
  readonly allowed: boolean;
  /** `X-RateLimit-*`, and `Retry-After` when the request is refused. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Counts requests in fixed windows, `floor(now / windowMs)`. */
export interface RateLimiter {
  /** Counts one request at `now`, in epoch milliseconds. */
  take(now: number): RateLimitDecision;
  reset(): void;
}

/** Creates a limiter that allows `requests` in each window of `windowMs` milliseconds. */
export function createRateLimiter({ requests, windowMs }: { requests: number; windowMs: number }): RateLimiter {
  let window = Number.NaN;
  let taken = 0;
  return {
    take(now) {
      const current = Math.floor(now / windowMs);
      if (current !== window) {
        window = current;
        taken = 0;
      }
      const allowed = taken < requests;
      if (allowed) taken += 1;
      const endsAt = (current + 1) * windowMs;
      return {
        allowed,
        headers: {
          "X-RateLimit-Limit": String(requests),
          "X-RateLimit-Remaining": String(requests - taken),
          "X-RateLimit-Reset": String(Math.ceil(endsAt / 1000)),
          ...(allowed ? {} : { "Retry-After": String(Math.ceil((endsAt - now) / 1000)) }),
        },
      };
    },
    reset() {
      window = Number.NaN;
    },
  };
}
