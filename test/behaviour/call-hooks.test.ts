import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createTrattaClient, type TrattaClient, type TrattaClientOptions } from "../../src/client.ts";
import { unwrap } from "../../src/unwrap.ts";
import { empty, type FaultServer, html, inTurn, json, raw, reset, startFaultServer } from "../support/fault-server.ts";

let server: FaultServer;
beforeEach(async () => {
  vi.spyOn(Math, "random").mockReturnValue(0);
  server = await startFaultServer(json(200, { data: { id: "1", first_name: "é" } }));
});
afterEach(() => server.close());

function createClient(options: Partial<TrattaClientOptions> = {}): TrattaClient {
  return createTrattaClient({ baseUrl: server.url, token: "token", ...options });
}
const get = (client: TrattaClient) => client.GET("/customers/{id}", { params: { path: { id: "1" } } });
/** The types know `bytes` in later versions. */
type WithBytes = Response & { bytes(): Promise<Uint8Array> };
const TEXT = '{"data":{"id":"1","first_name":"é"}}';

describe("a response hook", () => {
  it("sees the final response of a call once, with its template and request", async () => {
    server.answer = inTurn(json(503, {}), json(429, {}, { "Retry-After": 0 }), json(200, {}));
    const seen: unknown[] = [];
    const client = createClient();
    client.use({
      onResponse: ({ response, request, schemaPath }) => {
        seen.push([request.method, schemaPath, response.status, response.url]);
      },
    });
    await get(client);
    expect(server.requests).toHaveLength(3);
    expect(seen).toEqual([["GET", "/customers/{id}", 200, `${server.url}/customers/1`]]);
  });

  it.each<[string, (response: Response) => Promise<unknown>, unknown]>([
    ["json()", (response) => response.json(), JSON.parse(TEXT)],
    ["text()", (response) => response.text(), TEXT],
    ["clone().json()", (response) => response.clone().json(), JSON.parse(TEXT)],
    ["clone().clone().text()", (response) => response.clone().clone().text(), TEXT],
    ["body", (response) => new Response(response.body).text(), TEXT],
    ["blob()", async (response) => (await response.blob()).text(), TEXT],
    ["arrayBuffer()", async (response) => new TextDecoder().decode(await response.arrayBuffer()), TEXT],
    ["bytes()", async (response) => new TextDecoder().decode(await (response as WithBytes).bytes()), TEXT],
  ])("can read the response by %s, twice, and the call still has its data", async (_, read, expected) => {
    const seen: unknown[] = [];
    const client = createClient();
    client.use({
      onResponse: async ({ response }) => {
        expect(response.bodyUsed).toBe(false);
        seen.push(await read(response), await read(response));
      },
    });
    expect((await get(client)).data).toEqual(JSON.parse(TEXT));
    expect(seen).toEqual([expected, expected]);
  });

  it("can read a form by formData(), twice", async () => {
    server.answer = raw(200, "amount=7&note=a%26b", { "Content-Type": "application/x-www-form-urlencoded" });
    const seen: unknown[] = [];
    const client = createClient();
    client.use({
      onResponse: async ({ response }) => {
        seen.push([...(await response.formData())], [...(await response.formData())]);
      },
    });
    const fields = [
      ["amount", "7"],
      ["note", "a&b"],
    ];
    expect((await client.GET("/customers", { parseAs: "text" })).data).toBe("amount=7&note=a%26b");
    expect(seen).toEqual([fields, fields]);
  });

  it.each<[string, (response: Response) => Response]>([
    ["body", (response) => new Response(response.body, response)],
    ["clone", (response) => response.clone()],
  ])("can replace the response with one made from its %s", async (_, replace) => {
    const client = createClient();
    client.use({ onResponse: ({ response }) => replace(response) });
    expect(await unwrap(get(client))).toEqual(JSON.parse(TEXT));
    server.answer = json(422, { errorCode: "no_way" });
    await expect(unwrap(get(client))).rejects.toMatchObject({
      errorCode: "no_way",
      path: "/customers/{id}",
      attempts: 1,
    });
    server.answer = html(200);
    await expect(get(client)).rejects.toMatchObject({ code: "TrattaResponseError", status: 200 });
    server.answer = empty(204);
    expect((await get(client)).data).toBeUndefined();
  });

  it("can change the data of the call", async () => {
    const client = createClient();
    client.use({
      onResponse: async ({ response }) => Response.json({ ...((await response.json()) as object), added: 1 }),
    });
    expect(await unwrap(get(client))).toEqual({ ...(JSON.parse(TEXT) as object), added: 1 });
  });

  it("sees an error response and can read it too", async () => {
    server.answer = raw(500, "<h1>down</h1>");
    const seen: unknown[] = [];
    const client = createClient({ retry: false });
    client.use({
      onResponse: async ({ response }) => {
        seen.push(response.status, await response.text());
      },
    });
    const { error } = await get(client);
    expect(seen).toEqual([500, "<h1>down</h1>"]);
    expect(error).toEqual({ error: "the response has no JSON body" });
  });

  it.each([Error, SyntaxError, TypeError])("has its own %o passed on", async (OwnError) => {
    const error = new OwnError("from the hook");
    const client = createClient();
    client.use({
      onResponse: () => {
        throw error;
      },
    });
    await expect(get(client)).rejects.toBe(error);
  });

  it("no longer runs after it is ejected", async () => {
    const hook = { onResponse: vi.fn() };
    const client = createClient();
    client.use(hook);
    client.eject(hook);
    await get(client);
    expect(hook.onResponse).not.toHaveBeenCalled();
  });
});

