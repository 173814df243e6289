import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createTrattaClient, type TrattaClientOptions } from "../../src/client.ts";
import { assertToken, type Token } from "../../src/transport/authorization.ts";
import { type FaultServer, inTurn, json, reset, startFaultServer } from "../support/fault-server.ts";

const JUNK: unknown[] = [
  undefined,
  null,
  "",
  " ",
  "a b",
  "a\n",
  "a\r\nX-Evil: 1",
  "é",
  42,
  {},
  ["token"],
  new String("token"),
];

describe("assertToken", () => {
  it.each(["t", "eyJ0eXAi.eyJzdWIi.sig-_~+/=="])("accepts %j", (token) => {
    expect(() => assertToken(token)).not.toThrow();
  });

  it.each(JUNK.map((token) => ({ token, shown: inspect(token) })))("refuses $shown", ({ token }) => {
    expect(() => assertToken(token)).toThrow(expect.objectContaining({ code: "TrattaRequestError", field: "token" }));
  });

  it("does not quote what it refuses", () => {
    expect(() => assertToken("secret\n")).toThrow(/^(?!.*secret).*$/s);
  });
});

describe("authorization of a client", () => {
  let server: FaultServer;
  beforeEach(async () => {
    server = await startFaultServer();
    vi.spyOn(Math, "random").mockReturnValue(0);
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await server.close();
  });

  const client = (token: unknown, options: Partial<TrattaClientOptions> = {}) =>
    createTrattaClient({ baseUrl: server.url, token: token as Token, ...options });
  const sentTokens = (): unknown[] => server.requests.map(({ headers }) => headers.authorization);

  it("cannot be overridden by a call's own headers or by a hook", async () => {
    const ours = client("ours");
    ours.use({
      onRequest: ({ request }) => {
        request.headers.set("authorization", "Bearer hook");
      },
    });
    await ours.GET("/customers", { headers: { authorization: "Bearer call", accept: "text/html" } });
    expect(sentTokens()).toEqual(["Bearer ours"]);
    expect(server.requests[0]?.headers.accept).toBe("application/json");
  });

  it("asks the token function again for each attempt, so that a retry takes up a rotated token", async () => {
    server.answer = inTurn(json(503, {}), json(429, {}, { "Retry-After": 0 }), json(200, {}));
    let asked = 0;
    await client(async () => `token-${(asked += 1)}`).GET("/customers");
    expect(sentTokens()).toEqual(["Bearer token-1", "Bearer token-2", "Bearer token-3"]);
  });

  it.each<[string, () => unknown]>([
    [
      "throws",
      () => {
        throw new Error("vault: secret-4711");
      },
    ],
    [
      "rejects",
      async () => {
        throw new Error("vault: secret-4711");
      },
    ],
    [
      "throws a string",
      () => {
        throw "secret-4711";
      },
    ],
    ["hangs", () => new Promise(() => {})],
    ...JUNK.map((junk): [string, () => unknown] => [`returns ${inspect(junk)}`, () => junk]),
  ])("sends nothing when the token function %s", async (_, token) => {
    const call = client(token, { timeoutMs: 100 }).POST("/charges", { body: { amount: 1 } });
    const error: unknown = await call.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ code: "TrattaRequestError", field: "token", outcome: "not_sent" });
    expect(`${String(error)}${JSON.stringify(error)}${inspect(error, { depth: 10 })}`).not.toContain("secret");
    expect(server.requests).toEqual([]);
  });

  it("keeps what the token function threw as the cause", async () => {
    const cause = new Error("vault sealed");
    const call = client(() => Promise.reject(cause)).GET("/customers");
    await expect(call).rejects.toSatisfy((error: Error) => error.cause === cause);
  });

  it("says unknown when the token fails only after an attempt that may have succeeded", async () => {
    server.answer = reset;
    let asked = 0;
    const token = (): string => {
      if ((asked += 1) > 1) throw new Error("vault sealed");
      return "token";
    };
    const call = client(token).DELETE("/payment-plans/{id}", { params: { path: { id: "1" } } });
    await expect(call).rejects.toMatchObject({ code: "TrattaNetworkError", outcome: "unknown" });
    expect(server.requests).toHaveLength(1);
  });

  it("sends nothing when the call was aborted while its token was awaited", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    const fetch = vi.fn<(request: Request) => Promise<Response>>(async () => Response.json({}));
    const token = async (): Promise<string> => {
      controller.abort(reason);
      return "token";
    };
    const call = client(token, { fetch }).POST("/charges", { body: { amount: 1 }, signal: controller.signal });
    await expect(call).rejects.toBe(reason);
    await new Promise((resolve) => setImmediate(resolve));
    expect(fetch).not.toHaveBeenCalled();
  });
});
