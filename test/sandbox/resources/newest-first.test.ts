import fc from "fast-check";
import { expect, test } from "vitest";
import { betweenTimes, isWithin, newestFirst } from "../../../src/sandbox/resources/newest-first.ts";

const time = fc.nat(20).map((second) => `2025-03-01T00:00:${String(second).padStart(2, "0")}.000Z`);
const rows = fc.array(time.map((created_at) => ({ created_at })));
const bound = fc.option(
  time.map((text) => text.slice(0, 19)),
  { nil: undefined },
);

test("rows are listed as if all were filtered and sorted for each page", () => {
  fc.assert(
    fc.property(rows, rows, bound, bound, fc.nat(8), fc.nat(8), (some, added, start, end, from, size) => {
      const seeded = some.toSorted((a, b) => a.created_at.localeCompare(b.created_at));
      const range = { start, end };
      const fits = [...seeded, ...added].filter(
        ({ created_at: at }) => (!start || at.slice(0, 19) >= start) && (!end || at.slice(0, 19) <= end),
      );
      const expected = fits.toReversed().sort((a, b) => b.created_at.localeCompare(a.created_at));
      const listed = newestFirst(
        betweenTimes(seeded, range),
        added.filter((row) => isWithin(row, range)),
      );
      expect(listed.length).toBe(expected.length);
      const cut = listed.slice(from, from + size);
      expect(cut.length).toBe(expected.slice(from, from + size).length);
      for (const [index, row] of cut.entries()) expect(row).toBe(expected[from + index]);
    }),
    { numRuns: 500 },
  );
});
