import { describe, expect, test } from "vitest";
import { type PaginationDrift, PaginationDriftError } from "../src/errors.ts";
import { paginate, type PaginateOptions, type PaginationProgress } from "../src/pagination.ts";
import { assertVerified } from "./support/assert-verified.ts";
import { readInProcess, readOverHttp } from "./support/changing-list.ts";
import { createListServer, cutPage, type ListServer, makeRows, type PageRequest } from "./support/list-server.ts";
import { runs } from "./support/runs.ts";

const ROWS = makeRows(237);

async function driftOf(server: ListServer, options: PaginateOptions<"/customers"> = {}): Promise<PaginationDrift> {
  const error: unknown = await paginate(server.client, "/customers", { pageSize: 10, verify: true, ...options })
    .toArray()
    .catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(PaginationDriftError);
  return (error as PaginationDriftError).drift;
}

/** Sends the pages without `meta` and `links`, as a list that shows no number of rows or pages. */
const bare = ({ page, limit }: PageRequest, rows: readonly object[]): object => ({
  data: cutPage(rows, page, limit).data,
});

describe("at random, a list whose rows are inserted, removed and moved between requests", () => {
  test("loses no row that was there all the time, or ends in an error", async () => {
    const lists = runs(10_000, 100);
    const { ended, lost } = await assertVerified((scenario) => readInProcess(scenario, { verify: true }), lists);
    if (lists < 10_000) return;
    for (const reason of ["undefined", "total_changed", "row_repeated", "changed_while_read"]) {
      expect(ended[reason]).toBeGreaterThan(0);
    }
    // Or the lists would not have reached what only a second pass can notice.
    expect(lost["changed_while_read"]).toBeGreaterThan(0);
  });

  test("loses none over real HTTP either", async () => {
    const { ended } = await assertVerified((scenario) => readOverHttp(scenario, { verify: true }), runs(200));
    expect(ended["undefined"]).toBeGreaterThan(0);
  });
});

describe("a list that does not change", () => {
  test.each([1, 10, 100, 500].flatMap((pageSize) => [1, 4, 8].map((concurrency) => ({ pageSize, concurrency }))))(
    "is read twice and yielded once, $pageSize a page, $concurrency at a time",
    async ({ pageSize, concurrency }) => {
      const server = createListServer(({ page, limit }) => cutPage(ROWS, page, limit));
      const rows = await paginate(server.client, "/customers", { pageSize, concurrency, verify: true }).toArray();
      expect(rows).toEqual(ROWS);
      expect(server.requests).toHaveLength(2 * Math.ceil(237 / pageSize));
      expect(server).toMatchObject({ underWay: 0, aborted: 0 });
    },
  );

  const lists: { name: string; rows: readonly unknown[] }[] = [
    { name: "an empty list", rows: [] },
    { name: "ids that are numbers", rows: [{ id: 0 }, { id: 1 }, { id: 2 }] },
    { name: "rows without an id, equal ones too", rows: [{ a: 1 }, { a: 1 }, {}, null, 5, "text", { id: null }] },
    { name: "ids that are no ids", rows: [{ id: "" }, { id: "" }, { id: { a: 1 } }, { id: { a: 2 } }, { id: true }] },
    { name: "ids named like members of Object", rows: [{ id: "__proto__" }, { id: "constructor" }, { id: "0 {}" }] },
  ];
  test.each(lists)("passes with $name", async ({ rows }) => {
    const server = createListServer(({ page, limit }) => cutPage(rows, page, limit));
    expect(await paginate(server.client, "/customers", { pageSize: 2, verify: true }).toArray()).toEqual(rows);
  });

  test("passes when the server caps limit, and caps it differently in the second pass", async () => {
    const server = createListServer(({ number, page }) => cutPage(ROWS, page, number <= 8 ? 30 : 50));
    expect(await paginate(server.client, "/customers", { verify: true }).toArray()).toEqual(ROWS);
    expect(server.requests).toHaveLength(8 + 5);
  });

  test("passes when the same id comes as a number and as a string", async () => {
    const server = createListServer(({ number }) => ({ data: [{ id: number > 1 ? "7" : 7 }], links: { next: null } }));
    expect(await paginate(server.client, "/customers", { verify: true }).toArray()).toEqual([{ id: 7 }]);
  });

  test("passes from a later startPage", async () => {
    const server = createListServer(({ page, limit }) => cutPage(ROWS, page, limit));
    const rows = await paginate(server.client, "/customers", { pageSize: 100, startPage: 2, verify: true }).toArray();
    expect(rows).toEqual(ROWS.slice(100));
    expect(server.requests.map(({ page }) => page)).toEqual([2, 3, 2, 3]);
  });

  test("passes without total, read one page at a time even when the number of pages is known", async () => {
    const server = createListServer(({ page, limit }) => {
      const { data, meta } = cutPage(ROWS, page, limit);
      return { data, meta: { current_page: page, last_page: meta.total_pages } };
    });
    expect(await paginate(server.client, "/customers", { pageSize: 10, verify: true }).toArray()).toEqual(ROWS);
    expect(server.mostUnderWay).toBe(1);
  });

  test("calls onProgress in the first pass only, and onDrift never", async () => {
    const server = createListServer(({ page, limit }) => cutPage(ROWS, page, limit));
    const observed: unknown[] = [];
    const onProgress = ({ page, items }: PaginationProgress): void => void observed.push([page, items]);
    const onDrift = (drift: PaginationDrift): void => void observed.push(drift);
    await paginate(server.client, "/customers", { pageSize: 100, verify: true, onProgress, onDrift }).toArray();
    expect(observed).toEqual([
      [1, 100],
      [2, 200],
      [3, 237],
    ]);
  });

  test("tells apart many ids, and finds the one that comes twice", async () => {
    const count = runs(200_000);
    const rows = makeRows(count);
    const list = [...rows];
    const server = createListServer(({ page, limit }) => bare({ page, limit } as PageRequest, list));
    let read = 0;
    for await (const page of paginate(server.client, "/customers", { verify: true }).pages()) read += page.length;
    expect(read).toBe(count);
    list[count - 1] = { id: "row-0" };
    expect(await driftOf(server, { pageSize: 500 })).toEqual({
      page: count / 500 + 1,
      reason: "row_repeated",
      expected: count,
      actual: count - 1,
    });
  });
});

