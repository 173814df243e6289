import { getEventListeners } from "node:events";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createTrattaClient } from "../src/client.ts";
import { paginate, type PaginateOptions } from "../src/pagination.ts";
import { createListServer, cutPage, type HttpListServer, listenForPages, makeRows } from "./support/list-server.ts";

const ROWS = makeRows(100);
const unhandled: unknown[] = [];
const onUnhandled = (reason: unknown): void => void unhandled.push(reason);
let http: HttpListServer | undefined;

beforeEach(() => {
  unhandled.length = 0;
  process.on("unhandledRejection", onUnhandled);
});
afterEach(async () => {
  // Rejections are told of after the microtasks of a turn of the event loop.
  await new Promise((resolve) => setImmediate(resolve));
  process.off("unhandledRejection", onUnhandled);
  await http?.close();
  http = undefined;
  if (unhandled.length > 0) throw new AggregateError(unhandled, "unhandled rejections");
});

/** Over real HTTP: page 1 is answered, those after it never. */
async function listenWithHangingPages(): Promise<HttpListServer> {
  http = await listenForPages((page, limit) => (page === 1 ? cutPage(ROWS, page, limit) : undefined));
  return http;
}

describe("a loop that is left", () => {
  test("after the first row leaves no request running", async () => {
    const server = await listenWithHangingPages();
    for await (const row of paginate(server.client, "/customers", { pageSize: 10 })) {
      expect(row).toEqual(ROWS[0]);
      break;
    }
    await server.until(() => server.underWay === 0);
    expect(server.pages).toEqual([1]);
  });

  test("on the second page by break ends the three under way", async () => {
    http = await listenForPages((page, limit) => (page <= 2 ? cutPage(ROWS, page, limit) : undefined));
    const server = http;
    let rows = 0;
    for await (const _ of paginate(server.client, "/customers", { pageSize: 10 })) {
      rows += 1;
      if (rows === 11) {
        await server.until(() => server.pages.length === 5);
        break;
      }
    }
    await server.until(() => server.underWay === 0);
    expect(server.abandoned.toSorted((a, b) => a - b)).toEqual([3, 4, 5]);
    expect(server.pages.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5]);
  });

  test("by a throw ends those under way, and passes on what was thrown", async () => {
    http = await listenForPages((page, limit) => (page <= 2 ? cutPage(ROWS, page, limit) : undefined));
    const server = http;
    const reason = new Error("thrown in the loop");
    const loop = async (): Promise<void> => {
      let rows = 0;
      for await (const _ of paginate(server.client, "/customers", { pageSize: 10 })) {
        rows += 1;
        if (rows < 11) continue;
        await server.until(() => server.pages.length === 5);
        throw reason;
      }
    };
    await expect(loop()).rejects.toBe(reason);
    await server.until(() => server.underWay === 0);
    expect(server.abandoned.toSorted((a, b) => a - b)).toEqual([3, 4, 5]);
  });

  test("over pages(), too", async () => {
    const server = createListServer(({ page, limit, signal }) =>
      page <= 2 ? cutPage(ROWS, page, limit) : new Promise((_, reject) => signal.addEventListener("abort", reject)),
    );
    let pages = 0;
    for await (const page of paginate(server.client, "/customers", { pageSize: 10 }).pages()) {
      pages += page.length > 0 ? 1 : 0;
      if (pages === 2) break;
    }
    await new Promise((resolve) => setImmediate(resolve));
    expect(server.requests.length).toBeGreaterThan(2);
    expect(server).toMatchObject({ underWay: 0, aborted: server.requests.length - 2 });
  });

  test("sends nothing more after it, however many pages there are", async () => {
    const server = createListServer(({ page, limit }) => cutPage(ROWS, page, limit));
    for await (const row of paginate(server.client, "/customers", { pageSize: 1, concurrency: 16 })) {
      if (row.id === "row-20") break;
    }
    const sent = server.requests.length;
    for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(server.requests).toHaveLength(sent);
    expect(sent).toBeLessThanOrEqual(21 + 15);
    expect(server.underWay).toBe(0);
  });

  test("while pages after it have failed is not told of the failures", async () => {
    const server = createListServer(({ page, limit }) => {
      if (page > 2) throw new Error("connection lost");
      return cutPage(ROWS, page, limit);
    });
    const rows = await paginate(server.client, "/customers", { pageSize: 10 }).toArray({ max: 20 });
    expect(rows).toEqual(ROWS.slice(0, 20));
  });
});

