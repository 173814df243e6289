import { expect, test } from "vitest";
import { randomOperations, runOperations } from "../support/random-operations.ts";

test.each(["vendor", "source"] as const)(
  "the books of the dialect %s balance to the cent after 10,000 random operations",
  async (dialect) => {
    const achieved = await runOperations(dialect, randomOperations(10_000, 13), 1_000);
    expect(achieved.payments).toBeGreaterThan(500);
    expect(achieved.refunds).toBeGreaterThan(50);
    expect(achieved.completedPlans).toBeGreaterThan(50);
    if (dialect === "vendor") expect(achieved.failedCharges).toBeGreaterThan(50);
  },
);
