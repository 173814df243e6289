import { expect, test } from "vitest";
import { createSandboxClock } from "../../../src/sandbox/controls/sandbox-clock.ts";

test("the clock is an offset over its base and runs on with it", () => {
  let base = 1_000;
  const clock = createSandboxClock(() => base);
  expect(clock.now()).toBe(1_000);
  clock.advance(500);
  clock.advance(250);
  expect(clock.now()).toBe(1_750);
  base += 10;
  expect(clock.now()).toBe(1_760);
});

test("set moves to a moment, given as a number or a Date, also backwards", () => {
  let base = 1_000;
  const clock = createSandboxClock(() => base);
  clock.set(new Date(5_000));
  expect(clock.now()).toBe(5_000);
  clock.set(10);
  base += 1;
  expect(clock.now()).toBe(11);
});

test("reset goes back to the base", () => {
  const clock = createSandboxClock(() => 7);
  clock.advance(5);
  clock.reset();
  expect(clock.now()).toBe(7);
});

test("impossible times are refused and change nothing", () => {
  const clock = createSandboxClock(() => 7);
  expect(() => clock.advance(-1)).toThrow(RangeError);
  expect(() => clock.advance(Number.NaN)).toThrow("clock.advance");
  expect(() => clock.set(new Date("never"))).toThrow("clock.set");
  expect(clock.now()).toBe(7);
});
