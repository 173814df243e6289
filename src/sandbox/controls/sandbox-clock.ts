/** The time in the sandbox. Moving it makes scheduled charges fall due, webhooks be delivered and rate limit windows pass. */
export interface SandboxClock {
  /** Epoch milliseconds. */
  now(): number;
  /** Moves time forward by `ms` milliseconds. What falls due meanwhile happens in order, each at its own time; wait for the
   * webhooks of it with `sandbox.webhooks.settled()`. @throws RangeError unless `ms` is 0 or more, and leads to the year
   * 8999 at most */
  advance(ms: number): void;
  /** Moves time to epoch milliseconds or a Date, from where it continues. @throws RangeError for anything else, and for a
   * time outside the years 1970 to 8999 */
  set(time: number | Date): void;
  /** Moves time forward to when the next charge or attempt to deliver a webhook falls due, and returns that time, in epoch
   * milliseconds. Returns undefined, and moves nothing, when none will. A webhook under way may lead to another attempt: wait
   * for its end with `sandbox.webhooks.settled()` first. */
  advanceToNextDue(): number | undefined;
}

/** The clock, with the parts that only the sandbox itself uses. */
export interface ControlledClock extends SandboxClock {
  /** Milliseconds since time was last moved, as the base clock counts them; without a limit when it never was. */
  sinceMoved(): number;
  /** Returns to where the clock started. */
  reset(): void;
}

// The dates of the longest payment plan, 167 years, still have a year of four digits.
const END = Date.parse("9000-01-01");

interface ClockContext {
  /** Called after time has been moved. */
  readonly onMove?: () => void;
  /** Returns when the first thing after `now` falls due. */
  readonly findNextDue?: (now: number) => number | undefined;
  /** When the clock starts, in epoch milliseconds. @default the time of the base clock */
  readonly startAt?: number | undefined;
}

/** Whether a value is a time that a sandbox can be set to: epoch milliseconds, from the year 1970 to the year 8999. */
export function isSandboxTime(time: unknown): time is number {
  return typeof time === "number" && time >= 0 && time < END;
}

/** Creates a clock with an offset from `base`, a function that returns epoch milliseconds. */
export function createSandboxClock(
  base: () => number,
  { onMove = () => {}, findNextDue = () => undefined, startAt }: ClockContext = {},
): ControlledClock {
  const startOffset = (): number => (startAt === undefined ? 0 : startAt - base());
  let offset = startOffset();
  let movedAt = Number.NEGATIVE_INFINITY;
  const move = (newOffset: number): void => {
    movedAt = base();
    offset = newOffset;
    onMove();
  };
  const now = (): number => base() + offset;
  return {
    now,
    sinceMoved: () => base() - movedAt,
    advance(ms) {
      if (!Number.isFinite(ms) || ms < 0 || base() + offset + ms >= END) {
        throw new RangeError(
          "clock.advance must be called with 0 or more milliseconds, up to the year 8999; use clock.set to go back",
        );
      }
      move(offset + ms);
    },
    set(time) {
      // Not Number(time), which is 0 for null.
      const target = time instanceof Date ? time.getTime() : time;
      if (!isSandboxTime(target)) {
        throw new RangeError(
          "clock.set must be called with epoch milliseconds or a valid Date, from the year 1970 to the year 8999",
        );
      }
      move(target - base());
    },
    advanceToNextDue() {
      const due = findNextDue(now());
      if (due !== undefined) move(due - base());
      return due;
    },
    reset() {
      offset = startOffset();
      movedAt = Number.NEGATIVE_INFINITY;
    },
  };
}
