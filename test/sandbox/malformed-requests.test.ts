import { test } from "vitest";
import { assertRefusalsChangeNothing } from "../support/malformed-requests.ts";

test.each(["vendor", "source"] as const)("250 malformed requests change nothing in the dialect %s", async (dialect) => {
  await assertRefusalsChangeNothing(dialect, { runs: 250, seed: 13 });
});
