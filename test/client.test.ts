import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { inspect } from "node:util";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createTrattaClient, type TrattaClient, type TrattaClientOptions } from "../src/client.ts";
import { TrattaRequestError } from "../src/errors.ts";

interface Sent {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: string;
  readonly redirect: string;
}

const ORG = "00000000-0000-4000-8000-000000000000";
const TOKEN = "eyJ0eXAi.secret-token.x";

function clientWith(options: Partial<TrattaClientOptions> = {}): { client: TrattaClient; sent: Sent[] } {
  const sent: Sent[] = [];
  const client = createTrattaClient({
    ...(options.baseUrl === undefined && { orgUuid: ORG }),
    token: TOKEN,
    fetch: async (request) => {
      const { method, url, headers, redirect } = request;
      sent.push({ method, url, headers, redirect, body: await request.text() });
      return Response.json({ data: {} });
    },
    ...options,
  });
  return { client, sent };
}

async function sentBy(
  call: (client: TrattaClient) => Promise<unknown>,
  options?: Partial<TrattaClientOptions>,
): Promise<Sent> {
  const { client, sent } = clientWith(options);
  await call(client);
  const [only, ...more] = sent;
  if (only === undefined || more.length > 0) throw new Error(`${sent.length} requests were sent`);
  return only;
}
const getCustomer = (client: TrattaClient): Promise<unknown> =>
  client.GET("/customers/{id}", { params: { path: { id: "42" } } });

describe("the base URL", () => {
  test.each<[Partial<TrattaClientOptions>, string]>([
    [{}, `https://${ORG}.sandbox.tratta.io/api/v1/customers/42`],
    [{ environment: "sandbox" }, `https://${ORG}.sandbox.tratta.io/api/v1/customers/42`],
    [{ environment: "production" }, `https://${ORG}.production.tratta.io/api/v1/customers/42`],
    [{ orgUuid: "ACME-1" }, "https://acme-1.sandbox.tratta.io/api/v1/customers/42"],
    [{ orgUuid: "a".repeat(63) }, `https://${"a".repeat(63)}.sandbox.tratta.io/api/v1/customers/42`],
    [{ baseUrl: "https://api.test" }, "https://api.test/customers/42"],
    [{ baseUrl: "https://api.test/api/v1" }, "https://api.test/api/v1/customers/42"],
    [{ baseUrl: "https://api.test/api/v1//" }, "https://api.test/api/v1/customers/42"],
    [{ baseUrl: "https://API.test:443/x/../api" }, "https://api.test/api/customers/42"],
    [
      { baseUrl: "https://api.test:8443", orgUuid: "not used", environment: "production" },
      "https://api.test:8443/customers/42",
    ],
    [{ baseUrl: "http://127.0.0.1:4010" }, "http://127.0.0.1:4010/customers/42"],
    [{ baseUrl: "http://localhost:4010/api/v1" }, "http://localhost:4010/api/v1/customers/42"],
    [{ baseUrl: "http://[::1]:4010" }, "http://[::1]:4010/customers/42"],
  ])("of %o makes %s", async (options, url) => {
    expect((await sentBy(getCustomer, options)).url).toBe(url);
  });

  test("is the organisation's own host, or the organisation is refused, for any text", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.string(), fc.domain(), fc.webUrl()), (orgUuid) => {
        const { ok } = attempt({ orgUuid });
        expect(ok).toBe(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i.test(orgUuid));
      }),
      { numRuns: 1_000 },
    );
  });
});

function attempt(options: object): { ok: boolean; error?: unknown } {
  try {
    clientWith(options);
    return { ok: true };
  } catch (error) {
    return { ok: false, error };
  }
}