describe("an abort", () => {
  const reason = new Error("the caller's own reason");

  test("before the loop sends nothing and gives the caller's own reason", async () => {
    const server = createListServer(() => cutPage(ROWS, 1, 10));
    const reading = paginate(server.client, "/customers", { signal: AbortSignal.abort(reason) }).toArray();
    await expect(reading).rejects.toBe(reason);
    expect(server.requests).toEqual([]);
  });

  test("during the first page ends its request, over real HTTP", async () => {
    http = await listenForPages(() => undefined);
    const server = http;
    const controller = new AbortController();
    const reading = paginate(server.client, "/customers", { signal: controller.signal }).toArray();
    await server.until(() => server.underWay === 1);
    controller.abort(reason);
    await expect(reading).rejects.toBe(reason);
    await server.until(() => server.underWay === 0);
    expect(server.abandoned).toEqual([1]);
  });

  test("while pages are under way ends all of them, over real HTTP", async () => {
    const server = await listenWithHangingPages();
    const controller = new AbortController();
    const rows: unknown[] = [];
    const reading = (async () => {
      const options = { pageSize: 10, signal: controller.signal };
      for await (const row of paginate(server.client, "/customers", options)) rows.push(row);
    })();
    await server.until(() => server.underWay === 4);
    controller.abort(reason);
    await expect(reading).rejects.toBe(reason);
    await server.until(() => server.underWay === 0);
    expect(server.abandoned.toSorted((a, b) => a - b)).toEqual([2, 3, 4, 5]);
    expect(rows).toEqual(ROWS.slice(0, 10));
  });

  test.each(["rows", "pages"] as const)("between two of the %s hands out nothing more", async (kind) => {
    const server = createListServer(({ page, limit }) => cutPage(ROWS, page, limit));
    const controller = new AbortController();
    const options: PaginateOptions<"/customers"> = { pageSize: 10, signal: controller.signal };
    const paginator = paginate(server.client, "/customers", options);
    let seen = 0;
    const reading = (async () => {
      for await (const _ of kind === "rows" ? paginator : paginator.pages()) {
        seen += 1;
        if (seen < 3) continue;
        // By now the pages under way have been answered, too.
        while (server.underWay > 0) await new Promise((resolve) => setImmediate(resolve));
        controller.abort(reason);
      }
    })();
    await expect(reading).rejects.toBe(reason);
    expect(seen).toBe(3);
    expect(server.underWay).toBe(0);
  });

  test("without a reason gives an AbortError", async () => {
    const server = createListServer(() => cutPage(ROWS, 1, 10));
    const reading = paginate(server.client, "/customers", { signal: AbortSignal.abort() }).toArray();
    await expect(reading).rejects.toMatchObject({ name: "AbortError" });
  });

  test("ends a pause for Retry-After, with retries on", async () => {
    const controller = new AbortController();
    let requests = 0;
    const client = createTrattaClient({
      baseUrl: "https://api.test",
      token: "token",
      fetch: async () => {
        requests += 1;
        return new Response(null, { status: 429, headers: { "Retry-After": "50" } });
      },
      onRetry: () => controller.abort(reason),
    });
    await expect(paginate(client, "/customers", { signal: controller.signal }).toArray()).rejects.toBe(reason);
    expect(requests).toBe(1);
  });

  test("after the end changes nothing", async () => {
    const server = createListServer(({ page, limit }) => cutPage(ROWS, page, limit));
    const controller = new AbortController();
    const rows = await paginate(server.client, "/customers", { signal: controller.signal }).toArray();
    controller.abort(reason);
    expect(rows).toEqual(ROWS);
  });

  test("of one loop leaves another over the same paths alone", async () => {
    const server = createListServer(({ page, limit }) => cutPage(ROWS, page, limit));
    const controller = new AbortController();
    const ended = paginate(server.client, "/customers", { pageSize: 10, signal: controller.signal }).toArray();
    const other = paginate(server.client, "/customers", { pageSize: 10 }).toArray();
    controller.abort(reason);
    await expect(ended).rejects.toBe(reason);
    expect(await other).toEqual(ROWS);
  });
});

