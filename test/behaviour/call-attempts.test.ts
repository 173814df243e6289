import { AsyncLocalStorage } from "node:async_hooks";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createTrattaClient, type TrattaClient, type TrattaClientOptions } from "../../src/client.ts";
import type { AttemptEvent } from "../../src/transport/retry.ts";
import {
  type FaultServer,
  findRefusingUrl,
  inTurn,
  json,
  redirect,
  reset,
  silent,
  startFaultServer,
} from "../support/fault-server.ts";

let server: FaultServer;
let events: AttemptEvent[];
beforeEach(async () => {
  vi.spyOn(Math, "random").mockReturnValue(0);
  events = [];
  server = await startFaultServer();
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  await server.close();
});

function createClient(options: Partial<TrattaClientOptions> = {}): TrattaClient {
  return createTrattaClient({
    baseUrl: server.url,
    token: "secret-token",
    onAttempt: (event) => events.push(event),
    ...options,
  });
}
const charge = (client: TrattaClient): Promise<unknown> =>
  client.POST("/charges", { body: { amount: 4711 } }).catch((error: unknown) => error);
const remove = (client: TrattaClient): Promise<unknown> =>
  client.DELETE("/webhooks/{id}", { params: { path: { id: "jane@example.com" } } }).catch((error: unknown) => error);

/** Without the times, which differ. */
function facts(): unknown[] {
  return events.map(({ startedAt: _startedAt, durationMs: _durationMs, ...rest }) => ({ ...rest }));
}

