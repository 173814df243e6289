import { Response as UndiciResponse } from "undici";
import { describe, expect, it, vi } from "vitest";
import { createTrattaClient, type TrattaClient } from "../../src/client.ts";
import type { FetchFunction } from "../../src/internal/call.ts";

function createClient(fetch: FetchFunction): TrattaClient {
  return createTrattaClient({ baseUrl: "https://api.test", token: "token", retry: false, fetch });
}
const charge = (client: TrattaClient) => client.POST("/charges", { body: { amount: 1 } });
function circular(): Error {
  const error = new Error("failed");
  return Object.assign(error, { cause: error });
}
const failure = (code: unknown, cause?: unknown): Error => Object.assign(new Error("failed", { cause }), { code });

describe("a request that could not be sent", () => {
  it.each([
    ["Node.js, refused", new TypeError("fetch failed", { cause: failure("ECONNREFUSED") }), "ECONNREFUSED"],
    [
      "Node.js, refused on each address",
      new TypeError("x", { cause: Object.assign(new AggregateError([]), { code: "ECONNREFUSED" }) }),
      "ECONNREFUSED",
    ],
    ["Node.js, no such host", new TypeError("fetch failed", { cause: failure("ENOTFOUND") }), "ENOTFOUND"],
    ["Node.js, no DNS", new TypeError("fetch failed", { cause: failure("EAI_AGAIN") }), "EAI_AGAIN"],
    [
      "undici, no connection in time",
      new TypeError("x", { cause: failure("UND_ERR_CONNECT_TIMEOUT") }),
      "UND_ERR_CONNECT_TIMEOUT",
    ],
    ["Bun", failure("ConnectionRefused"), "ConnectionRefused"],
    ["deep down", failure("WRAPPED", failure(7, failure("ECONNREFUSED"))), "ECONNREFUSED"],
  ])("is recognised by its code (%s)", async (_, thrown, code) => {
    const call = charge(createClient(() => Promise.reject(thrown)));
    await expect(call).rejects.toMatchObject({
      outcome: "not_sent",
      message: expect.stringMatching(`^POST /charges: no response \\((Aggregate)?Error ${code}, outcome not_sent\\)$`),
    });
  });

  it.each<[string, unknown]>([
    ["a reset", new TypeError("fetch failed", { cause: failure("ECONNRESET") })],
    ["a broken pipe", failure("EPIPE")],
    ["a code that only begins alike", failure("ECONNREFUSED_NOT")],
    ["a message alone, as in Deno", new TypeError("error trying to connect: Connection refused")],
    ["a number for a code", new DOMException("aborted", "AbortError")],
    ["no error at all", undefined],
    ["a string", "ECONNREFUSED"],
    ["null as the cause", failure("X", null)],
    ["a cause that leads back to itself", circular()],
  ])("is not assumed from %s", async (_, thrown) => {
    const call = charge(createClient(() => Promise.reject(thrown)));
    await expect(call).rejects.toMatchObject({
      code: "TrattaNetworkError",
      outcome: "unknown",
    });
    await expect(call).rejects.toSatisfy((error: Error) => error.cause === thrown);
  });
});

describe("the message of a network error", () => {
  class SocketError extends Error {
    override readonly name: string = "SocketError";
    readonly code: string = "UND_ERR_SOCKET";
  }
  it.each<[string, unknown, string]>([
    ["class and code", new TypeError("secret", { cause: new SocketError("secret") }), "SocketError UND_ERR_SOCKET, "],
    ["the class alone", new TypeError("secret"), "TypeError, "],
    ["the innermost class", new TypeError("secret", { cause: new RangeError("secret") }), "RangeError, "],
    [
      "the class that has a code",
      new SocketError("secret", { cause: new Error("secret") }),
      "SocketError UND_ERR_SOCKET, ",
    ],
    ["no name that is not a word", Object.assign(new Error("secret"), { name: "secret\n4711" }), ""],
    ["nothing of a string", "secret", ""],
  ])("shows %s", async (_, thrown, shown) => {
    const call = charge(createClient(() => Promise.reject(thrown)));
    await expect(call).rejects.toThrow(`POST /charges: no response (${shown}outcome unknown)`);
    await expect(call).rejects.not.toThrow("secret");
  });
});