describe("return() and throw() during a pending next()", () => {
  const kinds = ["rows", "pages"] as const;
  const iterate = (kind: (typeof kinds)[number], server: HttpListServer): AsyncGenerator<unknown, void, undefined> => {
    const list = paginate(server.client, "/customers", { pageSize: 10 });
    return kind === "pages" ? list.pages() : (list[Symbol.asyncIterator]() as AsyncGenerator<unknown, void, undefined>);
  };

  test.each(kinds)("over %s, return() ends the requests under way at once, and both settle as done", async (kind) => {
    http = await listenForPages(() => undefined);
    const server = http;
    const iterator = iterate(kind, server);
    const pending = [iterator.next(), iterator.next()];
    await server.until(() => server.underWay === 1);
    expect(await iterator.return()).toEqual({ done: true, value: undefined });
    expect(await Promise.all(pending)).toEqual(Array(2).fill({ done: true, value: undefined }));
    await server.until(() => server.underWay === 0);
    expect(server.abandoned).toEqual([1]);
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });

  test.each(kinds)("over %s, throw() ends them as well, and rejects with its error", async (kind) => {
    http = await listenForPages(() => undefined);
    const server = http;
    const iterator = iterate(kind, server);
    const pending = iterator.next();
    await server.until(() => server.underWay === 1);
    const reason = new Error("the caller's own reason");
    await expect(iterator.throw(reason)).rejects.toBe(reason);
    expect(await pending).toEqual({ done: true, value: undefined });
    await server.until(() => server.underWay === 0);
  });

  test("throw() between two pages rejects with its error, and ends what is under way", async () => {
    const server = await listenWithHangingPages();
    const pages = paginate(server.client, "/customers", { pageSize: 10 }).pages();
    await pages.next();
    const reason = new Error("the caller's own reason");
    await expect(pages.throw(reason)).rejects.toBe(reason);
    await server.until(() => server.underWay === 0);
  });

  test("return() before the first next() sends nothing", async () => {
    const server = createListServer(() => cutPage(ROWS, 1, 10));
    const pages = paginate(server.client, "/customers").pages();
    expect(await pages.return()).toEqual({ done: true, value: undefined });
    expect(await pages.next()).toEqual({ done: true, value: undefined });
    expect(server.requests).toEqual([]);
  });

  test("return() ends the second pass of verify as well", async () => {
    http = await listenForPages((page, limit) => (http?.pages.length === 1 ? cutPage([], page, limit) : undefined));
    const server = http;
    const pages = paginate(server.client, "/customers", { verify: true }).pages();
    const pending = pages.next();
    await server.until(() => server.pages.length === 2);
    await pages.return();
    expect(await pending).toEqual({ done: true, value: undefined });
    await server.until(() => server.underWay === 0);
  });

  test("an abort after return() does not turn the end into an error", async () => {
    http = await listenForPages(() => undefined);
    const server = http;
    const controller = new AbortController();
    const pages = paginate(server.client, "/customers", { signal: controller.signal }).pages();
    const pending = pages.next();
    await server.until(() => server.underWay === 1);
    const returned = pages.return();
    controller.abort(new Error("too late"));
    expect(await pending).toEqual({ done: true, value: undefined });
    await returned;
  });
});

test("twenty loops on one signal cause no warning, leave one listener at most, and all end with it", async () => {
  const warnings: Error[] = [];
  const onWarning = (warning: Error): void => void warnings.push(warning);
  process.on("warning", onWarning);
  const controller = new AbortController();
  const server = createListServer(({ page, limit }) => cutPage(ROWS, page, limit));
  const readAll = (): Promise<unknown>[] =>
    Array.from({ length: 20 }, () =>
      paginate(server.client, "/customers", { pageSize: 10, signal: controller.signal }).toArray(),
    );
  await Promise.all(readAll());
  await Promise.all(readAll());
  expect(getEventListeners(controller.signal, "abort").length).toBeLessThanOrEqual(1);
  const reason = new Error("the caller's own reason");
  const ends = Promise.allSettled(readAll());
  await new Promise((resolve) => setImmediate(resolve));
  controller.abort(reason);
  expect(await ends).toEqual(Array(20).fill({ status: "rejected", reason }));
  // Node.js emits warnings in a later turn of the event loop.
  await new Promise((resolve) => setImmediate(resolve));
  process.off("warning", onWarning);
  expect(warnings).toEqual([]);
});
