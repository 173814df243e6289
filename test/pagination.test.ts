import * as fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { TrattaApiError, TrattaRequestError, TrattaResponseError } from "../src/errors.ts";
import { paginate, type PaginateOptions, type PaginationProgress } from "../src/pagination.ts";
import { createListServer, cutPage, type HttpListServer, listenForPages, makeRows } from "./support/list-server.ts";

const ROWS = makeRows(237);

let http: HttpListServer | undefined;
afterEach(async () => {
  await http?.close();
  http = undefined;
});

describe("a list that does not change", () => {
  const shapes = [1, 10, 100, 500].flatMap((pageSize) => [1, 4, 16].map((concurrency) => ({ pageSize, concurrency })));

  test.each(shapes)(
    "gives 237 rows once and in order, $pageSize a page, $concurrency at a time",
    async ({ pageSize, concurrency }) => {
      const server = createListServer(({ page, limit }) => cutPage(ROWS, page, limit));
      const rows = await paginate(server.client, "/customers", { pageSize, concurrency }).toArray();

      expect(rows).toEqual(ROWS);
      const pages = Math.ceil(237 / pageSize);
      expect(server.requests.map(({ page }) => page)).toEqual(Array.from({ length: pages }, (_, index) => index + 1));
      expect(new Set(server.requests.map(({ limit }) => limit))).toEqual(new Set([pageSize]));
      // The first page is read alone: only it tells how many there are.
      expect(server.mostUnderWay).toBe(Math.min(concurrency, Math.max(1, pages - 1)));
      expect(server).toMatchObject({ underWay: 0, aborted: 0 });
    },
  );

  test.each(shapes.filter(({ pageSize }) => pageSize > 1))(
    "does so over real HTTP, $pageSize a page, $concurrency at a time",
    async ({ pageSize, concurrency }) => {
      http = await listenForPages((page, limit) => cutPage(ROWS, page, limit));
      expect(await paginate(http.client, "/customers", { pageSize, concurrency }).toArray()).toEqual(ROWS);
      expect(http.pages).toHaveLength(Math.ceil(237 / pageSize));
      expect(http.mostUnderWay).toBeLessThanOrEqual(concurrency);
      expect(http.abandoned).toEqual([]);
    },
  );

  test("loses no row whose id is an integer that JSON.parse rounds to that of another row", async () => {
    const pages = ['{"id":1795614873871003649,"email":"a"}', '{"id":1795614873871003650,"email":"b"}'];
    const server = createListServer(({ page }) => {
      const meta = `{"current_page":${page},"total":2,"total_pages":2}`;
      return new Response(`{"data":[${pages[page - 1]}],"meta":${meta},"links":{}}`);
    });
    for (const verify of [false, true]) {
      const rows = await paginate(server.client, "/customers", { verify }).toArray();
      expect(rows.map(({ email }) => email)).toEqual(["a", "b"]);
    }
  });

  test("gives every row once and in order for any number of rows, page size and concurrency", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(120),
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 12 }),
        async (count, pageSize, concurrency) => {
          const all = makeRows(count);
          const server = createListServer(({ page, limit }) => cutPage(all, page, limit));
          expect(await paginate(server.client, "/customers", { pageSize, concurrency }).toArray()).toEqual(all);
          expect(server.requests).toHaveLength(Math.max(1, Math.ceil(count / pageSize)));
          expect(server.mostUnderWay).toBeLessThanOrEqual(concurrency);
        },
      ),
      { numRuns: 30 },
    );
  });

  test("asks for 500 rows a page unless told otherwise, and for tickets for the 100 that are documented", async () => {
    const server = createListServer(({ page, limit }) => cutPage(ROWS, page, limit));
    await paginate(server.client, "/customers").toArray();
    await paginate(server.client, "/tickets").toArray();
    expect(server.requests.map(({ url }) => url.pathname + url.search)).toEqual([
      "/api/v1/customers?limit=500&page=1",
      "/api/v1/tickets?limit=100&page=1",
      "/api/v1/tickets?limit=100&page=2",
      "/api/v1/tickets?limit=100&page=3",
    ]);
  });

  test("sends the query with every page, without letting it replace page and limit", async () => {
    const server = createListServer(({ page, limit }) => cutPage(ROWS, page, limit));
    const query = { include: "debt accounts&x", page: 9, limit: 9 } as { include: string };
    await paginate(server.client, "/customers", { query, pageSize: 100 }).toArray();
    expect(server.requests.map(({ url }) => url.searchParams.get("include"))).toEqual(Array(3).fill("debt accounts&x"));
    expect(server.requests.map(({ page, limit }) => [page, limit])).toEqual([
      [1, 100],
      [2, 100],
      [3, 100],
    ]);
  });

  test("reads the list anew for each of two loops over one paginator, also side by side", async () => {
    const server = createListServer(({ page, limit }) => cutPage(ROWS, page, limit));
    const paginator = paginate(server.client, "/customers", { pageSize: 50 });
    const both = await Promise.all([paginator.toArray(), paginator.toArray()]);
    expect(both).toEqual([ROWS, ROWS]);
    expect(await paginator.toArray()).toEqual(ROWS);
    expect(server.requests).toHaveLength(15);
  });

  test("sends nothing before the loop begins", () => {
    const server = createListServer(() => cutPage(ROWS, 1, 500));
    const paginator = paginate(server.client, "/customers");
    paginator.pages();
    paginator[Symbol.asyncIterator]();
    expect(server.requests).toEqual([]);
  });

  test("pages() gives the rows a page at a time", async () => {
    const server = createListServer(({ page, limit }) => cutPage(ROWS, page, limit));
    const pages: unknown[][] = [];
    for await (const page of paginate(server.client, "/customers", { pageSize: 100 }).pages()) pages.push(page);
    expect(pages.map((page) => page.length)).toEqual([100, 100, 37]);
    expect(pages.flat()).toEqual(ROWS);
  });

  test("an empty list gives no row and no page", async () => {
    const server = createListServer(({ page, limit }) => cutPage([], page, limit));
    expect(await paginate(server.client, "/customers").toArray()).toEqual([]);
    for await (const page of paginate(server.client, "/customers").pages())
      expect.unreachable(`page of ${page.length}`);
    expect(server.requests).toHaveLength(2);
  });

  test("startPage leaves out the pages before it, without taking them for lost", async () => {
    const server = createListServer(({ page, limit }) => cutPage(ROWS, page, limit));
    const rows = await paginate(server.client, "/customers", { pageSize: 100, startPage: 2 }).toArray();
    expect(rows).toEqual(ROWS.slice(100));
    expect(server.requests.map(({ page }) => page)).toEqual([2, 3]);
  });

  test("a startPage past the end gives no row, from one request", async () => {
    const server = createListServer(({ page, limit }) => cutPage(ROWS, page, limit));
    expect(await paginate(server.client, "/customers", { pageSize: 100, startPage: 9 }).toArray()).toEqual([]);
    expect(server.requests).toHaveLength(1);
  });

  test.each([
    { max: 0, requests: 0 },
    { max: 1, requests: 1 },
    { max: 10, requests: 1 },
    { max: 237, requests: 24 },
    { max: 1_000, requests: 24 },
  ])("toArray stops at $max rows", async ({ max, requests }) => {
    const server = createListServer(({ page, limit }) => cutPage(ROWS, page, limit));
    const rows = await paginate(server.client, "/customers", { pageSize: 10, concurrency: 1 }).toArray({ max });
    expect(rows).toEqual(ROWS.slice(0, max));
    expect(server.requests).toHaveLength(requests);
  });

  test("onProgress tells page, pages, rows so far and rows in all", async () => {
    const server = createListServer(({ page, limit }) => cutPage(ROWS, page, limit));
    const told: PaginationProgress[] = [];
    await paginate(server.client, "/customers", { pageSize: 100, onProgress: (at) => void told.push(at) }).toArray();
    expect(told).toEqual([
      { page: 1, pages: 3, items: 100, total: 237 },
      { page: 2, pages: 3, items: 200, total: 237 },
      { page: 3, pages: 3, items: 237, total: 237 },
    ]);
  });

  test("onProgress leaves undefined what the server does not tell", async () => {
    const server = createListServer(() => ({ data: ROWS }));
    const told: PaginationProgress[] = [];
    await paginate(server.client, "/webhooks", { onProgress: (at) => void told.push(at) }).toArray();
    expect(told[0]).toEqual({ page: 1, pages: undefined, items: 237, total: undefined });
  });
});

