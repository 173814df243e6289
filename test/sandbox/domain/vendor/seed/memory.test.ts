import { expect, test } from "vitest";
import { Memory } from "../../../../../src/sandbox/domain/vendor/seed/memory.ts";

test("what was asked for is remembered until as many others were asked for, and not for long after that", () => {
  const memory = new Memory<object>(3);
  const get = (number: number): object => memory.get(number, () => ({ number }));
  const first = get(1);
  for (const number of [2, 3, 4]) get(number);
  expect(get(1)).toBe(first);
  for (const number of [5, 6, 7]) get(number);
  expect(get(1)).toBe(first);
  for (const number of [2, 3, 4, 5, 6, 7]) get(number);
  expect(get(1)).not.toBe(first);
});
