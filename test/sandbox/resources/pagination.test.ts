import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createSandbox } from "../../../src/sandbox/index.ts";
import { cutPage, linkPages, serializeMeta } from "../../../src/sandbox/resources/pagination.ts";
import { call } from "../../support/sandbox-caller.ts";

describe("cutPage", () => {
  test("the pages one after another give every row once and in order", () => {
    fc.assert(
      fc.property(
        fc.nat(300),
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 1, max: 500 }),
        (total, limit, cap) => {
          const all = Array.from({ length: total }, (_, index) => index);
          const { total_pages: pages, per_page: size } = cutPage(all, { page: 1, limit }, cap).meta;
          expect(size).toBe(Math.min(limit, cap));
          const read = Array.from({ length: pages }, (_, index) => cutPage(all, { page: index + 1, limit }, cap).rows);
          expect(read.flat()).toEqual(all);
          expect(cutPage(all, { page: pages + 1, limit }, cap).rows).toEqual([]);
        },
      ),
    );
  });
});

describe("linkPages", () => {
  const url = new URL("https://host.test/api/v1/customers?include=debt_accounts&page=2&limit=10");
  const meta = { total: 25, current_page: 2, per_page: 10, total_pages: 3 };

  test("links keep the origin, the path and the other query parameters", () => {
    expect(linkPages(url, meta)).toEqual({
      first: "https://host.test/api/v1/customers?include=debt_accounts&page=1&limit=10",
      prev: "https://host.test/api/v1/customers?include=debt_accounts&page=1&limit=10",
      next: "https://host.test/api/v1/customers?include=debt_accounts&page=3&limit=10",
      last: "https://host.test/api/v1/customers?include=debt_accounts&page=3&limit=10",
    });
  });

  test("there is nothing before the first page and nothing after the last or past the end", () => {
    expect(linkPages(url, { ...meta, current_page: 1 }).prev).toBeNull();
    expect(linkPages(url, { ...meta, current_page: 3 }).next).toBeNull();
    const past = linkPages(url, { ...meta, current_page: 9 });
    expect(past.next).toBeNull();
    expect(past.prev).toContain("page=3");
  });

  test("a link says the page size where the caller left it to the server", () => {
    expect(linkPages(new URL("https://host.test/tickets"), meta).next).toBe(
      "https://host.test/tickets?page=3&limit=10",
    );
  });
});

describe("lists in the vendor's dialect", () => {
  test.each([
    [1, 1, 7],
    [4, 22, 25],
    [5, null, null],
  ])("page %s is from row %s to %s", async (page, from, to) => {
    const sandbox = createSandbox({ customers: 25 });
    const { body } = await call(sandbox, "GET", `/customers?limit=7&page=${page}`);
    expect(body.meta).toEqual({
      current_page: page,
      from,
      last_page: 4,
      path: "http://sandbox.test/api/v1/customers",
      per_page: "7",
      to,
      total: 25,
    });
    expect(Object.keys(body.links)).toEqual(["first", "prev", "next", "last"]);
  });

  test("from and to count every row once", () => {
    fc.assert(
      fc.property(fc.nat(300), fc.integer({ min: 1, max: 50 }), (total, limit) => {
        const all = Array.from({ length: total }, (_, index) => index);
        const url = new URL("https://host.test/customers");
        const pages = Math.max(1, Math.ceil(total / limit));
        const counted = Array.from({ length: pages }, (_, index) => {
          const { rows, meta } = cutPage(all, { page: index + 1, limit }, 500);
          const { from, to } = serializeMeta(meta, rows.length, url, "vendor");
          return typeof from === "number" && typeof to === "number" ? all.slice(from - 1, to) : [];
        });
        expect(counted.flat()).toEqual(all);
      }),
    );
  });

  test.each(["customers", "debt-accounts", "payment-methods", "charges", "transactions", "tickets", "email-campaigns"])(
    "%s have it",
    async (path) => {
      const { meta } = (await call(createSandbox({ customers: 0 }), "GET", `/${path}`)).body;
      expect(meta).toMatchObject({ current_page: 1, from: null, to: null, last_page: 1, total: 0 });
      expect(meta).not.toHaveProperty("total_pages");
    },
  );
});

describe.each(["vendor", "source"] as const)("page and limit in the dialect %s", (dialect) => {
  const values = "Infinity -Infinity 1e300 9007199254740993 0x10 1e2 %205 1.5 -1 0 NaN null true abc 5,6".split(" ");
  test.each(["page", "limit"].flatMap((name) => ["", ...values, `1&${name}=2`].map((value) => `${name}=${value}`)))(
    "what is no number of rows or pages is refused by name: %s",
    async (query) => {
      const { status, body } = await call(createSandbox({ dialect }), "GET", `/customers?${query}`);
      expect([status, body.errorCode]).toEqual([422, "validation_failed"]);
      expect(body.error).toMatch(query.startsWith("page") ? /^query\.page must be / : /^query\.limit must be /);
    },
  );

  test("a page far behind the end is empty and has its number", async () => {
    const { status, body } = await call(createSandbox({ dialect }), "GET", "/customers?page=999999999999999&limit=500");
    expect([status, body.data, body.meta.current_page]).toEqual([200, [], 999_999_999_999_999]);
  });
});

describe("lists of a sandbox", () => {
  test("default to 10 rows, in the order of creation, and report the total", async () => {
    const sandbox = createSandbox({ dialect: "source", customers: 25 });
    const { body } = await call(sandbox, "GET", "/customers");
    expect(body.data).toHaveLength(10);
    expect(body.meta).toEqual({ total: 25, current_page: 1, per_page: 10, total_pages: 3 });
    const times = body.data.map((customer: { created_at: string }) => customer.created_at);
    expect(times).toEqual(times.toSorted());
  });

  test("have fewer rows than requested when maxPageSize caps them", async () => {
    const sandbox = createSandbox({ dialect: "source", customers: 25, maxPageSize: 7 });
    const { body } = await call(sandbox, "GET", "/customers?limit=20&page=4");
    expect(body.data).toHaveLength(4);
    expect(body.meta).toEqual({ total: 25, current_page: 4, per_page: 7, total_pages: 4 });
  });

  test("an empty list has one page", async () => {
    const { body } = await call(createSandbox({ dialect: "source", customers: 0 }), "GET", "/customers");
    expect(body.data).toEqual([]);
    expect(body.meta.total_pages).toBe(1);
    expect([body.links.prev, body.links.next]).toEqual([null, null]);
  });

  test.each(["limit=0", "limit=501", "limit=ten", "limit=1.5", "page=0", "page=-1", "page=", "limit=1&limit=2"])(
    "refuse ?%s by name",
    async (query) => {
      const { status, body } = await call(
        createSandbox({ dialect: "source", customers: 1 }),
        "GET",
        `/customers?${query}`,
      );
      expect(status).toBe(422);
      expect(body.errorCode).toBe("validation_failed");
      expect(body.error).toContain(`query.${query.slice(0, query.indexOf("="))}`);
    },
  );

  test("the payment methods have meta and no links, the webhooks neither, as documented", async () => {
    const sandbox = createSandbox({ dialect: "source" });
    expect(Object.keys((await call(sandbox, "GET", "/payment_methods")).body)).toEqual(["data", "meta"]);
    expect(Object.keys((await call(sandbox, "GET", "/webhooks?limit=500&page=1")).body)).toEqual(["data"]);
  });
});
