import { getEventListeners } from "node:events";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createTrattaClient, type TrattaClient, type TrattaClientOptions } from "../../src/client.ts";
import { listenersOf } from "../../src/internal/abortable.ts";
import { charge, list } from "../support/abortable-calls.ts";
import { type FaultServer, json, silent, stall, startFaultServer } from "../support/fault-server.ts";

/** Far below the 30 s that these calls would take if the abort had no effect. */
const AT_ONCE = 10_000;

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

let server: FaultServer;
beforeEach(async () => {
  server = await startFaultServer();
});
afterEach(() => server.close());

function createClient(options: Partial<TrattaClientOptions> = {}): TrattaClient {
  return createTrattaClient({ baseUrl: server.url, token: "token", ...options });
}

/** Resolves when the server has received this many requests. */
function received(count: number): Promise<void> {
  return vi.waitFor(() => expect(server.requests).toHaveLength(count), { timeout: AT_ONCE, interval: 5 });
}

describe.each([
  ["POST", charge],
  ["GET", list],
] as const)("an abort of a %s after garbage collection", (_, send) => {
  it.each([
    ["while the headers are awaited", silent],
    ["while the body is read", stall],
  ])("%s rejects with the caller's reason and closes the connection", { timeout: AT_ONCE }, async (__, answer) => {
    let closed = false;
    server.answer = (response, request) => {
      response.on("close", () => (closed = true));
      return answer(response, request);
    };
    const controller = new AbortController();
    const reason = new Error("enough");
    const call = send(createClient(), controller.signal);
    await received(1);
    // In Node.js, garbage collection disconnects the signal of a copied request from the original's.
    await new Promise((resolve) => setTimeout(resolve, 20));
    collectGarbage();
    await new Promise((resolve) => setTimeout(resolve, 20));
    collectGarbage();
    controller.abort(reason);
    await expect(call).rejects.toBe(reason);
    await vi.waitFor(() => expect(closed).toBe(true), { timeout: AT_ONCE });
    expect(server.requests).toHaveLength(1);
  });
});

describe("an abort during a back-off of 30 s", () => {
  it("takes effect after garbage collection", { timeout: AT_ONCE }, async () => {
    server.answer = json(503, {}, { "Retry-After": 30 });
    const controller = new AbortController();
    const onRetry = vi.fn();
    const ending = list(createClient({ onRetry }), controller.signal).catch((reason: unknown) => reason);
    await vi.waitFor(() => expect(onRetry).toHaveBeenCalled(), { timeout: AT_ONCE, interval: 5 });
    const reason = new Error("enough");
    collectGarbage();
    setTimeout(() => {
      collectGarbage();
      controller.abort(reason);
    }, 20);
    expect(await ending).toBe(reason);
  });
});

describe("a stream under a signal that lives as long as the process", () => {
  const collect = async (): Promise<void> => {
    collectGarbage();
    await new Promise((resolve) => setTimeout(resolve, 5));
  };

  it.each<[string, (body: ReadableStream) => unknown]>([
    ["read to its end", (body) => new Response(body).text()],
    ["cancelled", (body) => body.cancel()],
    ["never read", () => undefined],
  ])("leaves no listener behind once it is %s", async (_, use) => {
    server.answer = json(200, { data: [] });
    const { signal } = new AbortController();
    const client = createClient();
    for (let count = 0; count < 50; count++) {
      const { data } = await client.GET("/customers", { parseAs: "stream", signal });
      if (data) await use(data);
    }
    await vi.waitFor(
      async () => {
        await collect();
        // Some engines keep the last object for a while.
        expect(listenersOf(signal).size).toBeLessThan(5);
      },
      { timeout: AT_ONCE },
    );
  });

  it("still ends by that signal after garbage collection, while it is read", { timeout: AT_ONCE }, async () => {
    let closed = false;
    server.answer = (response, request) => {
      response.on("close", () => (closed = true));
      return stall(response, request);
    };
    const controller = new AbortController();
    const reader = await createClient()
      .GET("/customers", { parseAs: "stream", signal: controller.signal })
      .then(({ data }) => data?.getReader());
    await reader?.read();
    const rest = expect(reader?.read()).rejects.toBe("enough");
    for (let round = 0; round < 3; round++) await collect();
    controller.abort("enough");
    await rest;
    await vi.waitFor(() => expect(closed).toBe(true), { timeout: AT_ONCE, interval: 5 });
  });
});

describe("an abort after garbage collection, when a hook has replaced the request", () => {
  it.each([
    ["the headers are", silent],
    ["the body is", stall],
  ])("while %s awaited closes the connection too", { timeout: AT_ONCE }, async (_, answer) => {
    let closed = false;
    server.answer = (response, request) => {
      response.on("close", () => (closed = true));
      return answer(response, request);
    };
    const client = createClient();
    client.use({ onRequest: ({ request }) => new Request(request, { headers: { "X-Trace": "42" } }) });
    const controller = new AbortController();
    const reason = new Error("enough");
    const ending = expect(list(client, controller.signal)).rejects.toBe(reason);
    await received(1);
    for (let round = 0; round < 3; round++) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      collectGarbage();
    }
    controller.abort(reason);
    await ending;
    await vi.waitFor(() => expect(closed).toBe(true), { timeout: AT_ONCE, interval: 5 });
  });
});

describe("a signal that outlives its calls", () => {
  it("causes no listener leak warning in 2,000 concurrent calls", async () => {
    const warned = vi.fn();
    process.on("warning", warned);
    const { signal } = new AbortController();
    const client = createClient({ fetch: async () => Response.json({ data: [] }) });
    await Promise.all(Array.from({ length: 2_000 }, () => list(client, signal)));
    await new Promise((resolve) => setTimeout(resolve, 20));
    process.off("warning", warned);
    expect(getEventListeners(signal, "abort")).toHaveLength(1);
    expect(warned.mock.calls).toEqual([]);
  });
});

describe("a call that has ended", () => {
  it.each(["json", "blob", "arrayBuffer", "stream"] as const)("leaves nothing in memory (%s)", async (parseAs) => {
    const client = createClient({ fetch: async () => Response.json({ data: [] }) });
    const call = async (): Promise<void> => {
      const { data } = await client.GET("/customers", { parseAs, signal: new AbortController().signal });
      if (data instanceof ReadableStream) await new Response(data).text();
    };
    const used = async (): Promise<number> => {
      for (let round = 0; round < 3; round++) {
        collectGarbage();
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      return process.memoryUsage().heapUsed;
    };
    for (let count = 0; count < 250; count++) await call();
    const before = await used();
    for (let count = 0; count < 1_000; count++) await call();
    // A request that is kept costs 8 kB a call.
    expect((await used()) - before).toBeLessThan(1_000 * 1_000);
  });
});
