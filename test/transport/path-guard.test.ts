import { inspect } from "node:util";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTrattaClient, type TrattaClient } from "../../src/client.ts";
import { TrattaRequestError } from "../../src/errors.ts";
import { assertSafePath, assertSafeQuery } from "../../src/transport/path-guard.ts";
import { type FaultServer, startFaultServer } from "../support/fault-server.ts";

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

  const METHODS = ["GET", "PUT", "POST", "DELETE"] as const;

  function send(client: TrattaClient, method: string, id: unknown): Promise<unknown> {
    const call = client.request as unknown as (method: string, path: string, init: object) => Promise<unknown>;
    const body = method.startsWith("P") ? { body: { amount: 1 } } : {};
    return call(method, "/payment-plans/{id}", { params: { path: { id } }, ...body });
  }

  /** Ids full of what matters to a URL. */
  const awkwardId = fc.oneof(
    fc.string({ unit: fc.constantFrom(..."./\\%2eEfF5cC?#&;:@ \t\n~a1é💳\ud800\u0000{}$"), maxLength: 8 }),
    fc.string({ unit: "binary", maxLength: 12 }),
    fc.string({ unit: "grapheme", maxLength: 12 }),
  );

  it("has exactly the segments that were meant or is refused, for 10,000 ids (in process)", async () => {
    const received: string[] = [];
    const fetch = async (request: Request): Promise<Response> => {
      received.push(new URL(request.url).pathname);
      return Response.json({});
    };
    const client = createTrattaClient({ baseUrl: "https://api.test/api/v1", token: "token", fetch });
    let sent = 0;
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(awkwardId, fc.constantFrom(...METHODS), async (id, method) => {
        received.length = 0;
        const error = await send(client, method, id).then(
          () => undefined,
          (thrown: unknown) => thrown,
        );
        if (error !== undefined) {
          refused += 1;
          expect(error).toBeInstanceOf(TrattaRequestError);
          expect(received).toEqual([]);
          return;
        }
        sent += 1;
        expect(received[0]?.split("/").map(decodeURIComponent)).toEqual(["", "api", "v1", "payment-plans", id]);
      }),
      { numRuns: 10_000 },
    );
    expect(sent).toBeGreaterThan(2_000);
    expect(refused).toBeGreaterThan(500);
  });

  it("reaches a real server with exactly the segments that were meant, or not at all", async () => {
    const client = createTrattaClient({ baseUrl: `${server.url}/api/v1`, token: "token" });
    await fc.assert(
      fc.asyncProperty(awkwardId, fc.constantFrom(...METHODS), async (id, method) => {
        server.requests.length = 0;
        const refused = await send(client, method, id).then(
          () => false,
          (error: unknown) => error instanceof TrattaRequestError,
        );
        const paths = server.requests.map(({ url }) => url.split("/").map(decodeURIComponent));
        expect(paths).toEqual(refused ? [] : [["", "api", "v1", "payment-plans", id]]);
      }),
      { numRuns: 500 },
    );
  });

  it.each(METHODS.flatMap((method) => UNSAFE_IDS.map((id) => [method, inspect(id), id] as const)))(
    "is not sent by %s with the id %s",
    async (method, _, id) => {
      server.requests.length = 0;
      const client = createTrattaClient({ baseUrl: server.url, token: "token" });
      await expect(send(client, method, id)).rejects.toMatchObject({ field: "params.path.id", outcome: "not_sent" });
      expect(server.requests).toEqual([]);
    },
  );
});
