import { vi } from "vitest";

/**
 * Holds back every timer of one duration, such as a client's `timeoutMs`, until the test ends.
 *
 * @param ms a duration that nothing else waits for
 * @param onStart receives a function that fires the timer which has just been started
 * @returns a function that fires the timer started last
 */
export function holdTimeout(ms: number, onStart: (expire: () => void) => void = () => {}): () => void {
  const start = globalThis.setTimeout;
  let expireLast = (): void => {};
  // Node.js itself passes arguments for the callback: its fetch uses this function too.
  vi.spyOn(globalThis, "setTimeout").mockImplementation(((callback: () => void, delay?: number, ...args: []) => {
    if (delay !== ms) return start(callback, delay, ...args);
    expireLast = callback;
    onStart(callback);
    return undefined;
  }) as typeof setTimeout);
  return () => expireLast();
}