describe("a bad option", () => {
  const orgUuids = [
    "",
    " ",
    "a.b",
    "a/b",
    "a@b",
    "a:1",
    "evil.test#",
    "-a",
    "a-",
    "a_b",
    "ä",
    "a\n",
    "a".repeat(64),
    null,
    7,
  ];
  const baseUrls = [
    "",
    "api.test",
    "/api/v1",
    "http://api.test",
    "http://127.0.0.1.evil.test",
    "http://localhost.evil.test",
    "http://10.0.0.1",
    "http://[::2]",
    "ftp://api.test",
    "data:text/plain,x",
    "https://user:hunter2@api.test",
    "https://api.test/?key=hunter2",
    "https://api.test/#hunter2",
    "https://",
    null,
    7,
  ];
  const integers = [-1, 0.5, Number.NaN, Infinity, "1", null, 2 ** 31];
  test.each<[string, object]>([
    ...orgUuids.map((orgUuid): [string, object] => ["orgUuid", { orgUuid }]),
    ["orgUuid", { orgUuid: undefined }],
    ...["prod", "", "Sandbox", "toString", null, 1].map((environment): [string, object] => [
      "environment",
      { environment },
    ]),
    ...baseUrls.map((baseUrl): [string, object] => ["baseUrl", { baseUrl }]),
    ...["", " ", "a b", "a\n", "tökén", undefined, null, 7, {}].map((token): [string, object] => ["token", { token }]),
    ...[0, ...integers].map((timeoutMs): [string, object] => ["timeoutMs", { timeoutMs }]),
    ...integers.map((maxRetries): [string, object] => ["retry.maxRetries", { retry: { maxRetries } }]),
    ...integers.map((maxDelayMs): [string, object] => ["retry.maxDelayMs", { retry: { maxDelayMs } }]),
    ...[true, 3, "3"].map((retry): [string, object] => ["retry", { retry }]),
    ...["fetch", 1, {}].map((fetch): [string, object] => ["fetch", { fetch }]),
    ...["log", 1, {}].map((onRetry): [string, object] => ["onRetry", { onRetry }]),
    ["headers", { headers: { Authorization: "Basic hunter2" } }],
    ["headers", { headers: [["authorization", "hunter2"]] }],
    ["headers", { headers: { "X-Bad": "hunter2\nX-More: 1" } }],
    ["headers", { headers: { "not a name": "hunter2" } }],
    ["headers", { headers: null }],
  ])("%s of %o is refused with its name", (option, options) => {
    const { error } = attempt(options);
    expect(error).toBeInstanceOf(TrattaRequestError);
    expect(error).toMatchObject({ code: "TrattaRequestError", field: option, outcome: "not_sent" });
    expect(String(error)).toMatch(new RegExp(`${option} (must|is missing)`));
    expect(`${String(error)}${JSON.stringify(error)}${inspect(error, { depth: 10 })}`).not.toContain("hunter2");
  });

  test.each<[string, object | undefined]>([
    ["token", { token: undefined }],
    ["token", { token: "" }],
    ["orgUuid", { orgUuid: undefined }],
    ["orgUuid", { orgUuid: "" }],
    ["baseUrl", { baseUrl: "" }],
  ])("%s that is missing is named, with the options there are (%o)", (option, options) => {
    const { error } = attempt(options ?? {});
    expect(error).toMatchObject({ code: "TrattaRequestError", field: option });
    expect(String(error)).toMatch(new RegExp(`${option} is missing.*; the options are token, orgUuid, .*onRetry`));
  });

  test("no options at all are refused like a missing token", () => {
    const create = createTrattaClient as (options?: unknown) => unknown;
    for (const options of [undefined, null, {}]) expect(() => create(options)).toThrow("token is missing");
  });

  test.each<[string, object]>([
    ["onretry", { onretry: () => {} }],
    ["timeout", { timeout: 5_000 }],
    ["timeout", { timeout: undefined }],
    ["retry.retries", { retry: { retries: 2 } }],
  ])("%s, which is not an option, is refused by name (%o)", (option, options) => {
    const { error } = attempt(options);
    expect(error).toMatchObject({ code: "TrattaRequestError", field: option });
    expect(String(error)).toMatch(/is not an option; the options are .*max|is not an option; the options are token, /);
  });

  test.each([0, 1, 2 ** 31 - 1])("retry numbers of %i are none", (number) => {
    expect(attempt({ retry: { maxRetries: number, maxDelayMs: number }, timeoutMs: number + 1 - number }).ok).toBe(
      true,
    );
  });

  test("undefined is none, where there is a default", () => {
    const options = {
      environment: undefined,
      baseUrl: undefined,
      fetch: undefined,
      headers: undefined,
      timeoutMs: undefined,
    };
    expect(attempt({ ...options, retry: undefined, onRetry: undefined }).ok).toBe(true);
    expect(attempt({ retry: { maxRetries: undefined, maxDelayMs: undefined } }).ok).toBe(true);
  });
});

