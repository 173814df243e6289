import assert from "node:assert/strict";
import { createListFetch } from "./list-fetch.ts";
import type { BenchContext, Measurement, Result } from "./measurement.ts";
import { median } from "./median.ts";
import { readNaively } from "./naive-loop.ts";

const PAGE_SIZE = 10;
const GOAL = 0.9;

/** Time to read a list over a slow network. The ideal is one latency for the first page, then all lanes full. */
export async function pagingTime({ quick, tratta, tell }: BenchContext): Promise<Measurement> {
  const [pages, latencyMs, rounds] = quick ? [10, 5, 1] : [100, 50, 3];
  const rows = pages * PAGE_SIZE;
  const readers = [
    { subject: "by hand with openapi-fetch", concurrency: 1, times: [] as number[] },
    ...[1, 4, 8].map((concurrency) => ({
      subject: `paginate, concurrency ${concurrency}`,
      concurrency,
      times: [] as number[],
    })),
  ];
  for (let round = 1; round <= rounds; round++) {
    for (const [index, { subject, concurrency, times }] of readers.entries()) {
      tell(`Paging ${pages} pages at ${latencyMs} ms: ${subject}, round ${round} of ${rounds}`);
      const { fetch } = createListFetch(rows, latencyMs);
      const client = tratta.createTrattaClient({ orgUuid: "acme", token: "token", fetch });
      const start = performance.now();
      const read =
        index === 0
          ? await readNaively(fetch, PAGE_SIZE)
          : (await tratta.paginate(client, "/customers", { pageSize: PAGE_SIZE, concurrency }).toArray()).length;
      times.push(performance.now() - start);
      assert.equal(read, rows, "every row is read once");
    }
  }

  const byHand = median(readers[0]?.times ?? []);
  const results = readers.map(({ subject, concurrency, times }): Result => {
    const value = median(times);
    const ideal = (Math.ceil((pages - 1) / concurrency) + 1) * latencyMs;
    const result = { subject, value, unit: "ms", ratio: value / byHand };
    const note = `${(ideal / value).toFixed(2)} of ideal (${ideal} ms)`;
    if (concurrency !== 8) return { ...result, note };
    return { ...result, note, goal: `>= ${GOAL} of ideal`, reached: ideal / value >= GOAL };
  });
  return { title: `Paging ${pages} pages at ${latencyMs} ms latency, relative to a loop by hand`, results };
}
