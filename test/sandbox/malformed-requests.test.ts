import { test } from "vitest";
import { assertRefusalsChangeNothing } from "../support/malformed-requests.ts";

test.each(["vendor", "source"] as const)("80 malformed requests change nothing in the dialect %s", async (dialect) => {
  await assertRefusalsChangeNothing(dialect, { runs: 80, seed: 13 });
});
