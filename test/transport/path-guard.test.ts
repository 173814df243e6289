import { inspect } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTrattaClient } from "../../src/client.ts";
import { assertSafePath, assertSafeQuery } from "../../src/transport/path-guard.ts";
import { type FaultServer, startFaultServer } from "../support/fault-server.ts";
import { METHODS, sendWithId } from "../support/send-with-id.ts";

const UNSAFE_IDS: unknown[] = [
  ...["", " ", "\t", "\n", "\u00a0", "\ufeff", ".", "..", "%2e", "%2E%2e", ".%2e", "%2e."],
  ...[
    "../customers",
    "a/../b",
    "a/..",
    "./a",
    "a\\..\\b",
    "..\\",
    "a%2f..%2fb",
    "a%2F%2e%2e",
    "a%5c..",
    "%2f..",
    "..%5C",
  ],
  ...["a\u0000", "a\r\nX-Evil: 1", "\u007f", "\u0085", "\ud800", "a\udfff", "\udc00\ud800"],
  ...[undefined, null, true, {}, [], ["42"], () => "42", Symbol("42"), 42n, NaN, Infinity, 1.5, 2 ** 53],
];

describe("assertSafePath", () => {
  it.each(UNSAFE_IDS.map((id) => ({ id, shown: inspect(id) })))(
    "refuses the id $shown, naming the parameter",
    ({ id }) => {
      expect(() => assertSafePath("/payment-plans/{id}", { id })).toThrow(
        expect.objectContaining({ code: "TrattaRequestError", field: "params.path.id", outcome: "not_sent" }),
      );
    },
  );

  it("never quotes a refused id, which may be personal data", () => {
    expect(() => assertSafePath("/customers/{id}", { id: "../jane@example.com" })).toThrow(/^(?!.*jane).*$/s);
  });

  it.each([
    "42",
    42,
    0,
    "a.b",
    "...",
    "..a",
    "a..",
    "a b",
    "a/b",
    "?",
    "#",
    "%",
    "%zz",
    "é",
    "💳",
    "$&",
    "{id}",
    "@",
    ";",
  ])("accepts the id %j", (id) => {
    expect(() => assertSafePath("/payment-plans/{id}", { id })).not.toThrow();
  });

  it.each(["", "/", "//evil.test", "customers", "/customers/", "/customers//1", "/customers?x=1", "/customers#x"])(
    "refuses the path %j",
    (path) => {
      expect(() => assertSafePath(path)).toThrow(expect.objectContaining({ field: "path" }));
    },
  );

  it.each([
    "/..",
    "/customers/../charges",
    "/%2e%2e/charges",
    "/a\\..\\b",
    "@evil.test",
    ".evil.test",
    "https://evil.test",
    // A URL drops white space and control characters at its end, and line breaks and tabs everywhere.
    "/payment-plans/ ",
    "/payment-plans/\t",
    "/payment-plans/\u0001",
    "/customers/7/.\n.",
    "/customers/.\t./payment-plans",
    // Braces that openapi-fetch would read in another way, or send as they are.
    "/payment-plans/{id",
    "/payment-plans/id}",
    "/payment-plans/{}",
    "/payment-plans/{{id}}",
    "/payment-plans/{id*}",
    "/payment-plans/{.id}",
    "/payment-plans/{;id}",
  ])("refuses the path %j, whatever its parameters", (path) => {
    const params = { "": "1", id: "1", "id*": "1", ".id": "1", ";id": "1", "{id": "1", i: "1" };
    expect(() => assertSafePath(path, params)).toThrow(expect.objectContaining({ field: "path" }));
  });

  it("refuses a path with any parameter left unfilled", () => {
    expect(() => assertSafePath("/a/{one}/b/{two}", { one: "1" })).toThrow(/^params\.path\.two /);
    expect(() => assertSafePath("/a/{id}")).toThrow(/^params\.path\.id /);
  });
});

describe("assertSafeQuery", () => {
  it.each([
    [{ start_date: "2026-01-01 00:00:00" }, "params.query.end_date"],
    [{ end_date: "2026-01-31 23:59:59", limit: 5 }, "params.query.start_date"],
    [{ start_date: "2026-01-01 00:00:00", end_date: undefined }, "params.query.end_date"],
    // Left out of the URL, or empty in it.
    [{ start_date: "2026-01-01 00:00:00", end_date: null }, "params.query.end_date"],
    [{ start_date: "2026-01-01 00:00:00", end_date: "" }, "params.query.end_date"],
    [{ start_date: "2026-01-01 00:00:00", end_date: " " }, "params.query.end_date"],
    [{ start_date: [], end_date: "2026-01-31 23:59:59" }, "params.query.start_date"],
    [{ start_date: "2026-01-01 00:00:00", end_date: [undefined] }, "params.query.end_date"],
  ])("refuses %j, since the API ignores one bound without the other and returns every row", (query, field) => {
    expect(() => assertSafeQuery(query)).toThrow(expect.objectContaining({ field, outcome: "not_sent" }));
  });

  it.each([
    new URLSearchParams({ start_date: "a", end_date: "b" }),
    new Map([["status", "active"]]),
    [["status", "active"]],
    "status=active",
  ])("refuses the query %o, of which nothing, or its indices, would be sent", (query) => {
    expect(() => assertSafeQuery(query as unknown as Record<string, unknown>)).toThrow(
      expect.objectContaining({ field: "params.query", outcome: "not_sent" }),
    );
  });

  it.each([
    {},
    { date_range: "today" },
    { start_date: "a", end_date: "b" },
    { start_date: undefined },
    { start_date: null, end_date: undefined },
  ])("accepts %j", (query) => {
    expect(() => assertSafeQuery(query)).not.toThrow();
  });
});

describe("every request of a client", () => {
  let server: FaultServer;
  beforeAll(async () => {
    server = await startFaultServer();
  });
  afterAll(() => server.close());

  it.each(METHODS.flatMap((method) => UNSAFE_IDS.map((id) => [method, inspect(id), id] as const)))(
    "is not sent by %s with the id %s",
    async (method, _, id) => {
      server.requests.length = 0;
      const client = createTrattaClient({ baseUrl: server.url, token: "token" });
      await expect(sendWithId(client, method, id)).rejects.toMatchObject({
        field: "params.path.id",
        outcome: "not_sent",
      });
      expect(server.requests).toEqual([]);
    },
  );
});
