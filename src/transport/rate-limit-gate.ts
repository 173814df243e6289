/** Tells every request of one client how long the server asked to be left alone. */
export interface RateLimitGate {
  /** Keeps the gate closed for at least `ms` from now. */
  close(ms: number): void;
  /** Milliseconds until the gate opens, by what is known now; 0 when it is open. */
  opensInMs(): number;
}

/** @param now milliseconds of a clock that nobody sets */
export function createRateLimitGate(now: () => number): RateLimitGate {
  let opensAt = 0;
  return {
    close(ms) {
      opensAt = Math.max(opensAt, now() + ms);
    },
    opensInMs: () => Math.max(0, opensAt - now()),
  };
}
