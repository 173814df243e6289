import { describe, expect, test } from "vitest";
import { randomOperations, runOperations } from "../support/random-operations.ts";

describe.each(["vendor", "source"] as const)("the books of the dialect %s", (dialect) => {
  test.each([1, 2])("balance to the cent after 250 random operations, seed %i", async (seed) => {
    const { payments, refunds } = await runOperations(dialect, randomOperations(250, seed), 50);
    expect(payments).toBeGreaterThan(10);
    expect(refunds).toBeGreaterThan(0);
  });
});