describe("a difference ends in PaginationDriftError", () => {
  test("after all rows of the first pass, with a message that says what to do", async () => {
    const rows = [...ROWS];
    const server = createListServer(({ number, page, limit }) => {
      if (number === 30) rows.splice(100, 1, { id: "other" });
      return cutPage(rows, page, limit);
    });
    const read: unknown[] = [];
    const loop = async (): Promise<void> => {
      const list = paginate(server.client, "/customers", { pageSize: 10, verify: true });
      for await (const row of list) read.push(row);
    };
    await expect(loop()).rejects.toThrow(
      "rows may be missing, because the list changed while it was read (changed_while_read on page 11); read it again",
    );
    expect(read).toEqual(ROWS);
    // Not read to the end again.
    expect(server.requests.length).toBeLessThan(24 + 11 + 4);
  });

  test.each([
    { name: "exchanged places", second: () => [{ id: "b" }, { id: "a" }, { id: "c" }], actual: 0 },
    { name: "was replaced", second: () => [{ id: "a" }, { id: "x" }, { id: "c" }], actual: 1 },
    { name: "is gone at the end", second: () => [{ id: "a" }, { id: "b" }], actual: 2 },
    { name: "was added at the end", second: () => [..."abcd"].map((id) => ({ id })), actual: 3 },
    { name: "lost its id", second: () => [{ id: "a" }, { id: "b" }, { text: "c" }], actual: 2 },
  ])("when a row $name between the passes of a list without total", async ({ second, actual }) => {
    const first = [..."abc"].map((id) => ({ id }));
    const passEnd = 3; // two pages, and the empty one that ends the list
    const server = createListServer((request) => bare(request, request.number <= passEnd ? first : second()));
    expect(await driftOf(server, { pageSize: 2 })).toMatchObject({ reason: "changed_while_read", expected: 3, actual });
  });

  test("when a row without an id changed", async () => {
    const server = createListServer(({ number }) => ({ data: [{ events: [number] }], links: { next: null } }));
    expect(await driftOf(server)).toEqual({ page: 1, reason: "changed_while_read", expected: 1, actual: 0 });
  });

  test("when total changed within a pass, although every row came", async () => {
    const server = createListServer(({ page, limit }) => {
      const { data, meta, links } = cutPage(ROWS, page, limit);
      return { data, meta: { ...meta, total: page === 5 ? 238 : 237 }, links };
    });
    expect(await driftOf(server)).toEqual({ page: 5, reason: "total_changed", expected: 237, actual: 238 });
  });

  test("when total changed between the passes, although every row came", async () => {
    const server = createListServer(({ number, page, limit }) => {
      const { data, meta, links } = cutPage(ROWS, page, limit);
      return { data, meta: { ...meta, total: number > 24 ? 236 : 237 }, links };
    });
    expect(await driftOf(server)).toEqual({ page: 1, reason: "total_changed", expected: 237, actual: 236 });
  });

  test.each([
    { total: 240, reason: "rows_missing" },
    { total: 230, reason: "changed_while_read" },
  ] as const)("when 237 rows came and total says $total, without a second pass", async ({ total, reason }) => {
    const server = createListServer(({ page, limit }) => {
      const { data, meta, links } = cutPage(ROWS, page, limit);
      return { data, meta: { ...meta, total }, links };
    });
    expect(await driftOf(server)).toEqual({ page: 24, reason, expected: total, actual: 237 });
    expect(server.requests).toHaveLength(24);
  });

  test.each([{ startPage: 1 }, { startPage: 2 }])(
    "when a row comes again on the next page, read from page $startPage",
    async ({ startPage }) => {
      const list = [...ROWS.slice(0, 50), ...ROWS.slice(49)];
      const server = createListServer(({ page, limit }) => cutPage(list, page, limit));
      expect(await driftOf(server, { startPage })).toMatchObject({ page: 6, reason: "row_repeated" });
    },
  );

  test.each([
    { name: "with ids", row: { id: "a" } },
    { name: "without ids", row: { events: [] } },
  ])("when the server ignores page, so that nothing shows whether there are more rows $name", async ({ row }) => {
    const server = createListServer(() => ({ data: [row] }));
    expect(await driftOf(server)).toEqual({ page: 2, reason: "row_repeated", expected: 2, actual: 1 });
  });

  test("also with onDrift, which is called and accepts nothing", async () => {
    const rows = [...ROWS];
    const server = createListServer(({ number, page, limit }) => {
      if (number === 3) rows.push({ id: "added" });
      return cutPage(rows, page, limit);
    });
    const drifts: PaginationDrift[] = [];
    const drift = await driftOf(server, { concurrency: 1, onDrift: (seen) => drifts.push(seen) });
    expect(drift).toEqual({ page: 3, reason: "total_changed", expected: 237, actual: 238 });
    expect(drifts[0]).toEqual(drift);
  });
});

