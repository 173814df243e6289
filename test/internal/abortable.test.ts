import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import { abortable, listenersOf } from "../../src/internal/abortable.ts";

describe("abortable", () => {
  const never = (): Promise<never> => new Promise(() => {});

  it("resolves or rejects as the work does", async () => {
    const { signal } = new AbortController();
    expect(await abortable([signal], false, async () => "done")).toBe("done");
    await expect(abortable([signal], false, () => Promise.reject(new Error("failed")))).rejects.toThrow("failed");
  });

  it("listens once to an outer signal, however many share it", async () => {
    const outer = new AbortController();
    const results = Array.from({ length: 20 }, () => abortable([outer.signal], false, never));
    expect(getEventListeners(outer.signal, "abort")).toHaveLength(1);
    outer.abort("enough");
    const endings = await Promise.allSettled(results);
    expect(endings).toEqual(Array(20).fill({ status: "rejected", reason: "enough" }));
  });

  it("does not start the work when the outer signal was aborted before", async () => {
    let begun = false;
    const work = async (): Promise<void> => {
      begun = true;
    };
    await expect(abortable([AbortSignal.abort("before")], false, work)).rejects.toBe("before");
    expect(begun).toBe(false);
  });

  it("aborts the signal of the work with the outer signal's reason, and no longer when the work is done", async () => {
    const outer = new AbortController();
    const signals: AbortSignal[] = [];
    await abortable([outer.signal], false, async (signal) => signals.push(signal));
    const result = abortable([outer.signal], false, (signal) => {
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

  it("rejects with what `abort` is given, and aborts the signal of the work", async () => {
    let inner: AbortSignal | undefined;
    const result = abortable([new AbortController().signal], false, (signal, abort) => {
      inner = signal;
      setTimeout(() => abort("late"), 1);
      return never();
    });
    await expect(result).rejects.toBe("late");
    expect(inner?.reason).toBe("late");
  });

  it("still aborts after the work is done while its body is in use", async () => {
    const outer = new AbortController();
    const inner = await abortable(
      [outer.signal],
      (signal: AbortSignal) => signal,
      async (signal: AbortSignal) => signal,
    );
    expect(inner.aborted).toBe(false);
    outer.abort("later");
    expect(inner.reason).toBe("later");
  });

  it.each([null, undefined])("no longer aborts after the work is done when its body is %s", async (body) => {
    const outer = new AbortController();
    const inner = await abortable(
      [outer.signal],
      () => body,
      async (signal: AbortSignal) => signal,
    );
    expect(listenersOf(outer.signal).size).toBe(0);
    outer.abort("later");
    expect(inner.aborted).toBe(false);
  });
});
