import { test } from "vitest";
import { assertRefusalsChangeNothing } from "../support/malformed-requests.ts";
import { runs } from "../support/runs.ts";

const REQUESTS = runs(1_500, 80);

test.each(["vendor", "source"] as const)(
  `${REQUESTS} malformed requests change nothing in the dialect %s`,
  async (dialect) => {
    await assertRefusalsChangeNothing(dialect, { runs: REQUESTS, seed: 14 });
  },
);
