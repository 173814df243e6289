/** The time the sandbox lives in; moving it makes scheduled charges fall due and rate limit windows pass. */
export interface SandboxClock {
  /** Epoch milliseconds. */
  now(): number;
  /** Moves time forward by `ms` milliseconds. @throws RangeError unless `ms` is a number from 0 */
  advance(ms: number): void;
  /** Moves time to a moment, in epoch milliseconds or as a Date; it runs on from there. @throws RangeError for an invalid time */
  set(time: number | Date): void;
}

/** The clock with what only the sandbox itself may do. */
export interface ResettableClock extends SandboxClock {
  /** Back to the base clock. */
  reset(): void;
}

/** Makes a clock that is an offset over `base`, a function giving epoch milliseconds. */
export function createSandboxClock(base: () => number): ResettableClock {
  let offset = 0;
  return {
    now: () => base() + offset,
    advance(ms) {
      if (!Number.isFinite(ms) || ms < 0) {
        throw new RangeError("clock.advance takes milliseconds from 0; use clock.set to go back");
      }
      offset += ms;
    },
    set(time) {
      const target = Number(time);
      if (!Number.isFinite(target)) throw new RangeError("clock.set takes epoch milliseconds or a valid Date");
      offset = target - base();
    },
    reset() {
      offset = 0;
    },
  };
}
