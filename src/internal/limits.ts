import { TrattaRequestError } from "../errors.ts";
import { assertInteger } from "./assert-integer.ts";
import { assertOptions } from "./assert-options.ts";

/** Which calls are repeated follows from what is safe. These options set the limits. */
export interface RetryOptions {
  /**
   * Attempts after the first.
   * @default 3
   */
  readonly maxRetries?: number;
  /**
   * Longest pause to wait for, in milliseconds. When the server asks for more, its response is returned at once, and the
   * error has `retryAfterMs`.
   * @default 60_000
   */
  readonly maxDelayMs?: number;
}

/** The options that limit a call. */
export interface LimitOptions {
  readonly maxResponseBytes?: number | undefined;
  readonly timeoutMs?: number | undefined;
  readonly retry?: false | RetryOptions | undefined;
}

export interface Limits {
  readonly maxResponseBytes: number;
  readonly timeoutMs: number;
  readonly maxRetries: number;
  readonly maxDelayMs: number;
}

/** @throws {TrattaRequestError} naming the option */
export function resolveLimits({ timeoutMs = 30_000, retry = {}, maxResponseBytes = 64_000_000 }: LimitOptions): Limits {
  if (retry && typeof retry !== "object") {
    throw new TrattaRequestError("retry", "must be false or { maxRetries, maxDelayMs }");
  }
  if (retry) assertOptions(retry, ["maxRetries", "maxDelayMs"], "retry.");
  // A client that never waits never closes its gate.
  const { maxRetries = 3, maxDelayMs = 60_000 } = retry || { maxRetries: 0, maxDelayMs: 0 };
  assertInteger("timeoutMs", timeoutMs, 1);
  assertInteger("maxResponseBytes", maxResponseBytes, 1, Number.MAX_SAFE_INTEGER);
  assertInteger("retry.maxRetries", maxRetries, 0);
  assertInteger("retry.maxDelayMs", maxDelayMs, 0);
  return { timeoutMs, maxRetries, maxDelayMs, maxResponseBytes };
}
