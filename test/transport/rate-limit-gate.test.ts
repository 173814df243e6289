import { beforeEach, describe, expect, it } from "vitest";
import { createRateLimitGate, type RateLimitGate } from "../../src/transport/rate-limit-gate.ts";

describe("createRateLimitGate", () => {
  let clock: number;
  let gate: RateLimitGate;
  beforeEach(() => {
    clock = 5_000;
    gate = createRateLimitGate(() => clock);
  });

  it("is open at first", () => {
    expect(gate.opensInMs()).toBe(0);
  });

  it("is closed until the pause is over", () => {
    gate.close(1_000);
    expect(gate.opensInMs()).toBe(1_000);
    clock += 999;
    expect(gate.opensInMs()).toBe(1);
    clock += 1;
    expect(gate.opensInMs()).toBe(0);
    clock += 1;
    expect(gate.opensInMs()).toBe(0);
  });

  it("keeps the longest pause it was told of", () => {
    gate.close(1_000);
    gate.close(10);
    expect(gate.opensInMs()).toBe(1_000);
  });

  it("is closed for longer when it is told so meanwhile", () => {
    gate.close(1_000);
    clock += 900;
    gate.close(1_000);
    expect(gate.opensInMs()).toBe(1_000);
  });
});
