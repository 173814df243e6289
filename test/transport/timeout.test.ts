import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Middleware } from "openapi-fetch";
import { createTrattaClient, type TrattaClient, type TrattaClientOptions } from "../../src/client.ts";
import { TrattaTimeoutError } from "../../src/errors.ts";
import { type FaultServer, silent, startFaultServer } from "../support/fault-server.ts";
import { watchTimers } from "../support/watch-timers.ts";

/** Answers after `headersMs`, and ends its body `bodyMs` later. Listens to no signal. */
function slowFetch(headersMs: number, bodyMs: number): () => Promise<Response> {
  return async () => {
    await new Promise((resolve) => setTimeout(resolve, headersMs));
    const body = new ReadableStream<Uint8Array>({
      async start(controller) {
        await new Promise((resolve) => setTimeout(resolve, bodyMs));
        controller.enqueue(new TextEncoder().encode("{}"));
        controller.close();
      },
    });
    return new Response(body);
  };
}

describe("the timeout of an attempt", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.spyOn(Math, "random").mockReturnValue(0);
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  const createClient = (options: Partial<TrattaClientOptions>): TrattaClient =>
    createTrattaClient({ baseUrl: "https://api.test", token: "token", ...options });

  async function endingOf(call: Promise<unknown>, afterMs: number): Promise<unknown> {
    let ending: unknown = "under way";
    call.then(
      () => (ending = "done"),
      (error: unknown) => (ending = (error as Error).name),
    );
    await vi.advanceTimersByTimeAsync(afterMs);
    return ending;
  }

  it.each([
    ["headers and body come in time", 400, 500, "done"],
    ["the headers are late", 1_001, 0, "TrattaTimeoutError"],
    ["the body is late", 400, 601, "TrattaTimeoutError"],
  ])("covers headers and body: %s", async (_, headersMs, bodyMs, ending) => {
    const client = createClient({ timeoutMs: 1_000, retry: false, fetch: slowFetch(headersMs, bodyMs) });
    const call = client.GET("/customers");
    expect(await endingOf(call, 900)).toBe(ending === "done" ? "done" : "under way");
    expect(await endingOf(call, 100)).toBe(ending);
  });

  it("is 30 s unless told otherwise", async () => {
    const timers = watchTimers();
    const client = createClient({ retry: false, fetch: () => new Promise(() => {}) });
    const call = client.POST("/charges", { body: { amount: 1 } });
    expect(await endingOf(call, 29_999)).toBe("under way");
    expect(await endingOf(call, 1)).toBe("TrattaTimeoutError");
    expect(timers.pending()).toBe(0);
  });

  it("begins anew with each attempt", async () => {
    const fetch = vi.fn<() => Promise<Response>>(() => new Promise(() => {}));
    const call = createClient({ timeoutMs: 1_000, fetch }).GET("/customers");
    expect(await endingOf(call, 3_999)).toBe("under way");
    expect(fetch).toHaveBeenCalledTimes(4);
    // A wait of 0 ms takes a timer of 1 ms.
    expect(await endingOf(call, 5)).toBe("TrattaTimeoutError");
  });

  it("does not count the time that the call waits between attempts", async () => {
    let answers = 0;
    const fetch = async (): Promise<Response> =>
      (answers += 1) === 1 ? new Response("", { status: 503, headers: { "Retry-After": "30" } }) : Response.json({});
    const call = createClient({ timeoutMs: 1_000, fetch }).GET("/customers");
    expect(await endingOf(call, 29_999)).toBe("under way");
    expect(await endingOf(call, 1)).toBe("done");
  });

  it("does not take a late answer of an attempt that was given up for that of the next", async () => {
    let attempts = 0;
    const fetch = async (): Promise<Response> => {
      const attempt = (attempts += 1);
      await new Promise((resolve) => setTimeout(resolve, attempt === 1 ? 1_500 : 900));
      return Response.json({ data: [{ id: String(attempt) }] });
    };
    const call = createClient({ timeoutMs: 1_000, fetch }).GET("/customers");
    await vi.advanceTimersByTimeAsync(5_000);
    expect((await call).data).toEqual({ data: [{ id: "2" }] });
  });

  it("ends the request that was given up", async () => {
    const signals: (AbortSignal | null | undefined)[] = [];
    const fetch = (_: Request, init?: RequestInit): Promise<Response> => {
      signals.push(init?.signal);
      return new Promise(() => {});
    };
    const call = createClient({ timeoutMs: 1_000, retry: false, fetch }).GET("/customers");
    await endingOf(call, 1_000);
    expect(signals.map((signal) => signal?.reason as unknown)).toEqual([expect.any(TrattaTimeoutError)]);
  });
});

describe("a request that a hook made with a signal of its own", () => {
  let server: FaultServer;
  beforeEach(async () => {
    server = await startFaultServer(silent);
  });
  afterEach(() => server.close());

  const reason = new Error("the hook has had enough");
  const withSignal = (signal: AbortSignal): Middleware => ({
    onRequest: ({ request }) => new Request(request, { signal }),
  });

  it("ends by that signal when the hook is the client's", { timeout: 10_000 }, async () => {
    const controller = new AbortController();
    const client = createTrattaClient({ baseUrl: server.url, token: "token" });
    client.use(withSignal(controller.signal));
    const call = client.GET("/customers");
    await vi.waitFor(() => expect(server.requests).toHaveLength(1), { timeout: 5_000, interval: 5 });
    controller.abort(reason);
    await expect(call).rejects.toBe(reason);
  });

  it("ends by that signal when the hook is the call's", { timeout: 10_000 }, async () => {
    const controller = new AbortController();
    const client = createTrattaClient({ baseUrl: server.url, token: "token" });
    const call = client.GET("/customers", { middleware: [withSignal(controller.signal)] });
    await vi.waitFor(() => expect(server.requests).toHaveLength(1), { timeout: 5_000, interval: 5 });
    controller.abort(reason);
    await expect(call).rejects.toBe(reason);
  });
});