describe("a request hook", () => {
  it("can add headers, which every attempt sends", async () => {
    server.answer = inTurn(json(503, {}), json(200, {}));
    const client = createClient();
    client.use({
      onRequest: ({ request }) => {
        request.headers.set("X-Trace", "42");
      },
    });
    await get(client);
    expect(server.requests.map(({ headers }) => headers["x-trace"])).toEqual(["42", "42"]);
  });

  it("can replace the request, and every attempt sends the new body", async () => {
    server.answer = inTurn(json(429, {}, { "Retry-After": 0 }), json(201, {}));
    const client = createClient();
    client.use({ onRequest: ({ request }) => new Request(request, { method: "POST", body: '{"amount":2}' }) });
    await client.POST("/charges", { body: { amount: 1 } });
    expect(server.requests.map(({ body }) => body)).toEqual(['{"amount":2}', '{"amount":2}']);
  });

  it("runs once for a call, and sees no token", async () => {
    server.answer = inTurn(json(503, {}), json(200, {}));
    const seen: unknown[] = [];
    const client = createClient();
    client.use({
      onRequest: ({ request }) => {
        seen.push(request.headers.get("Authorization"));
      },
    });
    await get(client);
    expect(seen).toEqual([null]);
  });

  it("can end the call through its own signal", { timeout: 10_000 }, async () => {
    server.answer = json(503, {}, { "Retry-After": 30 });
    const controller = new AbortController();
    const client = createClient({ onRetry: () => controller.abort("deadline") });
    client.use({ onRequest: ({ request }) => new Request(request, { signal: controller.signal }) });
    await expect(get(client)).rejects.toBe("deadline");
  });

  it("can respond to the call itself, and nothing is sent", async () => {
    const client = createClient();
    client.use({ onRequest: () => Response.json({ data: { id: "cached" } }) });
    expect(await unwrap(get(client))).toEqual({ data: { id: "cached" } });
    expect(server.requests).toEqual([]);
  });

  it("can respond to several calls with the same response", async () => {
    const response = new Response(null, { status: 404 });
    const client = createClient();
    client.use({ onRequest: () => response });
    await expect(unwrap(get(client))).rejects.toMatchObject({ status: 404, path: "/customers/{id}" });
    await expect(unwrap(client.GET("/charges"))).rejects.toMatchObject({ status: 404, path: "/charges" });
  });

  it("can respond to the call itself with an error", async () => {
    const client = createClient();
    client.use({ onRequest: () => new Response("", { status: 503 }) });
    const result = await get(client);
    expect(result.error).toEqual(expect.any(Object));
    await expect(unwrap(result)).rejects.toMatchObject({ status: 503, attempts: 0, path: "/customers/{id}" });
  });

  it("has its own error passed on, and nothing is sent", async () => {
    const error = new SyntaxError("from the hook");
    const client = createClient();
    client.use({
      onRequest: () => {
        throw error;
      },
    });
    await expect(get(client)).rejects.toBe(error);
    expect(server.requests).toEqual([]);
  });
});

describe("an error hook", () => {
  it("sees the error of a call once and can replace it", async () => {
    server.answer = reset;
    const seen: unknown[] = [];
    const replacement = new Error("from the hook");
    const client = createClient({ retry: { maxRetries: 1 } });
    client.use({
      onError: ({ error }) => {
        seen.push((error as Error).name);
        return replacement;
      },
    });
    await expect(get(client)).rejects.toBe(replacement);
    expect(seen).toEqual(["TrattaNetworkError"]);
    expect(server.requests).toHaveLength(2);
  });
});

describe("parseAs", () => {
  it.each<["text" | "blob" | "arrayBuffer" | "stream", (data: unknown) => Promise<string>]>([
    ["text", async (data) => data as string],
    ["blob", (data) => (data as Blob).text()],
    ["arrayBuffer", async (data) => new TextDecoder().decode(data as ArrayBuffer)],
    ["stream", (data) => new Response(data as ReadableStream).text()],
  ])("%s returns the body in that form", async (parseAs, textOf) => {
    const result = await createClient().GET("/customers", { parseAs });
    expect(await textOf(result.data)).toBe(TEXT);
  });

  it.each(["text", "blob", "arrayBuffer", "stream"] as const)(
    "%s still returns an error as an object",
    async (parseAs) => {
      server.answer = json(422, { errorCode: "no" });
      expect((await createClient().GET("/customers", { parseAs })).error).toEqual({ errorCode: "no" });
      server.answer = html(400);
      expect((await createClient().GET("/customers", { parseAs })).error).toEqual({
        error: "the response has no JSON body",
      });
    },
  );
});

describe("client.request", () => {
  it("makes the same call by a method's name, even without options", async () => {
    server.answer = json(200, { data: [] });
    expect((await createClient().request("get", "/customers")).data).toEqual({ data: [] });
    expect(server.requests[0]).toMatchObject({ method: "GET", url: "/customers" });
  });
});
