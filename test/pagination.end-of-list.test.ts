import { describe, expect, test } from "vitest";
import { paginate } from "../src/pagination.ts";
import { createListServer, cutPage, makeRows } from "./support/list-server.ts";

const ROWS = makeRows(237);

describe("the many shapes of a page", () => {
  /** Whatever `meta` and `links` say, the rows are the same and so is the number of requests. */
  const shapes: { name: string; meta?: object | null; links?: (next: number | null) => object | null }[] = [
    { name: "meta.total_pages, as in the spec", meta: { total: 237, per_page: 100, total_pages: 3 } },
    { name: "meta.last_page and strings, as documented", meta: { total: "237", per_page: "100", last_page: 3 } },
    { name: "meta.last_page as a string", meta: { last_page: "3" } },
    { name: "links without meta", links: (next) => ({ next: next && `https://api.test/customers?page=${next}` }) },
    { name: "links on another host", links: (next) => ({ next: next && `https://evil.test/x?limit=1&page=${next}` }) },
    { name: "links with nonsense in them", meta: { last_page: 3 }, links: () => ({ next: "string" }) },
    { name: "links that are empty strings", meta: { last_page: 3 }, links: () => ({ next: "" }) },
    { name: "links that go backwards", meta: { last_page: 3 }, links: () => ({ next: "/customers?page=1" }) },
    { name: "links that are null as a whole", meta: { last_page: 3 }, links: () => null },
    {
      name: "both, as the API sends them",
      meta: { last_page: 3 },
      links: (next) => ({ next: next && `/?page=${next}` }),
    },
  ];

  test.each(shapes)("ends after the last page, told by $name", async ({ meta, links }) => {
    const server = createListServer(({ page, limit }) => ({
      data: cutPage(ROWS, page, limit).data,
      ...(meta !== undefined && { meta: { ...meta, current_page: page } }),
      ...(links && { links: links(page < 3 ? page + 1 : null) }),
    }));
    expect(await paginate(server.client, "/customers", { pageSize: 100 }).toArray()).toEqual(ROWS);
    expect(server.requests.map(({ page }) => page)).toEqual([1, 2, 3]);
  });

  test.each([
    { name: "neither meta nor links", extra: {} },
    { name: "meta and links that are null", extra: { meta: null, links: null } },
    {
      name: "meta of useless values",
      extra: { meta: { total: "many", last_page: null, total_pages: "", current_page: 1.5 } },
    },
  ])("goes on to the first empty page with $name", async ({ extra }) => {
    const server = createListServer(({ page, limit }) => ({ data: cutPage(ROWS, page, limit).data, ...extra }));
    expect(await paginate(server.client, "/payment_methods", { pageSize: 100 }).toArray()).toEqual(ROWS);
    expect(server.requests.map(({ page }) => page)).toEqual([1, 2, 3, 4]);
    expect(server.mostUnderWay).toBe(1);
  });

  test("meta that begins to count at 0 costs one request more and no row", async () => {
    const server = createListServer(({ page, limit }) => ({
      data: cutPage(ROWS, page, limit).data,
      meta: { total: 237, current_page: page - 1, total_pages: 3 },
    }));
    expect(await paginate(server.client, "/customers", { pageSize: 100 }).toArray()).toEqual(ROWS);
    expect(server.requests).toHaveLength(4);
  });

  test("pages shorter than asked for are not the end: a server may cap limit", async () => {
    const server = createListServer(({ page }) => cutPage(ROWS, page, 30));
    expect(await paginate(server.client, "/customers", { pageSize: 500 }).toArray()).toEqual(ROWS);
    expect(server.requests).toHaveLength(8);
  });

  test("pages shorter than asked for are not the end where nothing tells the end", async () => {
    const server = createListServer(({ page }) => ({ data: cutPage(ROWS, page, 30).data }));
    expect(await paginate(server.client, "/customers", { pageSize: 500 }).toArray()).toEqual(ROWS);
    expect(server.requests).toHaveLength(9);
  });

  test.each([{ id: 7 }, { id: null }, {}, null, 5, "text"])("a row like %j is handed out as it is", async (row) => {
    const server = createListServer(() => ({ data: [row], links: { next: null } }));
    expect(await paginate(server.client, "/customers").toArray()).toEqual([row]);
  });

  test("equal rows without an id on one page are all handed out", async () => {
    const server = createListServer(() => ({ data: [{ events: [] }, { events: [] }], links: { next: null } }));
    expect(await paginate(server.client, "/webhooks").toArray()).toHaveLength(2);
  });
});

describe("a server that would keep a loop going for ever", () => {
  const next = { next: "https://api.test/api/v1/customers?page=2" };

  test.each([
    { name: "the same page with a next link", answer: () => ({ data: ROWS, links: next }) },
    { name: "the same page and nothing else", answer: () => ({ data: ROWS }) },
    { name: "the same page without ids", answer: () => ({ data: [{ events: [] }, { events: [1] }], links: next }) },
    {
      name: "the same page, said to be page 1 of 9",
      answer: () => ({ data: ROWS, meta: { current_page: 1, last_page: 9 } }),
    },
    {
      name: "a link to the page itself",
      answer: (page: number) => ({ data: ROWS, links: { next: `/?page=${page}` } }),
    },
  ])("ends when it answers $name", async ({ answer }) => {
    const server = createListServer(({ page }) => answer(page));
    const rows = await paginate(server.client, "/customers").toArray();
    expect(rows).toEqual(answer(1).data);
    // Two pages tell; where the number of pages is known, more of them are under way by then.
    expect(server.requests.length).toBeLessThanOrEqual(5);
  });

  test.each([
    { name: "counts pages that do not differ", meta: (page: number) => ({ current_page: page, last_page: 1_000_000 }) },
    { name: "links on to pages that do not differ", meta: () => ({}) },
  ])("ends when it $name", async ({ meta }) => {
    const server = createListServer(({ page }) => ({
      data: ROWS,
      meta: meta(page),
      links: { next: `/?page=${page + 1}` },
    }));
    expect(await paginate(server.client, "/customers").toArray()).toEqual(ROWS);
    expect(server.requests.length).toBeLessThan(60);
  });

  test.each([1, 4])(
    "ends when every answer is the whole of a list far longer than a page, %i at a time",
    async (concurrency) => {
      const rows = makeRows(12_000);
      const server = createListServer(() => ({ data: rows, links: next }));
      expect(await paginate(server.client, "/customers", { pageSize: 10, concurrency }).toArray()).toEqual(rows);
      expect(server.requests).toHaveLength(2);
    },
  );

  test("ends when the last page is repeated after many others", async () => {
    const rows = makeRows(9_000);
    const server = createListServer(({ page, limit }) => ({ data: cutPage(rows, Math.min(page, 90), limit).data }));
    const read = await paginate(server.client, "/customers", { pageSize: 100 }).toArray({ max: 20_000 });
    expect(read).toEqual(rows);
    expect(server.requests).toHaveLength(91);
  });

  test("ends at an empty page, whatever its link says", async () => {
    const server = createListServer(({ page }) => ({ data: [], links: { next: `/?page=${page + 1}` } }));
    expect(await paginate(server.client, "/customers").toArray()).toEqual([]);
    expect(server.requests).toHaveLength(1);
  });
});
