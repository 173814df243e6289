import { vi } from "vitest";

/**
 * Counts the timers of the client that are still to come, under fake timers: test files share a process, where
 * `vi.getTimerCount` would count what an earlier file has left under way as well. Call `vi.restoreAllMocks` before
 * `vi.useRealTimers`, or the fake functions come back.
 */
export function watchTimers(): { pending(): number } {
  const pending = new Set<unknown>();
  const { setTimeout: set, clearTimeout: clear } = globalThis;
  vi.spyOn(globalThis, "setTimeout").mockImplementation(((
    callback: (...values: unknown[]) => void,
    delay?: number,
    ...args: unknown[]
  ) => {
    const isOwn = /\/src\/(?:transport|internal)\//.test(new Error("where").stack ?? "");
    const timer = set(() => {
      pending.delete(timer);
      callback(...args);
    }, delay);
    if (isOwn) pending.add(timer);
    return timer;
  }) as typeof setTimeout);
  vi.spyOn(globalThis, "clearTimeout").mockImplementation((timer) => {
    pending.delete(timer);
    clear(timer);
  });
  return { pending: () => pending.size };
}
