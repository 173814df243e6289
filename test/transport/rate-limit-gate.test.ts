import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { alwaysOpen, createRateLimitGate, type RateLimitGate } from "../../src/transport/rate-limit-gate.ts";
import { sleep } from "../../src/transport/sleep.ts";

describe("createRateLimitGate", () => {
  const { signal } = new AbortController();
  let gate: RateLimitGate;
  let passed: number;

  function send(count: number): void {
    for (let i = 0; i < count; i++) void gate.wait(signal).then(() => (passed += 1));
  }

  beforeEach(() => {
    vi.useFakeTimers();
    gate = createRateLimitGate(() => performance.now(), sleep);
    passed = 0;
  });
  afterEach(() => vi.useRealTimers());

  it("is open at first", async () => {
    send(3);
    await vi.advanceTimersByTimeAsync(0);
    expect(passed).toBe(3);
  });

  it("holds every request back until the pause is over, then lets all go", async () => {
    gate.close(1_000);
    send(5);
    await vi.advanceTimersByTimeAsync(999);
    expect(passed).toBe(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(passed).toBe(5);
  });

  it("holds back those that come during the pause for the rest of it only", async () => {
    gate.close(1_000);
    await vi.advanceTimersByTimeAsync(600);
    send(1);
    await vi.advanceTimersByTimeAsync(400);
    expect(passed).toBe(1);
  });

  it("keeps the longest pause it was told of", async () => {
    gate.close(1_000);
    gate.close(10);
    send(1);
    await vi.advanceTimersByTimeAsync(500);
    expect(passed).toBe(0);
    await vi.advanceTimersByTimeAsync(500);
    expect(passed).toBe(1);
  });

  it("goes on holding back when it is closed again meanwhile", async () => {
    gate.close(1_000);
    send(1);
    await vi.advanceTimersByTimeAsync(900);
    gate.close(1_000);
    await vi.advanceTimersByTimeAsync(900);
    expect(passed).toBe(0);
    await vi.advanceTimersByTimeAsync(100);
    expect(passed).toBe(1);
  });

  it("rejects at once with the caller's reason when aborted, and stays closed for the others", async () => {
    gate.close(1_000);
    send(1);
    const controller = new AbortController();
    const waiting = gate.wait(controller.signal);
    const reason = new Error("enough");
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    expect(passed).toBe(0);
  });

  it("leaves no timer behind", async () => {
    gate.close(1_000);
    send(3);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("alwaysOpen", () => {
  it("never holds anything back", async () => {
    alwaysOpen.close(1e9);
    await expect(alwaysOpen.wait(new AbortController().signal)).resolves.toBeUndefined();
  });
});
