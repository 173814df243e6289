import {
  paginate,
  type PaginationDrift,
  PaginationDriftError,
  type PaginationProgress,
  TrattaApiError,
  unwrap,
} from "tratta-client";
import { assert, assertEqual, eventually, rejectionOf, rejectsWith } from "./assertions.ts";
import type { Check } from "./check.ts";

const CUSTOMERS = 60;

/** Lists, read page by page. */
export const pagination: readonly Check[] = [
  {
    name: "paginate yields every row once and in order, with at most `concurrency` pages under way",
    async run({ client }) {
      let underWay = 0;
      let most = 0;
      const api = client({
        fetch: async (request, init) => {
          most = Math.max(most, ++underWay);
          return fetch(request, init).finally(() => underWay--);
        },
      });
      const expected = (await unwrap(api.GET("/customers", { params: { query: { limit: 500 } } }))).data ?? [];
      const rows = await paginate(api, "/customers", { pageSize: 7, concurrency: 3 }).toArray();
      assertEqual(rows.length, CUSTOMERS, "rows");
      assertEqual(
        rows.map(({ id }) => id),
        expected.map(({ id }) => id),
        "ids",
      );
      assertEqual(most, 3, "most pages under way");
    },
  },
  {
    name: "break leaves no request running",
    async run({ client, control }) {
      await control.holdPagesFrom(3);
      let pages = 0;
      for await (const page of paginate(client(), "/customers", { pageSize: 5, concurrency: 4 }).pages()) {
        assertEqual(page.length, 5, "rows of a page");
        if (++pages < 2) continue;
        await eventually("three pages are under way", async () => (await control.received()).underWay === 3);
        break;
      }
      await eventually("none is under way", async () => (await control.received()).underWay === 0);
      assertEqual((await control.received()).requests.length, 5, "requests");
    },
  },
  {
    name: "an abort ends paging with the caller's own reason, and the requests under way",
    async run({ client, control }) {
      await control.holdPagesFrom(2);
      const controller = new AbortController();
      const reason = new Error("the user left");
      const rows = paginate(client(), "/customers", { pageSize: 5, signal: controller.signal }).toArray();
      const error = rejectionOf(rows);
      await eventually("four pages are under way", async () => (await control.received()).underWay === 4);
      controller.abort(reason);
      assert((await error) === reason, `rejected with ${String(await error)}`);
      await eventually("none is under way", async () => (await control.received()).underWay === 0);
    },
  },
  {
    name: "a 429 or 503 among parallel pages loses and doubles no row",
    async run({ client, control }) {
      await control.addFault({ kind: "delay", ms: 10 });
      await control.addFault({ kind: "status", status: 429, headers: { "Retry-After": "0" } }, { times: 2 });
      await control.addFault({ kind: "status", status: 503, headers: { "Retry-After": "0" } }, { times: 2 });
      const rows = await paginate(client(), "/customers", { pageSize: 5 }).toArray();
      assertEqual([rows.length, new Set(rows.map(({ id }) => id)).size], [CUSTOMERS, CUSTOMERS], "rows and ids");
    },
  },
  {
    name: "onProgress tells of each page, and toArray stops at max",
    async run({ client, control }) {
      const told: PaginationProgress[] = [];
      const list = paginate(client(), "/customers", {
        pageSize: 20,
        concurrency: 1,
        onProgress: (progress) => told.push(progress),
      });
      assertEqual((await list.toArray({ max: 25 })).length, 25, "rows");
      assertEqual(
        told,
        [
          { page: 1, pages: 3, items: 20, total: 60 },
          { page: 2, pages: 3, items: 40, total: 60 },
        ],
        "progress",
      );
      assertEqual((await control.received()).requests.length, 2, "requests");
    },
  },
  {
    name: "onDrift is told when the list grows while it is read",
    async run({ client }) {
      const api = client();
      const drifts: PaginationDrift[] = [];
      const list = paginate(api, "/customers", {
        pageSize: 20,
        concurrency: 1,
        onDrift: (drift) => drifts.push(drift),
      });
      let pages = 0;
      for await (const page of list.pages()) {
        if (++pages === 1) {
          assertEqual(page.length, 20, "rows of page 1");
          await unwrap(api.POST("/customers", { body: { first_name: "New", last_name: "Row" } }));
        }
      }
      assertEqual(drifts, [{ page: 2, reason: "total_changed", expected: 60, actual: 61 }], "drifts");
    },
  },
  {
    name: "rows that are missing at the end are an error, after the rows that came",
    async run({ client, control }) {
      const page = { data: [{ id: "1" }], meta: { total: 3, current_page: 1, last_page: 1 }, links: { next: null } };
      await control.addFault({ kind: "status", status: 200, body: page });
      const ids: unknown[] = [];
      const read = async (): Promise<void> => {
        for await (const { id } of paginate(client(), "/customers")) ids.push(id);
      };
      const error = await rejectsWith(PaginationDriftError, read());
      assertEqual(error.drift, { page: 1, reason: "rows_missing", expected: 3, actual: 1 }, "drift");
      assertEqual(ids, ["1"], "rows");
    },
  },
  {
    name: "counts that come as strings and a `last_page` are understood, as the live API is documented to send them",
    async run({ client, control }) {
      const page = (number: number): object => ({
        data: [{ id: `${number}` }],
        meta: { total: "2", current_page: `${number}`, last_page: "2", per_page: "1" },
        links: { next: number < 2 ? "https://elsewhere.example/api/v1/customers?page=2" : null },
      });
      await control.addFault({ kind: "status", status: 200, body: page(1) });
      await control.addFault({ kind: "status", status: 200, body: page(2) });
      const rows = await paginate(client(), "/customers", { pageSize: 1 }).toArray();
      assertEqual(
        rows.map(({ id }) => id),
        ["1", "2"],
        "ids",
      );
      assertEqual((await control.received()).requests.length, 2, "requests");
    },
  },
  {
    name: "a server that gives the same page for ever does not make it loop for ever",
    async run({ client, control }) {
      const page = { data: [{ id: "1" }], meta: null, links: { next: "nonsense" } };
      await control.addFault({ kind: "status", status: 200, body: page }, { times: 1_000 });
      assertEqual((await paginate(client(), "/customers").toArray()).length, 1, "rows");
      const { requests } = await control.received();
      assert(requests.length < 10, `${requests.length} requests`);
    },
  },
  {
    name: "a page that is refused ends the paging with its error",
    async run({ client, control }) {
      await control.addFault({ kind: "status", status: 403 });
      const error = await rejectsWith(TrattaApiError, paginate(client(), "/customers").toArray());
      assertEqual([error.status, error.path], [403, "/customers"], "facts");
    },
  },
];
