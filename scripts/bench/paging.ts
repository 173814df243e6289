import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import createClient from "openapi-fetch";
import type { paths } from "../../generated/schema.ts";
import type { BenchContext } from "./bench-context.ts";
import { medianTimes } from "./median-times.ts";
import { rowsOf, type Table } from "./table.ts";

const PAGE_SIZE = 10;
const MAX_PAGE_SIZE = 500;
const ROWS_PER_HEAP_SAMPLE = 25_000;
const GOAL_OF_IDEAL = 0.9;
const GOAL_TIMES_FEWER = 50;
const GOAL_MB = 16;

/** Time to read a list over a slow network. The ideal is one latency for the first page, then all lanes full. */
export async function pagingTime({ quick, tratta }: BenchContext): Promise<Table> {
  const [pages, latencyMs, rounds] = quick ? [10, 5, 1] : [100, 50, 3];
  const { fetch, client } = createList(tratta, pages * PAGE_SIZE, latencyMs);
  const readAll = (concurrency: number) => async (): Promise<void> => {
    const rows = await tratta.paginate(client, "/customers", { pageSize: PAGE_SIZE, concurrency }).toArray();
    assert.equal(rows.length, pages * PAGE_SIZE, "every row is read once");
  };
  const times = await medianTimes(rounds, {
    "by hand with openapi-fetch": () => readByHand(fetch),
    "paginate, concurrency 1": readAll(1),
    "paginate, concurrency 4": readAll(4),
    "paginate, concurrency 8": readAll(8),
  });
  const idealMs = (lanes: number): number => (Math.ceil((pages - 1) / lanes) + 1) * latencyMs;
  const goal = `>= ${GOAL_OF_IDEAL} of ideal`;
  const rows = rowsOf("ms", times, { "paginate, concurrency 8": [goal, (ms) => idealMs(8) / ms >= GOAL_OF_IDEAL] });
  for (const [index, lanes] of [1, 1, 4, 8].entries()) {
    const ofIdeal = idealMs(lanes) / (Object.values(times)[index] ?? Number.NaN);
    rows[index]?.splice(-1, 1, `${ofIdeal.toFixed(2)} of ideal (${idealMs(lanes)} ms)`);
  }
  return { title: `Paging ${pages} pages at ${latencyMs} ms latency, relative to a loop by hand`, rows };
}

/** Requests that reading a long list takes, with the defaults and with pages of ten. */
export async function pagingRequests({ quick, tratta }: BenchContext): Promise<Table> {
  const total = quick ? 5_000 : 100_000;
  const [byHand, own] = [createList(tratta, total), createList(tratta, total)];
  assert.equal(await readByHand(byHand.fetch), total, "every row is read once");
  assert.equal((await tratta.paginate(own.client, "/customers").toArray()).length, total, "every row is read once");
  const requests = { "by hand, 10 a page": byHand.requests(), "paginate, defaults": own.requests() };
  const goal = `${GOAL_TIMES_FEWER} times fewer`;
  const rows = rowsOf("requests", requests, {
    "paginate, defaults": [goal, (_, ratio) => 1 / ratio >= GOAL_TIMES_FEWER],
  });
  return { title: `Requests for ${total.toLocaleString("en")} rows, relative to pages of ten`, rows };
}

/** How much the heap grows while a very long list is iterated row by row, garbage not counted. */
export async function pagingMemory({ quick, tratta }: BenchContext): Promise<Table> {
  const total = quick ? 50_000 : 1_000_000;
  setFlagsFromString("--expose-gc");
  const collectGarbage: () => void = runInNewContext("gc");
  const heapMb = (): number => {
    collectGarbage();
    return process.memoryUsage().heapUsed / 1e6;
  };
  const { client } = createList(tratta, total);
  const before = heapMb();
  let growth = 0;
  let read = 0;
  for await (const { id } of tratta.paginate(client, "/customers")) {
    if (id !== undefined) read += 1;
    if (read % ROWS_PER_HEAP_SAMPLE === 0) growth = Math.max(growth, heapMb() - before);
  }
  assert.equal(read, total, "every row is read once");
  const subject = "paginate, row by row";
  const rows = rowsOf("MB", { [subject]: growth }, { [subject]: [`< ${GOAL_MB} MB`, (mb) => mb < GOAL_MB] });
  return { title: `Heap growth over ${total.toLocaleString("en")} rows`, rows };
}

/** A list of `/customers` in memory, and a client that reads it. */
function createList({ createTrattaClient }: BenchContext["tratta"], total: number, latencyMs: number = 0) {
  let requests = 0;
  const fetch = async (request: Request): Promise<Response> => {
    requests += 1;
    if (latencyMs > 0) await sleep(latencyMs);
    const { searchParams } = new URL(request.url);
    const page = Number(searchParams.get("page"));
    const limit = Math.min(Number(searchParams.get("limit")), MAX_PAGE_SIZE);
    const pages = Math.ceil(total / limit);
    const first = (page - 1) * limit + 1;
    const length = Math.max(0, Math.min(limit, total - first + 1));
    const customer = { first_name: "Ada", last_name: "Byron", email: "ada@example.com" };
    return Response.json({
      data: Array.from({ length }, (_, index) => ({ id: String(first + index), ...customer })),
      meta: { total, current_page: page, total_pages: pages, per_page: limit },
      links: { next: page < pages ? `${request.url.split("?")[0]}?page=${page + 1}&limit=${limit}` : null },
    });
  };
  const client = createTrattaClient({ orgUuid: "acme", token: "token", fetch });
  return { fetch, client, requests: () => requests };
}

/** Counts the rows with what one writes by hand with openapi-fetch: one page after the other, until the last. */
async function readByHand(fetch: (request: Request) => Promise<Response>): Promise<number> {
  const client = createClient<paths>({ baseUrl: "https://acme.sandbox.tratta.io/api/v1", fetch });
  let rows = 0;
  for (let page = 1; ; page++) {
    const { data } = await client.GET("/customers", { params: { query: { page, limit: PAGE_SIZE } } });
    rows += data?.data?.length ?? 0;
    if (!data?.links?.next) return rows;
  }
}
