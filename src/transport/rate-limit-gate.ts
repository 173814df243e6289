/** Holds back every request of one client while the server asks for a pause. */
export interface RateLimitGate {
  /** Keeps the gate closed for at least `ms` from now. */
  close(ms: number): void;
  /** Resolves once the gate is open; rejects with the signal's reason when aborted. */
  wait(signal: AbortSignal): Promise<void>;
}

/**
 * @param now milliseconds of a clock that nobody sets
 * @param sleep waits, and rejects when the signal aborts
 */
export function createRateLimitGate(
  now: () => number,
  sleep: (ms: number, signal: AbortSignal) => Promise<void>,
): RateLimitGate {
  let opensAt = 0;
  return {
    close(ms) {
      opensAt = Math.max(opensAt, now() + ms);
    },
    async wait(signal) {
      // Another answer may close the gate again while this call waits.
      for (let left; (left = opensAt - now()) > 0;) await sleep(left, signal);
    },
  };
}

/** For a client that never waits. */
export const alwaysOpen: RateLimitGate = { close() {}, async wait() {} };
