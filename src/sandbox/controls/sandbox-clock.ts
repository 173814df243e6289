/** The time in the sandbox. Moving it makes scheduled charges fall due and rate limit windows pass. */
export interface SandboxClock {
  /** Epoch milliseconds. */
  now(): number;
  /** Moves time forward by `ms` milliseconds. @throws RangeError unless `ms` is 0 or more */
  advance(ms: number): void;
  /** Moves time to epoch milliseconds or a Date, from where it continues. @throws RangeError for an invalid time */
  set(time: number | Date): void;
}

/** The clock, with the part that only the sandbox itself uses. */
export interface ResettableClock extends SandboxClock {
  /** Returns to the base clock. */
  reset(): void;
}

/** Creates a clock with an offset from `base`, a function that returns epoch milliseconds. */
export function createSandboxClock(base: () => number): ResettableClock {
  let offset = 0;
  return {
    now: () => base() + offset,
    advance(ms) {
      if (!Number.isFinite(ms) || ms < 0) {
        throw new RangeError("clock.advance must be called with 0 or more milliseconds; use clock.set to go back");
      }
      offset += ms;
    },
    set(time) {
      const target = Number(time);
      if (!Number.isFinite(target))
        throw new RangeError("clock.set must be called with epoch milliseconds or a valid Date");
      offset = target - base();
    },
    reset() {
      offset = 0;
    },
  };
}
