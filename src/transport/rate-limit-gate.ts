/** Holds back every request of one client while the server asks for a pause. */
export interface RateLimitGate {
  /** Keeps the gate closed for at least `ms` from now. */
  close(ms: number): void;
  /** Milliseconds until the gate opens, as known now; 0 when it is open. */
  opensInMs(): number;
}

/** @param now milliseconds of a monotonic clock */
export function createRateLimitGate(now: () => number): RateLimitGate {
  let opensAt = 0;
  return {
    close(ms) {
      opensAt = Math.max(opensAt, now() + ms);
    },
    opensInMs: () => Math.max(0, opensAt - now()),
  };
}
