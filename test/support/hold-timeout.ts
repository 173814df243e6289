import { vi } from "vitest";

/**
 * Holds back every timer of one duration, such as a client's `timeoutMs`, until `vi.restoreAllMocks()`.
 *
 * @param ms a duration that nothing else waits for
 * @returns fires the timer that was started last, so a test need not wait for it
 */
export function holdTimeout(ms: number): () => void {
  const start = globalThis.setTimeout;
  let expire = (): void => {};
  vi.spyOn(globalThis, "setTimeout").mockImplementation(((callback: () => void, delay?: number) => {
    if (delay !== ms) return start(callback, delay);
    expire = callback;
    return undefined;
  }) as typeof setTimeout);
  return () => expire();
}
