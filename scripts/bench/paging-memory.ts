import assert from "node:assert/strict";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createListFetch } from "./list-fetch.ts";
import type { BenchContext, Measurement } from "./measurement.ts";

const GOAL_MB = 16;
const ROWS_PER_SAMPLE = 25_000;

/** How much the heap grows while a very long list is iterated row by row, garbage not counted. */
export async function pagingMemory({ quick, tratta, tell }: BenchContext): Promise<Measurement> {
  const rows = quick ? 50_000 : 1_000_000;
  setFlagsFromString("--expose-gc");
  const collectGarbage = runInNewContext("gc") as () => void;
  const heapMb = (): number => {
    collectGarbage();
    return process.memoryUsage().heapUsed / 1e6;
  };

  const client = tratta.createTrattaClient({ orgUuid: "acme", token: "token", fetch: createListFetch(rows, 0).fetch });
  const before = heapMb();
  let most = before;
  let read = 0;
  for await (const row of tratta.paginate(client, "/customers")) {
    read += row.id === undefined ? 0 : 1;
    if (read % ROWS_PER_SAMPLE !== 0) continue;
    most = Math.max(most, heapMb());
    if (read % (rows / 10) === 0) tell(`Heap: ${read.toLocaleString("en")} rows of ${rows.toLocaleString("en")}`);
  }
  assert.equal(read, rows, "every row is read once");
  return {
    title: `Heap growth over ${rows.toLocaleString("en")} rows`,
    results: [
      {
        subject: "paginate, row by row",
        value: most - before,
        unit: "MB",
        goal: `< ${GOAL_MB} MB`,
        reached: most - before < GOAL_MB,
      },
    ],
  };
}
