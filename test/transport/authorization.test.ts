import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createTrattaClient, type TrattaClient, type TrattaClientOptions } from "../../src/client.ts";
import { assertToken, type Token } from "../../src/transport/authorization.ts";
import { unwrap } from "../../src/unwrap.ts";
import { type Answer, type FaultServer, inTurn, json, reset, startFaultServer } from "../support/fault-server.ts";

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

  describe("after a 401", () => {
    const unauthorized = json(401, { error: "expired" });
    const charge = (ours: TrattaClient, init = {}) => ours.POST("/charges", { body: { amount: 1 }, ...init });

    /** Accepts only the token `fresh`. */
    const acceptFresh: Answer = (response, request) =>
      (request.headers.authorization === "Bearer fresh" ? json(201, { data: {} }) : unauthorized)(response, request);

    it("calls the token function once more with the rejected token, and repeats a POST once with its body", async () => {
      server.answer = acceptFresh;
      const token = vi.fn(async ({ rejected }: { rejected?: string }) => (rejected ? "fresh" : "stale"));
      const { response } = await charge(client(token));
      expect(response.status).toBe(201);
      expect(token.mock.calls).toEqual([[{}], [{ rejected: "stale" }]]);
      expect(sentTokens()).toEqual(["Bearer stale", "Bearer fresh"]);
      expect(server.requests.map(({ body }) => body)).toEqual(['{"amount":1}', '{"amount":1}']);
    });

    it("repeats a call only once, and not forever", async () => {
      server.answer = unauthorized;
      let count = 0;
      const { response } = await charge(client(() => `token-${(count += 1)}`));
      expect([response.status, sentTokens()]).toEqual([401, ["Bearer token-1", "Bearer token-2"]]);
    });

    it("calls the function again for the next call when it hung for the last one", async () => {
      server.answer = acceptFresh;
      let hangs = true;
      const token = ({ rejected }: { rejected?: string }): string | Promise<string> => {
        if (!rejected) return "stale";
        if (!hangs) return "fresh";
        hangs = false;
        return new Promise(() => {});
      };
      const ours = client(token, { timeoutMs: 500 });
      await expect(charge(ours)).rejects.toMatchObject({ code: "TrattaRequestError", field: "token" });
      expect((await charge(ours)).response.status).toBe(201);
    });

    it.each<[string, object, object]>([
      ["with `retry: false`", { retry: false }, {}],
      ["with `retry: false` for the call", {}, { retry: false }],
      ["without an attempt left", { retry: { maxRetries: 0 } }, {}],
    ])("neither calls the function again nor repeats the call %s", async (_, options, init) => {
      server.answer = unauthorized;
      const token = vi.fn(() => `token-${token.mock.calls.length}`);
      expect((await charge(client(token, options), init)).response.status).toBe(401);
      expect([token.mock.calls.length, server.requests.length]).toEqual([1, 1]);
    });

    it("does not repeat a call when the function returns the same token, or the token is a string", async () => {
      server.answer = unauthorized;
      const token = vi.fn(() => "same");
      expect((await charge(client(token))).response.status).toBe(401);
      expect([token.mock.calls.length, server.requests.length]).toEqual([2, 1]);
      await charge(client("fixed"));
      expect(server.requests).toHaveLength(2);
    });

    it("lets calls that are rejected together share one refresh, also when their responses come one after the other", async () => {
      let arrived = 0;
      server.answer = async (response, request) => {
        // Half of the responses come long after the refresh is done.
        if (request.headers.authorization === "Bearer stale" && (arrived += 1) > 5) {
          await vi.waitFor(() => expect(sentTokens()).toContain("Bearer fresh"), { interval: 5 });
        }
        return acceptFresh(response, request);
      };
      const token = vi.fn(({ rejected }: { rejected?: string }) => (rejected ? "fresh" : "stale"));
      const ours = client(token);
      const statuses = await Promise.all(Array.from({ length: 10 }, async () => (await charge(ours)).response.status));
      expect(statuses).toEqual(Array(10).fill(201));
      expect(token.mock.calls.filter(([{ rejected }]) => rejected)).toEqual([[{ rejected: "stale" }]]);
    });

    it("refreshes again when a later call is rejected", async () => {
      const tokens = ["one", "two", "three"];
      const token = vi.fn(({ rejected }: { rejected?: string }) => {
        if (rejected) tokens.shift();
        return tokens[0] ?? "";
      });
      const ours = client(token);
      server.answer = inTurn(unauthorized, json(201, {}), unauthorized, json(201, {}));
      await charge(ours);
      await charge(ours);
      expect(sentTokens()).toEqual(["Bearer one", "Bearer two", "Bearer two", "Bearer three"]);
    });

    it.each<[string, () => unknown, object]>([
      ["throws", () => Promise.reject(new Error("vault: secret-4711")), { outcome: "not_sent" }],
      ["returns no token", () => "", { outcome: "not_sent" }],
      ["hangs", () => new Promise(() => {}), { outcome: "not_sent" }],
    ])("rejects when the function %s, since nothing was charged", async (_, refresh, expected) => {
      server.answer = unauthorized;
      const call = charge(
        client(({ rejected }: { rejected?: string }) => (rejected ? refresh() : "stale"), { timeoutMs: 500 }),
      );
      await expect(call).rejects.toMatchObject({ code: "TrattaRequestError", field: "token", ...expected });
      expect(server.requests).toHaveLength(1);
    });

    it("never calls a POST rejected whose repetition may have succeeded", async () => {
      server.answer = inTurn(unauthorized, reset);
      const call = charge(client(({ rejected }: { rejected?: string }) => (rejected ? "fresh" : "stale")));
      await expect(call).rejects.toMatchObject({ code: "TrattaNetworkError", outcome: "unknown", attempts: 2 });
    });

    it("shows no token that the server repeats in its reason", async () => {
      server.answer = json(401, { error: "bad token swordfish-x" });
      const error: unknown = await unwrap(charge(client("swordfish-x"))).catch((thrown: unknown) => thrown);
      expect(String(error)).toContain("bad token …");
      expect(inspect(error)).not.toContain("swordfish");
    });
  });
});
