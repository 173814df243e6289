import { expect, it } from "vitest";
import { medianTimes } from "../../../scripts/bench/median-times.ts";

/** A task that takes the given times in turn. */
function taking(...times: number[]): () => { overriddenDuration: number } {
  const left = [...times];
  return () => {
    const overriddenDuration = left.shift();
    if (overriddenDuration === undefined) throw new Error("one round too many");
    return { overriddenDuration };
  };
}

it("is the median of exactly as many rounds as were asked for, for each task", async () => {
  expect(await medianTimes(3, { a: taking(10, 2, 9), b: taking(1, 1, 1) })).toEqual({ a: 9, b: 1 });
  expect(await medianTimes(1, { a: taking(7) })).toEqual({ a: 7 });
  expect(await medianTimes(4, { a: taking(4, 1, 3, 2) })).toEqual({ a: 2.5 });
});

it("runs the tasks in turn, so that a busy moment affects all alike", async () => {
  const order: string[] = [];
  const task = (name: string) => () => order.push(name);
  await medianTimes(3, { a: task("a"), b: task("b") });
  expect(order.join("")).toBe("ababab");
});

it("leaves the warm-up rounds out", async () => {
  expect(await medianTimes(1, { a: taking(100, 100, 3) }, 2)).toEqual({ a: 3 });
});

it("fails when a task fails", async () => {
  await expect(medianTimes(2, { a: taking(1) })).rejects.toThrow("one round too many");
});