describe("a page that cannot be read", () => {
  test("an error status in the middle comes after the rows before it, and stops what is under way", async () => {
    const server = createListServer(({ page, limit, signal }) => {
      if (page === 3) return Response.json({ error: "broken", errorCode: "server_error" }, { status: 500 });
      return page > 3
        ? new Promise((resolve) => signal.addEventListener("abort", resolve))
        : cutPage(ROWS, page, limit);
    });
    const rows: unknown[] = [];
    const reading = (async () => {
      for await (const row of paginate(server.client, "/customers", { pageSize: 10 })) rows.push(row);
    })();
    await expect(reading).rejects.toMatchObject({
      code: "TrattaApiError",
      status: 500,
      errorCode: "server_error",
      path: "/customers",
      method: "GET",
    });
    expect(rows).toEqual(ROWS.slice(0, 20));
    expect(server.aborted).toBe(3);
    expect(server.requests.map(({ page }) => page)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test("a 404 past the end, asked for while the list became shorter, is not noticed", async () => {
    let rows = makeRows(60);
    const server = createListServer(({ page, limit }) => {
      if (page === 2) rows = rows.slice(0, 30);
      return page > Math.ceil(rows.length / limit) ? new Response(null, { status: 404 }) : cutPage(rows, page, limit);
    });
    const read = await paginate(server.client, "/customers", { pageSize: 10, onDrift() {} }).toArray();
    expect(read).toEqual(rows);
  });

  test.each([{}, { data: null }, { data: {} }, { data: "x" }, [], null, 5])(
    "an answer %j without a data array is a TrattaResponseError",
    async (body) => {
      const server = createListServer(() => body);
      const reading = paginate(server.client, "/customers").toArray();
      await expect(reading).rejects.toBeInstanceOf(TrattaResponseError);
      await expect(reading).rejects.toThrow("GET /customers: a page without a `data` array");
    },
  );

  test("an empty 204 is a TrattaResponseError", async () => {
    const server = createListServer(() => new Response(null, { status: 204 }));
    await expect(paginate(server.client, "/customers").toArray()).rejects.toBeInstanceOf(TrattaResponseError);
  });

  test("a 401 on the first page is a TrattaApiError", async () => {
    const server = createListServer(() => Response.json({ error: "no" }, { status: 401 }));
    await expect(paginate(server.client, "/customers").toArray()).rejects.toBeInstanceOf(TrattaApiError);
  });
});

describe("bad options", () => {
  const wrong: unknown[] = [0, -1, 1.5, Number.NaN, Infinity, "10", null, {}];
  test.each([
    ...[...wrong, 501].map((value) => ["pageSize", value, "an integer from 1 to 500"] as const),
    ...[...wrong, 101].map((value) => ["concurrency", value, "an integer from 1 to 100"] as const),
    ...[...wrong, 2 ** 31].map((value) => ["startPage", value, "an integer from 1 to 2147483647"] as const),
  ])("%s %o is refused with its name, and nothing is sent", async (option, value, expected) => {
    const server = createListServer(() => cutPage(ROWS, 1, 500));
    const options = { [option]: value } as PaginateOptions<"/customers">;
    const reading = paginate(server.client, "/customers", options).toArray();
    await expect(reading).rejects.toBeInstanceOf(TrattaRequestError);
    await expect(reading).rejects.toMatchObject({ field: option, message: `${option} must be ${expected}` });
    expect(server.requests).toEqual([]);
  });

  test.each([-1, 1.5, Number.NaN, -Infinity, "10", null])(
    "toArray refuses max %o, since a wrong one would lose rows silently",
    async (max) => {
      const server = createListServer(() => cutPage(ROWS, 1, 500));
      const reading = paginate(server.client, "/customers").toArray({ max: max as number });
      await expect(reading).rejects.toMatchObject({ code: "TrattaRequestError", field: "max" });
      expect(server.requests).toEqual([]);
    },
  );

  test("a path with a placeholder is refused, and nothing is sent", async () => {
    const server = createListServer(() => cutPage(ROWS, 1, 500));
    const reading = paginate(server.client, "/customers/{id}" as "/customers").toArray();
    await expect(reading).rejects.toMatchObject({ code: "TrattaRequestError", field: "params.path.id" });
    expect(server.requests).toEqual([]);
  });
});
