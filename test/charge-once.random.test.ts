import { expect, it } from "vitest";
import { assertChargedOnce } from "./support/random-charges.ts";

it("charges none of 300 references twice, and reports nothing untrue, when everything fails at random", async () => {
  const counts = await assertChargedOnce(300);
  for (const kind of ["response", "ledger", "not_charged", "unknown", "rejected"])
    expect(counts[kind]).toBeGreaterThan(0);
});
