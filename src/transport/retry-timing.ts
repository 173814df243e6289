/** First back-off and its ceiling, in milliseconds. */
const BASE_MS = 500;
const CAP_MS = 8_000;

/**
 * Exponential back-off with full jitter: anything from 0 to the doubled ceiling, so that clients that failed together do
 * not come back together.
 *
 * @param attempt 1 for the wait after the first attempt
 * @param random from 0 to 1
 */
export function backOffMs(attempt: number, random: number): number {
  return random * Math.min(CAP_MS, BASE_MS * 2 ** (attempt - 1));
}

/**
 * Milliseconds to wait by a `Retry-After` header, in whole seconds or as an HTTP date; undefined when it is absent or
 * neither. A date is compared with the answer's own `Date`, so that a wrong clock on this side does no harm.
 *
 * @param now epoch milliseconds, used where the answer has no `Date`
 * @see RFC 9110, section 10.2.3. Whether the API sends it is not documented.
 */
export function retryAfterMs(headers: Headers, now: number): number | undefined {
  const value = headers.get("Retry-After")?.trim() ?? "";
  if (/^\d+$/.test(value)) return Number(value) * 1_000;
  // `Date.parse` takes almost anything for a date, and one without a zone for a local time.
  const date = value.endsWith("GMT") ? Date.parse(value) : NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - serverNow(headers, now));
}

/**
 * Milliseconds until the rate limit is reset, when an answer says that no request remains (`X-RateLimit-Remaining: 0`
 * with `X-RateLimit-Reset` in epoch seconds or in seconds from now); else 0.
 *
 * @param now epoch milliseconds, used where the answer has no `Date`
 */
export function rateLimitResetMs(headers: Headers, now: number): number {
  if (headers.get("X-RateLimit-Remaining") !== "0") return 0;
  const reset = Number(headers.get("X-RateLimit-Reset"));
  return Math.max(0, reset * 1_000 - (reset > 1e9 ? serverNow(headers, now) : 0)) || 0;
}

function serverNow(headers: Headers, now: number): number {
  return Date.parse(headers.get("Date") ?? "") || now;
}
