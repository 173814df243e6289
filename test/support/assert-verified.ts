import * as fc from "fast-check";
import { expect } from "vitest";
import { PaginationDriftError } from "../../src/errors.ts";
import { type Reading, type Scenario, scenarios } from "./changing-list.ts";

/** Readings by how they ended: the reason of the drift, or `undefined` for no error. */
type Counts = Record<string, number>;

/**
 * Reads many lists that change at random, and asserts that each reading yields every row that was there for every request,
 * once, or ends in PaginationDriftError.
 *
 * @returns how many readings ended how, and those of them that lost a row
 */
export async function assertVerified(
  read: (scenario: Scenario) => Promise<Reading>,
  runs: number,
): Promise<{ ended: Counts; lost: Counts }> {
  const ended: Counts = {};
  const lost: Counts = {};
  await fc.assert(
    fc.asyncProperty(scenarios, async (scenario) => {
      const { yielded, list, error } = await read(scenario);
      const missing = list.stayed.filter((id) => !yielded.includes(id));
      const reason = error instanceof PaginationDriftError ? error.drift.reason : undefined;
      ended[String(reason)] = (ended[String(reason)] ?? 0) + 1;
      if (missing.length > 0) lost[String(reason)] = (lost[String(reason)] ?? 0) + 1;
      if (reason !== undefined) return;

      expect(error).toBeUndefined();
      expect(missing).toEqual([]);
      expect(new Set(yielded).size).toBe(yielded.length);
      // With `total`, the rows are those that the list held at one moment.
      const sorted = (ids: readonly string[]): string => ids.toSorted().join();
      if (scenario.total) expect(list.snapshots.map(sorted)).toContain(sorted(yielded));
    }),
    { numRuns: runs },
  );
  return { ended, lost };
}