describe("onAttempt", () => {
  it("is called after each attempt with what became of it and when the next one follows", async () => {
    server.answer = inTurn(
      reset,
      json(503, {}, { "Retry-After": 0, "X-Request-Id": "req-2" }),
      json(404, {}, { "Request-Id": "req-3" }),
    );
    await remove(createClient());
    const call = { method: "DELETE", path: "/webhooks/{id}" };
    expect(facts()).toEqual([
      { ...call, attempt: 1, code: "TrattaNetworkError", outcome: "unknown", retryInMs: 0 },
      { ...call, attempt: 2, status: 503, outcome: "unknown", requestId: "req-2", retryInMs: 0 },
      { ...call, attempt: 3, status: 404, outcome: "unknown", requestId: "req-3" },
    ]);
  });

  it("reports times: the start in epoch milliseconds, the duration by a clock that is never set back", async () => {
    const before = Date.now();
    await charge(createClient());
    expect(events[0]?.startedAt).toBeGreaterThanOrEqual(before);
    expect(events[0]?.startedAt).toBeLessThanOrEqual(Date.now());
    expect(events[0]?.durationMs).toBeGreaterThan(0);
  });

  it("reports a success without an outcome", async () => {
    server.answer = json(201, { data: {} });
    await charge(createClient());
    expect(facts()).toEqual([{ method: "POST", path: "/charges", attempt: 1, status: 201 }]);
  });

  it.each<[string, () => Promise<Partial<TrattaClientOptions>>, object]>([
    [
      "a redirect",
      async () => ((server.answer = redirect(302, "/")), {}),
      { status: 302, code: "TrattaResponseError", outcome: "unknown" },
    ],
    [
      "a timeout",
      async () => ((server.answer = silent), { timeoutMs: 50 }),
      { code: "TrattaTimeoutError", outcome: "unknown" },
    ],
    [
      "a refused connection",
      async () => ({ baseUrl: await findRefusingUrl() }),
      { code: "TrattaNetworkError", outcome: "not_sent" },
    ],
    [
      "a token function that throws",
      async () => ({ token: () => Promise.reject(new Error("down")) }),
      { code: "TrattaRequestError", outcome: "not_sent" },
    ],
  ])("reports %s by its code", async (_, prepare, expected) => {
    await charge(createClient({ retry: false, ...(await prepare()) }));
    expect(facts()).toEqual([{ method: "POST", path: "/charges", attempt: 1, ...expected }]);
  });

  it("reports an aborted attempt without a code", async () => {
    const controller = new AbortController();
    const client = createClient({ fetch: async () => (controller.abort("enough"), new Promise(() => {})) });
    await expect(client.GET("/charges", { signal: controller.signal })).rejects.toBe("enough");
    await vi.waitFor(() =>
      expect(facts()).toEqual([{ method: "GET", path: "/charges", attempt: 1, outcome: "unknown" }]),
    );
  });

  it("holds no id, token or body", async () => {
    server.answer = json(422, { error: "Jane Doe" });
    await remove(createClient());
    await charge(createClient());
    expect(JSON.stringify(events)).not.toMatch(/jane|secret|4711/i);
  });

  it.each<[string, () => unknown]>([
    [
      "throws",
      () => {
        throw new Error("no disk");
      },
    ],
    ["rejects", () => Promise.reject(new Error("no disk"))],
  ])("cannot end a call or the process when it %s", async (_, observer) => {
    const unhandled = vi.fn();
    process.on("unhandledRejection", unhandled);
    server.answer = inTurn(json(429, {}), json(201, { data: { id: "1" } }));
    expect(await charge(createClient({ onAttempt: observer }))).toMatchObject({ data: { data: { id: "1" } } });
    await new Promise((resolve) => setTimeout(resolve, 10));
    process.off("unhandledRejection", unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });

  it("is called in the asynchronous context of its call", async () => {
    const storage = new AsyncLocalStorage<string>();
    const seen: unknown[] = [];
    server.answer = inTurn(json(503, {}), json(200, {}), json(200, {}));
    const client = createClient({ onAttempt: () => seen.push(storage.getStore()) });
    await storage.run("first", () => client.GET("/charges"));
    await storage.run("second", () => client.GET("/charges"));
    expect(seen).toEqual(["first", "first", "second"]);
  });
});

describe("one call", () => {
  it("may have a timeout of its own", async () => {
    server.answer = silent;
    const call = createClient({ retry: false }).GET("/charges", { timeoutMs: 30 });
    await expect(call).rejects.toThrow("no complete response within 30 ms");
  });

  it("may be sent exactly once", async () => {
    server.answer = json(503, {});
    await createClient().GET("/charges", { retry: false });
    expect(server.requests).toHaveLength(1);
    await createClient().GET("/charges", { retry: { maxRetries: 1 } });
    expect(server.requests).toHaveLength(3);
  });

  it("may be repeated although its client repeats nothing, a POST by the same rules as ever", async () => {
    server.answer = json(503, {});
    const client = createClient({ retry: false });
    await client.GET("/charges", { retry: { maxRetries: 2 } });
    expect(server.requests).toHaveLength(3);
    await client.POST("/charges", { body: { amount: 1 }, retry: { maxRetries: 2 } });
    expect(server.requests).toHaveLength(4);
  });

  it("keeps those limits of its client that it does not set", async () => {
    server.answer = json(429, {}, { "Retry-After": 5 });
    const client = createClient({ retry: { maxDelayMs: 1_000 } });
    const { response } = await client.GET("/charges", { retry: { maxRetries: 1 } });
    expect([response.status, server.requests.length]).toEqual([429, 1]);
    server.answer = json(503, {});
    await client.GET("/charges", { retry: { maxRetries: 1 } });
    expect(server.requests).toHaveLength(3);
  });

  it("with `retry: false` does not wait for a pause that another call was asked for", async () => {
    vi.useFakeTimers();
    let requests = 0;
    const fetch = async (): Promise<Response> =>
      (requests += 1) === 1 ? new Response("", { status: 429, headers: { "Retry-After": "30" } }) : Response.json({});
    const client = createClient({ fetch });
    const waiting = client.GET("/charges");
    await vi.advanceTimersByTimeAsync(10);
    expect((await client.GET("/charges", { retry: false })).response.status).toBe(200);
    await vi.advanceTimersByTimeAsync(30_000);
    await waiting;
    expect(requests).toBe(3);
  });

  it.each<[string, object]>([
    ["timeoutMs", { timeoutMs: 0 }],
    ["retry.maxRetries", { retry: { maxRetries: -1 } }],
    ["retry", { retry: true }],
    ["retry.retries", { retry: { retries: 1 } }],
  ])("is refused before it is sent with a wrong %s", async (field, init) => {
    const get = createClient().GET as (path: "/charges", init: object) => Promise<unknown>;
    await expect(get("/charges", init)).rejects.toMatchObject({ code: "TrattaRequestError", field });
    expect(server.requests).toEqual([]);
  });
});