describe("the headers of a request", () => {
  test("are the bearer token and Accept, and nothing of the body's type where there is no body", async () => {
    const { headers, redirect } = await sentBy(getCustomer);
    expect([...headers]).toEqual([
      ["accept", "application/json"],
      ["authorization", `Bearer ${TOKEN}`],
    ]);
    expect(redirect).toBe("manual");
  });

  test("go out over real HTTP with globalThis.fetch", async () => {
    const received: unknown[] = [];
    const server = createServer((incoming, outgoing) => {
      received.push(incoming.url, incoming.headers.authorization, incoming.headers.accept);
      outgoing.setHeader("Content-Type", "application/json").end(`{"data":{"id":"42"}}`);
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const client = createTrattaClient({ baseUrl: `http://127.0.0.1:${port}/api/v1`, token: () => TOKEN });
    const { data } = await client.GET("/customers/{id}", { params: { path: { id: "4/2" } } });
    server.close();
    server.closeAllConnections();
    expect(data).toEqual({ data: { id: "42" } });
    expect(received).toEqual(["/api/v1/customers/4%2F2", `Bearer ${TOKEN}`, "application/json"]);
  });

  const own: [string, HeadersInit][] = [
    ["a record", { "X-Team": "billing", Accept: "text/html" }],
    [
      "a list of pairs",
      [
        ["X-Team", "billing"],
        ["Accept", "text/html"],
      ],
    ],
    ["Headers", new Headers({ "X-Team": "billing", Accept: "text/html" })],
  ];
  test.each(own)("take in the client's, given as %s; Accept stays ours", async (_, headers) => {
    const sent = await sentBy(getCustomer, { headers });
    expect(Object.fromEntries(sent.headers)).toEqual({
      "x-team": "billing",
      accept: "application/json",
      authorization: `Bearer ${TOKEN}`,
    });
  });

  test.each([
    ...own,
    ["a record with Authorization", { "X-Team": "billing", Authorization: "Bearer other" }] as [string, HeadersInit],
    [
      "pairs with Authorization",
      [
        ["X-Team", "billing"],
        ["authorization", "Bearer other"],
      ],
    ] as [string, HeadersInit],
  ])("take in a call's, given as %s, before the client's; Accept and Authorization stay ours", async (_, headers) => {
    const sent = await sentBy((client) => client.GET("/customers/{id}", { params: { path: { id: "42" } }, headers }), {
      headers: { "X-Team": "client", "X-Other": "1" },
    });
    expect(Object.fromEntries(sent.headers)).toEqual({
      "x-team": "billing",
      "x-other": "1",
      accept: "application/json",
      authorization: `Bearer ${TOKEN}`,
    });
  });

  test("of one call are not those of the next", async () => {
    const { client, sent } = clientWith();
    await client.GET("/webhooks", { headers: { "X-Team": "billing" } });
    await client.GET("/webhooks");
    expect(sent.map(({ headers }) => headers.get("X-Team"))).toEqual(["billing", null]);
  });
});

describe("the body of a request", () => {
  const terms = { frequency: "every_other_week", start_date: "2026-01-02", amount: 700.5 } as const;
  const put = (headers?: HeadersInit) => (client: TrattaClient) =>
    client.PUT("/payment-plans/{id}", { params: { path: { id: "p" } }, body: terms, ...(headers && { headers }) });

  test("is JSON", async () => {
    const { body, headers } = await sentBy(put());
    expect(body).toBe(JSON.stringify(terms));
    expect(headers.get("Content-Type")).toBe("application/json");
  });

  test.each([
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded; charset=utf-8",
    "application/x-www-form-urlencoded;charset=UTF-8",
    "Application/X-WWW-Form-Urlencoded",
  ])("is form fields for %s", async (type) => {
    const { body, headers } = await sentBy(put({ "Content-Type": type }));
    expect(body).toBe("frequency=every_other_week&start_date=2026-01-02&amount=700.5");
    expect(headers.get("Content-Type")).toBe(type);
  });

  test("is form fields where the content type comes in a list of pairs", async () => {
    const { body } = await sentBy(put([["content-type", "application/x-www-form-urlencoded"]]));
    expect(body).toBe("frequency=every_other_week&start_date=2026-01-02&amount=700.5");
  });

  test.each([Number.NaN, Infinity])("is refused with %d in it, which JSON would send as null", async (amount) => {
    const { client, sent } = clientWith();
    await expect(client.POST("/charges", { body: { amount } })).rejects.toMatchObject({
      code: "TrattaRequestError",
      field: "amount",
    });
    expect(sent).toEqual([]);
  });
});

describe("the query of a request", () => {
  const search = async (query: Record<string, unknown>): Promise<string> =>
    new URL((await sentBy((client) => client.GET("/customers", { params: { query } }))).url).search;

  test.each<[Record<string, unknown>, string]>([
    [{}, ""],
    [{ limit: 5, page: 2 }, "?limit=5&page=2"],
    [{ include: "a,b" }, "?include=a%2Cb"],
    [{ include: "a b&c=d#é/?" }, "?include=a%20b%26c%3Dd%23%C3%A9%2F%3F"],
    [{ limit: undefined, include: null, page: 0 }, "?page=0"],
    [{ ids: ["1", "2"] }, "?ids=1&ids=2"],
    [{ ids: [] }, ""],
    [{ flag: false }, "?flag=false"],
  ])("of %j is %s", async (query, expected) => {
    expect(await search(query)).toBe(expected);
  });

  test("arrives as it was given, for any text", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme" }), async (include) => {
        expect(new URLSearchParams(await search({ include })).get("include")).toBe(include);
      }),
    );
  });
});