describe("what is no Response", () => {
  it.each<[string, unknown]>([
    ["an answer of node:http", { statusCode: 201, headers: new Headers(), text: async () => "{}" }],
    ["an answer without headers", { status: 201, text: async () => "{}" }],
    ["the request itself", new Request("https://api.test")],
    ["nothing", undefined],
  ])("leaves it unknown whether a charge was made (%s)", async (_, answer) => {
    const call = charge(createClient(async () => answer as Response));
    await expect(call).rejects.toMatchObject({ code: "TrattaNetworkError", outcome: "unknown" });
  });
});

describe("a redirect", () => {
  it("that the runtime hides, as browsers do, is refused", async () => {
    await expect(charge(createClient(async () => hiddenRedirect()))).rejects.toMatchObject({
      code: "TrattaResponseError",
      status: 0,
    });
  });

  it("that `fetch` followed all the same is refused", async () => {
    const followed = (): Response => Object.defineProperty(Response.json({ data: {} }), "redirected", { value: true });
    await expect(charge(createClient(async () => followed()))).rejects.toMatchObject({
      code: "TrattaResponseError",
      status: 200,
    });
  });
});

describe("fetch", () => {
  it("is called as a plain function with the request and the attempt's signal", async () => {
    const seen: unknown[] = [];
    await charge(
      createClient(function (this: unknown, request, init) {
        seen.push(this, request.redirect, request.headers.get("Accept"), init?.signal instanceof AbortSignal);
        return Promise.resolve(Response.json({}));
      }),
    );
    expect(seen).toEqual([undefined, "manual", "application/json", true]);
  });

  it("may answer with a Response of its own class, as undici's and node-fetch's do", async () => {
    const statuses = [503, 200, 422];
    const fetch = async (): Promise<Response> =>
      new UndiciResponse('{"data":{"id":"1"}}', { status: statuses.shift() ?? 0 }) as unknown as Response;
    const client = createTrattaClient({ baseUrl: "https://api.test", token: "token", fetch });
    vi.spyOn(Math, "random").mockReturnValue(0);
    expect((await client.GET("/customers")).data).toEqual({ data: { id: "1" } });
    const { error, response } = await charge(client);
    expect([error, response.status]).toEqual([{ data: { id: "1" } }, 422]);
    vi.restoreAllMocks();
  });

  it("may return a frozen Response, in whatever form its body is read", async () => {
    const client = createClient(async () => Object.freeze(Response.json({ data: {} })));
    const { data } = await client.GET("/customers", { parseAs: "blob" });
    expect(await data?.text()).toBe('{"data":{}}');
    expect((await charge(client)).data).toEqual({ data: {} });
  });

  it("may read the body itself, for a log, and put a text in its place", async () => {
    const log: string[] = [];
    const client = createClient(async () => {
      const response = Response.json({ data: { id: "1" } });
      const text = await response.text();
      log.push(text);
      return Object.assign(response, { text: async () => text });
    });
    expect((await charge(client)).data).toEqual({ data: { id: "1" } });
    expect(log).toEqual(['{"data":{"id":"1"}}']);
  });

  it("of a single call comes before that of the client, and that of the platform last", async () => {
    const ofClient = vi.fn<FetchFunction>(async () => Response.json({}));
    const ofCall = vi.fn<FetchFunction>(async () => Response.json({}));
    await createClient(ofClient).GET("/customers", { fetch: ofCall });
    expect([ofClient.mock.calls.length, ofCall.mock.calls.length]).toEqual([0, 1]);
    const ofPlatform = vi.spyOn(globalThis, "fetch").mockImplementation(async () => Response.json({}));
    await createTrattaClient({ baseUrl: "https://api.test", token: "token" }).GET("/customers");
    expect(ofPlatform).toHaveBeenCalledOnce();
    ofPlatform.mockRestore();
  });
});

/** What `redirect: "manual"` gives in a browser. */
function hiddenRedirect(): Response {
  return Object.defineProperties(Response.error(), { type: { value: "opaqueredirect" } });
}
