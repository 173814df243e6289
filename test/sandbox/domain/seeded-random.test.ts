import { expect, test } from "vitest";
import { createSeededRandom } from "../../../src/sandbox/domain/seeded-random.ts";

function someValues(seed: number): unknown[] {
  const random = createSeededRandom(seed);
  return [random.uuid(), random.integer(1, 1_000_000), random.pick(["a", "b", "c"]), random.uuid()];
}

test("the same seed gives the same values, another seed others", () => {
  expect(someValues(7)).toEqual(someValues(7));
  expect(someValues(7)[0]).not.toBe(someValues(8)[0]);
});

test("uuids are of version 4 and do not repeat", () => {
  const random = createSeededRandom(1);
  const uuids = Array.from({ length: 10_000 }, () => random.uuid());
  for (const uuid of uuids) expect(uuid).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  expect(new Set(uuids).size).toBe(uuids.length);
});

test("integers stay within their bounds and reach both", () => {
  const random = createSeededRandom(3);
  const seen = new Set(Array.from({ length: 500 }, () => random.integer(2, 5)));
  expect([...seen].toSorted((a, b) => a - b)).toEqual([2, 3, 4, 5]);
});
