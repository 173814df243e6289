import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import { endEarly } from "../../src/internal/abortable.ts";

describe("endEarly", () => {
  const never = (): Promise<never> => new Promise(() => {});

  it("gives what the work gives", async () => {
    const { signal } = new AbortController();
    expect(await endEarly([signal], false, async () => "done")).toBe("done");
    await expect(endEarly([signal], false, () => Promise.reject(new Error("failed")))).rejects.toThrow("failed");
  });

  it("listens once to an outer signal, however many share it", async () => {
    const outer = new AbortController();
    const results = Array.from({ length: 20 }, () => endEarly([outer.signal], false, never));
    expect(getEventListeners(outer.signal, "abort")).toHaveLength(1);
    outer.abort("enough");
    const endings = await Promise.allSettled(results);
    expect(endings).toEqual(Array(20).fill({ status: "rejected", reason: "enough" }));
  });

  it("does not begin the work when the outer signal was aborted before", async () => {
    let begun = false;
    const work = async (): Promise<void> => {
      begun = true;
    };
    await expect(endEarly([AbortSignal.abort("before")], false, work)).rejects.toBe("before");
    expect(begun).toBe(false);
  });

  it("tells the work of the outer signal's reason, and no longer when the work is done", async () => {
    const outer = new AbortController();
    const signals: AbortSignal[] = [];
    await endEarly([outer.signal], false, async (signal) => signals.push(signal));
    const result = endEarly([outer.signal], false, (signal) => {
      signals.push(signal);
      return never();
    });
    outer.abort("enough");
    await expect(result).rejects.toBe("enough");
    expect(signals.map(({ aborted, reason }) => (aborted ? (reason as unknown) : "not aborted"))).toEqual([
      "not aborted",
      "enough",
    ]);
  });

  it("rejects with what `end` is given and tells the work of it", async () => {
    let inner: AbortSignal | undefined;
    const result = endEarly([new AbortController().signal], false, (signal, end) => {
      inner = signal;
      setTimeout(() => end("late"), 1);
      return never();
    });
    await expect(result).rejects.toBe("late");
    expect(inner?.reason).toBe("late");
  });

  it("goes on telling of an abort after the work is done when asked to keep listening", async () => {
    const outer = new AbortController();
    const inner = await endEarly([outer.signal], true, async (signal) => signal);
    expect(inner.aborted).toBe(false);
    outer.abort("later");
    expect(inner.reason).toBe("later");
  });
});
