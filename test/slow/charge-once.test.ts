import { expect, it } from "vitest";
import { assertChargedOnce } from "../support/random-charges.ts";

it("charges none of 10,000 references twice, and reports nothing untrue, when everything fails at random", async () => {
  const counts = await assertChargedOnce(10_000);
  for (const kind of ["response", "lookup", "ledger", "not_charged", "unknown", "rejected"]) {
    expect(counts[kind]).toBeGreaterThan(0);
  }
});
