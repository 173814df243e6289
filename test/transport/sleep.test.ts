import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { sleep } from "../../src/transport/sleep.ts";
import { watchTimers } from "../support/watch-timers.ts";

describe("sleep", () => {
  const reason = { not: "an error" };
  let timers: ReturnType<typeof watchTimers>;
  beforeEach(() => {
    vi.useFakeTimers();
    timers = watchTimers();
  });
  afterEach(() => {
    expect(timers.pending()).toBe(0);
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  it("resolves after the given time", async () => {
    const { signal } = new AbortController();
    let done = false;
    void sleep(30_000, signal).then(() => (done = true));
    await vi.advanceTimersByTimeAsync(29_999);
    expect(done).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(done).toBe(true);
  });

  it("rejects with the very reason of an abort on the way, and stops its timer", async () => {
    const controller = new AbortController();
    const sleeping = sleep(30_000, controller.signal);
    controller.abort(reason);
    await expect(sleeping).rejects.toBe(reason);
  });

  it("rejects when the signal was aborted before", async () => {
    await expect(sleep(30_000, AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});