describe("what verify does not notice", () => {
  test("a row that others hide, which leave the list and come back in both passes", async () => {
    const rows = makeRows(5);
    const [, second, hidden, , last] = rows;
    // When page 1 is cut, the last row is away; when page 2 is cut, it is back and the second row is away.
    const server = createListServer(({ page, limit }) => {
      const list = rows.filter((row) => row !== (page === 1 ? last : second));
      expect(list).toContain(hidden);
      return cutPage(list, page, limit);
    });
    const read = await paginate(server.client, "/customers", { pageSize: 2, verify: true }).toArray();
    expect(read).toEqual(rows.filter((row) => row !== hidden));
  });

  test.each(["break", "toArray"] as const)(
    "anything after an early end by %s: there is no second pass",
    async (how) => {
      const server = createListServer(({ page, limit }) => cutPage(ROWS, page, limit));
      const list = paginate(server.client, "/customers", { pageSize: 100, verify: true });
      if (how === "toArray") expect(await list.toArray({ max: 237 })).toEqual(ROWS);
      else for await (const { id } of list) if (id === "row-236") break;
      expect(server.requests).toHaveLength(3);
    },
  );
});

test.each(["true", 1, null, {}])("verify %o is refused, and nothing is sent", async (verify) => {
  const server = createListServer(() => cutPage(ROWS, 1, 500));
  const reading = paginate(server.client, "/customers", { verify: verify as boolean }).toArray();
  await expect(reading).rejects.toMatchObject({ code: "TrattaRequestError", message: "verify must be true or false" });
  expect(server.requests).toEqual([]);
});
