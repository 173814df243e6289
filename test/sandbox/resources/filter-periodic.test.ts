import fc from "fast-check";
import { expect, test } from "vitest";
import { filterPeriodic } from "../../../src/sandbox/resources/filter-periodic.ts";

test("rows that come again are filtered by the first ones alone", () => {
  const residues = fc.uniqueArray(fc.nat(4));
  fc.assert(
    fc.property(fc.nat(40), residues, fc.nat(20), fc.nat(20), (length, wanted, from, size) => {
      const rows = Array.from({ length }, (_, index) => index);
      let looks = 0;
      const fits = (row: number): boolean => {
        looks += 1;
        return wanted.includes(row % 5);
      };
      const found = filterPeriodic(rows, 5, fits);
      const expected = rows.filter((row) => wanted.includes(row % 5));
      expect(found.length).toBe(expected.length);
      expect(found.slice(from, from + size)).toEqual(expected.slice(from, from + size));
      expect(looks).toBeLessThanOrEqual(5);
    }),
  );
});