describe("a client", () => {
  test("has a function for every method, and each sends that method", async () => {
    const { client, sent } = clientWith();
    const methods = ["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"] as const;
    const anyMethod = client as unknown as Record<string, (path: string, init?: object) => Promise<unknown>>;
    // fetch itself refuses TRACE.
    for (const method of methods.slice(0, -1)) await anyMethod[method]?.("/customers");
    await client.request("get", "/webhooks");
    expect(sent.map(({ method }) => method)).toEqual([...methods.slice(0, -1), "GET"]);
  });

  test("may be taken apart: its functions need no this", async () => {
    const { client, sent } = clientWith();
    const { GET, use, eject } = client;
    const hook = { onRequest: () => undefined };
    use(hook);
    eject(hook);
    await GET("/webhooks");
    expect(sent).toHaveLength(1);
  });

  test("shares nothing with another client", async () => {
    const one = clientWith();
    const other = clientWith({ token: "other-token" });
    one.client.use({
      onRequest({ request }) {
        request.headers.set("X-Hook", "1");
      },
    });
    await one.client.GET("/webhooks");
    await other.client.GET("/webhooks");
    expect(one.sent[0]?.headers.get("X-Hook")).toBe("1");
    expect(other.sent[0]?.headers.get("X-Hook")).toBeNull();
    expect(other.sent[0]?.headers.get("Authorization")).toBe("Bearer other-token");
  });
});

describe("bad input of a call", () => {
  const secret = "Jane Doe\n4111111111111111";
  test.each<[string, (client: TrattaClient) => Promise<unknown>, string]>([
    ["a header value with a line break", (c) => c.GET("/webhooks", { headers: { "X-Note": secret } }), "headers"],
    ["a pair with a line break", (c) => c.GET("/webhooks", { headers: [["X-Note", secret]] }), "headers"],
    // @ts-expect-error as a caller without TypeScript may do
    ["a base URL", (c) => c.GET("/webhooks", { baseUrl: "https://u:secretpw@other.example" }), "baseUrl"],
    // @ts-expect-error as a caller without TypeScript may do
    ["a path of one's own", (c) => c.GET("/webhooks", { pathSerializer: () => "/x" }), "pathSerializer"],
    ["NaN", (c) => c.GET("/customers", { params: { query: { limit: NaN } } }), "params.query.limit"],
    ["Infinity", (c) => c.GET("/customers", { params: { query: { page: Infinity } } }), "params.query.page"],
    [
      "half a character",
      (c) => c.GET("/customers", { params: { query: { include: "\ud800" } } }),
      "params.query.include",
    ],
  ])("%s is refused before it is sent, naming the field and not the value", async (_, call, field) => {
    const { client, sent } = clientWith();
    const error: unknown = await call(client).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TrattaRequestError);
    expect(error).toMatchObject({ field, outcome: "not_sent" });
    expect(inspect(error, { depth: 10 })).not.toMatch(/Jane|4111|secretpw/);
    expect(sent).toEqual([]);
  });
});
