import { expect, it } from "vitest";
import { assertChargedOnce } from "./support/random-charges.ts";
import { runs } from "./support/runs.ts";

const REFERENCES = runs(10_000, 200);

it(`charges none of ${REFERENCES} references twice, and reports nothing untrue, when everything fails at random`, async () => {
  const counts = await assertChargedOnce(REFERENCES);
  const rare = REFERENCES > 1_000 ? ["lookup"] : [];
  for (const kind of ["response", "ledger", "not_charged", "unknown", "rejected", ...rare]) {
    expect(counts[kind]).toBeGreaterThan(0);
  }
});
