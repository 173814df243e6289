import { expect, test } from "vitest";
import { randomOperations, runOperations } from "../support/random-operations.ts";
import { runs } from "../support/runs.ts";

const OPERATIONS = runs(10_000, 250);

test.each(["vendor", "source"] as const)(
  `the books of the dialect %s balance to the cent after ${OPERATIONS} random operations`,
  async (dialect) => {
    const achieved = await runOperations(dialect, randomOperations(OPERATIONS, 13), Math.min(1_000, OPERATIONS / 5));
    expect(achieved.payments).toBeGreaterThan(OPERATIONS / 20);
    expect(achieved.refunds).toBeGreaterThan(OPERATIONS / 500);
    expect(achieved.completedPlans).toBeGreaterThan(OPERATIONS / 500);
    if (dialect === "vendor") expect(achieved.failedCharges).toBeGreaterThan(OPERATIONS / 500);
  },
);
