import fc from "fast-check";
import { expect, test } from "vitest";
import { Collection, type SeededRows } from "../../../src/sandbox/domain/collection.ts";

interface Row {
  readonly id: string;
  external_id?: string | undefined;
  owner_id?: string | undefined;
  text?: string | undefined;
}

const makeRow = (number: number): Row => ({
  id: `s${number}`,
  external_id: `x${number}`,
  owner_id: `o${Math.floor(number / 3)}`,
});

/** Rows of which the latest few are remembered, as in a sandbox. */
function createSeed(length: number): SeededRows<Row> {
  const made = new Map<number, Row>();
  const rowAt = (number: number): Row => {
    const row = made.get(number) ?? makeRow(number);
    made.delete(number);
    made.set(number, row);
    if (made.size > 4) made.delete([...made.keys()][0] ?? 0);
    return row;
  };
  const numberOf = (id: string): number => (/^[sx]\d+$/.test(id) ? Number(id.slice(1)) : length);
  const find = (id: string): Row | undefined => (numberOf(id) < length ? rowAt(numberOf(id)) : undefined);
  return {
    length,
    at: rowAt,
    get: (id) => (id.startsWith("s") ? find(id) : undefined),
    getByExternalId: (id) => (id.startsWith("x") ? find(id) : undefined),
    positionOf: numberOf,
    ofCustomerOf(id) {
      const first = /^o\d+$/.test(id) ? Number(id.slice(1)) * 3 : length;
      return [first, first + 1, first + 2].filter((number) => number < length).map(rowAt);
    },
  };
}

const id = fc.nat(14).map((number) => (number < 10 ? `s${number}` : `a${number}`));
const owner = fc.nat(3).map((number) => `o${number}`);
const operation = fc.oneof(
  fc.record({
    kind: fc.constant("add" as const),
    owner_id: fc.option(owner, { nil: undefined }),
    hasExternalId: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant("update" as const),
    id,
    hasExternalId: fc.boolean(),
    fields: fc.record({ owner_id: owner, text: fc.string() }, { requiredKeys: [] }),
  }),
  fc.record({ kind: fc.constant("delete" as const), id }),
);

test("seeded rows that are made when they are asked for are like rows that were added", () => {
  fc.assert(
    fc.property(fc.nat(10), fc.array(operation, { maxLength: 30 }), (length, operations) => {
      const noted: string[][] = [[], []];
      const noteIn =
        (index: number) =>
        (...args: unknown[]): void =>
          void noted[index]?.push(JSON.stringify(args));
      const lazy = new Collection<Row>(noteIn(0), createSeed(length));
      const eager = new Collection<Row>(noteIn(1));
      for (let number = 0; number < length; number += 1) eager.add(makeRow(number));
      noted[1]?.splice(0);
      const both = [lazy, eager];
      for (const [index, change] of operations.entries()) {
        for (const rows of both) {
          // External ids are unique.
          const external = change.kind !== "delete" && change.hasExternalId && { external_id: `y${index}` };
          if (change.kind === "add") rows.add({ id: `a${index}`, owner_id: change.owner_id, ...external });
          else if (change.kind === "delete") rows.delete(change.id);
          else {
            const row = rows.get(change.id);
            if (row) rows.update(row, { ...change.fields, ...external });
          }
        }
        const shown = both.map((rows) => [
          rows.length,
          [...rows],
          rows.slice(index % 5, (index % 5) + 4),
          rows.last,
          ["s0", "s3", "s9", "a11"].map((each) => rows.get(each)),
          ["x0", "x3", "x11", "y0", "y1", "y5"].map((each) => rows.find(each)),
        ]);
        expect(shown[0]).toEqual(shown[1]);
        // The order of seeded rows that refer to what they did not at the start is left open.
        const related = both.map((rows) =>
          ["o0", "o1", "o2", "o3"].map((each) => new Set(rows.related("owner_id", each))),
        );
        expect(related[0]).toEqual(related[1]);
      }
      expect(noted[0]).toEqual(noted[1]);
      const restored = new Collection<Row>(undefined, createSeed(length));
      restored.restore(structuredClone(lazy.changes()));
      expect([...restored]).toEqual([...lazy]);
      expect(restored.changes()).toEqual(lazy.changes());
    }),
    { numRuns: 100 },
  );
});

test("related rows come in the order of their creation, whichever of the ids they refer to", () => {
  const rows = new Collection<Row>();
  const [first] = ["b", "a", "b"].map((owner_id, index) => rows.add({ id: `${index}`, owner_id }));
  expect(rows.related("owner_id", "a", "b").map((row) => row.id)).toEqual(["0", "1", "2"]);
  if (first) rows.update(first, { owner_id: "a" });
  rows.add({ id: "3", owner_id: "a" });
  expect(rows.related("owner_id", "a").map((row) => row.id)).toEqual(["0", "1", "3"]);
  rows.delete("1");
  expect(rows.related("owner_id", "a").map((row) => row.id)).toEqual(["0", "3"]);
});

test("a copy of a row cannot be changed, since the change would be lost", () => {
  const rows = new Collection<Row>(undefined, createSeed(9));
  const held = rows.get("s0");
  expect(rows.get("s0")).toBe(held);
  expect(() => rows.update(makeRow(0), { text: "lost" })).toThrow("not the collection's own");
  // Forgotten meanwhile.
  rows.slice(1, 9);
  expect(() => held && rows.update(held, { text: "lost" })).toThrow("not the collection's own");
  const kept = rows.get("s0");
  if (kept) rows.update(kept, { text: "kept" });
  rows.slice(1, 9);
  expect(rows.get("s0")).toBe(kept);
  expect(rows.slice(0, 1)).toEqual([{ ...makeRow(0), text: "kept" }]);
});
