import assert from "node:assert/strict";
import { createListFetch } from "./list-fetch.ts";
import type { BenchContext, Measurement } from "./measurement.ts";
import { readNaively } from "./naive-loop.ts";

const GOAL = 50;

/** Requests that reading a long list takes, with the defaults and with pages of ten. */
export async function pagingRequests({ quick, tratta, tell }: BenchContext): Promise<Measurement> {
  const rows = quick ? 5_000 : 100_000;
  tell(`Requests for ${rows} rows`);
  const naive = createListFetch(rows, 0);
  assert.equal(await readNaively(naive.fetch, 10), rows, "every row is read once");
  const list = createListFetch(rows, 0);
  const client = tratta.createTrattaClient({ orgUuid: "acme", token: "token", fetch: list.fetch });
  let read = 0;
  for await (const page of tratta.paginate(client, "/customers").pages()) read += page.length;
  assert.equal(read, rows, "every row is read once");
  return {
    title: `Requests for ${rows.toLocaleString("en")} rows, relative to pages of ten`,
    results: [
      { subject: "by hand, 10 a page", value: naive.requests, unit: "requests", ratio: 1 },
      {
        subject: "paginate, defaults",
        value: list.requests,
        unit: "requests",
        ratio: list.requests / naive.requests,
        goal: `${GOAL} times fewer`,
        reached: naive.requests / list.requests >= GOAL,
      },
    ],
  };
}
