// What setTimeout takes at most; a longer delay would end at once.
const MAX_DELAY_MS = 2 ** 31 - 1;

/** A timer for the next thing that falls due. It never keeps a process alive. */
export interface WakeTimer {
  /** Makes sure that the timer fires when the clock reaches `due`, in epoch milliseconds, if not before. */
  atLatest(due: number): void;
  /** Stops the timer until it is set anew. */
  clear(): void;
}

/** Creates a timer that calls `wake`. After a move of the clock, `wake` has to be called, and the timer to be set anew. */
export function createWakeTimer(now: () => number, wake: () => void): WakeTimer {
  let timer: NodeJS.Timeout | undefined;
  let setFor = Number.POSITIVE_INFINITY;
  const clear = (): void => {
    clearTimeout(timer);
    setFor = Number.POSITIVE_INFINITY;
  };
  return {
    atLatest(due) {
      if (due >= setFor) return;
      clear();
      setFor = due;
      timer = setTimeout(
        () => {
          setFor = Number.POSITIVE_INFINITY;
          wake();
        },
        Math.min(Math.max(due - now(), 0), MAX_DELAY_MS),
      );
      timer.unref();
    },
    clear,
  };
}
