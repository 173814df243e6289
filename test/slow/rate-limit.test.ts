import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createTrattaClient, type TrattaClient } from "../../src/client.ts";
import { paginate } from "../../src/pagination.ts";
import { cutPage, makeRows } from "../support/list-server.ts";

const LIMIT = 300;
const WINDOW_MS = 60_000;
const LATENCY_MS = 50;
const PAGES = 3_000;
const CONCURRENCY = 8;

interface Window {
  accepted: number;
  rejected: number;
}

/** A list of 3,000 rows behind a fixed window of 300 requests a minute, on a fake clock. */
function createLimitedServer(reportsRemaining: boolean): { client: TrattaClient; windows: Map<number, Window> } {
  const windows = new Map<number, Window>();
  const rows = makeRows(PAGES);
  const fetch = async (request: Request): Promise<Response> => {
    const now = Date.now();
    const number = Math.floor(now / WINDOW_MS);
    const secondsLeft = String(Math.ceil(((number + 1) * WINDOW_MS - now) / 1_000));
    const window = windows.get(number) ?? { accepted: 0, rejected: 0 };
    windows.set(number, window);
    const isAccepted = window.accepted < LIMIT;
    window[isAccepted ? "accepted" : "rejected"] += 1;
    const remaining = String(LIMIT - window.accepted);
    await new Promise((resolve) => setTimeout(resolve, LATENCY_MS));
    if (!isAccepted) return new Response("", { status: 429, headers: { "Retry-After": secondsLeft } });
    const page = Number(new URL(request.url).searchParams.get("page"));
    const headers = { "X-RateLimit-Remaining": remaining, "X-RateLimit-Reset": secondsLeft };
    return Response.json(cutPage(rows, page, 1), reportsRemaining ? { headers } : {});
  };
  return { client: createTrattaClient({ baseUrl: "https://api.test", token: "token", fetch }), windows };
}

async function finish<T>(work: Promise<T>): Promise<T> {
  let done = false;
  const ended = work.finally(() => (done = true));
  ended.catch(() => {});
  while (!done) await vi.advanceTimersByTimeAsync(LATENCY_MS);
  return ended;
}

describe("3,000 pages at concurrency 8 against 300 requests a minute", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    // Not at a full second, so that Retry-After is rounded up.
    vi.setSystemTime(Date.parse("2026-11-22T10:00:00.300Z"));
  });
  afterEach(() => vi.useRealTimers());

  it("take hardly longer than they must, are rejected at most 8 times a window, and yield every row once", async () => {
    const { client, windows } = createLimitedServer(false);
    const began = Date.now();
    const rows = await finish(paginate(client, "/customers", { pageSize: 1, concurrency: CONCURRENCY }).toArray());
    const tookMs = Date.now() - began;

    expect(rows.map(({ id }) => id)).toEqual(makeRows(PAGES).map(({ id }) => id));
    // Nine windows have to pass; the tenth takes as long as 300 requests.
    const idealMs = (PAGES / LIMIT - 1) * WINDOW_MS + (LIMIT / CONCURRENCY) * LATENCY_MS;
    expect(tookMs / idealMs).toBeLessThanOrEqual(1.03);
    const used = [...windows.values()];
    expect(used.map(({ accepted }) => accepted)).toEqual(Array(PAGES / LIMIT).fill(LIMIT));
    expect(Math.max(...used.map(({ rejected }) => rejected))).toBeLessThanOrEqual(CONCURRENCY);
    // The limit was reached.
    expect(used.slice(0, -1).every(({ rejected }) => rejected > 0)).toBe(true);
  });

  it("are rejected only while under way when the server reports that no request remains", async () => {
    const { client, windows } = createLimitedServer(true);
    const rows = await finish(paginate(client, "/customers", { pageSize: 1, concurrency: CONCURRENCY }).toArray());
    expect(rows).toHaveLength(PAGES);
    expect([...windows.values()].map(({ accepted }) => accepted)).toEqual(Array(PAGES / LIMIT).fill(LIMIT));
    expect(Math.max(...[...windows.values()].map(({ rejected }) => rejected))).toBeLessThan(CONCURRENCY);
  });

  it("are never rejected one at a time when the server reports that no request remains", async () => {
    const { client, windows } = createLimitedServer(true);
    const rows = await finish(paginate(client, "/customers", { pageSize: 1, concurrency: 1 }).toArray());
    expect(rows).toHaveLength(PAGES);
    expect([...windows.values()].reduce((sum, { rejected }) => sum + rejected, 0)).toBe(0);
  });
});

describe("a clock that is set back", () => {
  afterEach(() => vi.useRealTimers());

  it("does not make a call wait longer than the server asked for", async () => {
    vi.useFakeTimers();
    let answers = 0;
    const fetch = async (): Promise<Response> =>
      (answers += 1) === 1
        ? new Response("", { status: 429, headers: { "Retry-After": "2" } })
        : Response.json({ data: [] });
    const client = createTrattaClient({ baseUrl: "https://api.test", token: "token", fetch });
    const call = client.GET("/customers");
    await vi.advanceTimersByTimeAsync(1_000);
    vi.setSystemTime(Date.now() - 86_400_000);
    await vi.advanceTimersByTimeAsync(1_000);
    expect((await call).response.status).toBe(200);
  });
});
