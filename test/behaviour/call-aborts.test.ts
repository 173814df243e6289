import { getEventListeners } from "node:events";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createTrattaClient, type TrattaClient, type TrattaClientOptions } from "../../src/client.ts";
import type { TrattaError } from "../../src/errors.ts";
import { charge, list } from "../support/abortable-calls.ts";
import { type FaultServer, inTurn, json, reset, silent, stall, startFaultServer } from "../support/fault-server.ts";
import { holdTimeout } from "../support/hold-timeout.ts";
import { watchTimers } from "../support/watch-timers.ts";

/** Far below the 30 s that these calls would take if the abort had no effect. */
const AT_ONCE = 10_000;
const AGAIN_IN_30_S = json(503, {}, { "Retry-After": 30 });

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
] as const)("an abort of a %s", (_, send) => {
  it("before the call sends nothing and requests no token", { timeout: AT_ONCE }, async () => {
    const reason = new Error("enough");
    const token = vi.fn(() => "token");
    await expect(send(createClient({ token }), AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(token).not.toHaveBeenCalled();
    expect(server.requests).toEqual([]);
  });

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
    await new Promise((resolve) => setTimeout(resolve, 20));
    controller.abort(reason);
    await expect(call).rejects.toBe(reason);
    await vi.waitFor(() => expect(closed).toBe(true), { timeout: AT_ONCE });
    expect(server.requests).toHaveLength(1);
  });

  it("while another call's 429 keeps the gate closed rejects at once", { timeout: AT_ONCE }, async () => {
    server.answer = json(429, {}, { "Retry-After": 30 });
    const client = createClient();
    const [first, second] = [new AbortController(), new AbortController()];
    const blocked = list(client, first.signal);
    await received(1);
    // The gate closes when the response has been read, a little after the server has sent it.
    await new Promise((resolve) => setTimeout(resolve, 100));
    const call = send(client, second.signal);
    await new Promise((resolve) => setTimeout(resolve, 20));
    const reasons = [new Error("first"), new Error("second")];
    second.abort(reasons[1]);
    await expect(call).rejects.toBe(reasons[1]);
    first.abort(reasons[0]);
    await expect(blocked).rejects.toBe(reasons[0]);
    expect(server.requests).toHaveLength(1);
  });

  it("while the token is awaited rejects at once", { timeout: AT_ONCE }, async () => {
    const controller = new AbortController();
    const call = send(createClient({ token: () => new Promise(() => {}) }), controller.signal);
    const reason = new Error("enough");
    controller.abort(reason);
    await expect(call).rejects.toBe(reason);
  });

  it("while a hook is awaited rejects at once", { timeout: AT_ONCE }, async () => {
    const controller = new AbortController();
    const client = createClient();
    client.use({ onRequest: () => new Promise(() => {}) });
    const call = send(client, controller.signal);
    const reason = new Error("enough");
    controller.abort(reason);
    await expect(call).rejects.toBe(reason);
  });

  it("rejects at once even if `fetch` ignores the signal", { timeout: AT_ONCE }, async () => {
    const controller = new AbortController();
    const call = send(createClient({ fetch: () => new Promise(() => {}) }), controller.signal);
    const reason = new Error("enough");
    setTimeout(() => controller.abort(reason), 20);
    await expect(call).rejects.toBe(reason);
  });
});

describe("an abort during a back-off of 30 s", () => {
  async function abortWith(abort: (controller: AbortController) => void): Promise<unknown> {
    server.answer = AGAIN_IN_30_S;
    const controller = new AbortController();
    const onRetry = vi.fn();
    const call = list(createClient({ onRetry }), controller.signal);
    await vi.waitFor(() => expect(onRetry).toHaveBeenCalled(), { timeout: AT_ONCE, interval: 5 });
    abort(controller);
    return call.then(
      () => "resolved",
      (reason: unknown) => reason,
    );
  }

  it.each([
    [new Error("enough")],
    ["enough"],
    [{ not: "an error" }],
    [new SyntaxError("mine")],
    [null],
    [0],
    [""],
    [false],
  ])("rejects with exactly the reason %j", { timeout: AT_ONCE }, async (reason) => {
    expect(await abortWith((controller) => controller.abort(reason))).toBe(reason);
    expect(server.requests).toHaveLength(1);
  });

  it("without a reason rejects with the platform's AbortError", { timeout: AT_ONCE }, async () => {
    expect(await abortWith((controller) => controller.abort())).toMatchObject({ name: "AbortError" });
  });
});

describe("an abort of a call whose body is read by the caller", () => {
  it.each(["blob", "arrayBuffer", "stream"] as const)("as %s takes effect", { timeout: AT_ONCE }, async (parseAs) => {
    server.answer = stall;
    const controller = new AbortController();
    const reason = new Error("enough");
    const call = createClient()
      .GET("/customers", { parseAs, signal: controller.signal })
      .then(async (result): Promise<unknown> => (parseAs === "stream" ? result.response.text() : result.data));
    await received(1);
    setTimeout(() => controller.abort(reason), 50);
    await expect(call).rejects.toBe(reason);
  });
});

describe("a signal that outlives its calls", () => {
  it("keeps one listener for all of them, however they ended", async () => {
    const timeoutMs = 54_321;
    const expire = holdTimeout(timeoutMs);
    server.answer = inTurn(json(200, {}), json(422, {}), json(302, {}), reset, json(201, {}), expire);
    const { signal } = new AbortController();
    const client = createClient({ retry: false, timeoutMs });
    const codes: unknown[] = [];
    for (const send of [charge, charge, charge, list, list, charge]) {
      codes.push(await send(client, signal).then(Boolean, (error: TrattaError) => error.code));
    }
    expect(codes).toEqual([true, true, "TrattaResponseError", "TrattaNetworkError", true, "TrattaTimeoutError"]);
    expect(getEventListeners(signal, "abort")).toHaveLength(1);
  });
});

describe("a call that has ended", () => {
  it("never rejects with the parser's error, which quotes the response, when an abort comes at the same moment", async () => {
    const reason = new Error("enough");
    for (let ticks = 0; ticks <= 40; ticks++) {
      const controller = new AbortController();
      const abortLater = async (): Promise<void> => {
        for (let tick = 0; tick < ticks; tick++) await Promise.resolve();
        controller.abort(reason);
      };
      const fetch = async (): Promise<Response> => {
        const response = new Response("<p>Jane Doe</p>");
        const text = await response.text();
        return Object.assign(response, { text: () => (void abortLater(), Promise.resolve(text)) });
      };
      const ending = await list(createClient({ fetch }), controller.signal).catch((error: unknown) => error);
      expect(ending === reason || (ending as Error).name).toBeOneOf([true, "TrattaResponseError"]);
    }
  });
});

describe("an aborted call", () => {
  afterEach(() => {
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  it("sends nothing more, even if a hook has replaced the request and left out its signal", async () => {
    vi.useFakeTimers();
    const timers = watchTimers();
    let sent = 0;
    const client = createClient({
      fetch: async () => {
        sent++;
        return new Response("", { status: 429, headers: { "Retry-After": "30" } });
      },
    });
    client.use({
      onRequest: async ({ request: { url, method, headers, body } }) =>
        new Request(url, { method, headers, body, duplex: "half" } as RequestInit),
    });
    const controller = new AbortController();
    const ended = expect(charge(client, controller.signal)).rejects.toBe("enough");
    await vi.advanceTimersByTimeAsync(100);
    expect(sent).toBe(1);
    controller.abort("enough");
    await ended;
    expect(timers.pending()).toBe(0);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sent).toBe(1);
  });

  it.each<[string, Partial<TrattaClientOptions>]>([
    ["a fetch that never ends", { fetch: () => new Promise(() => {}) }],
    ["a token that never comes", { token: () => new Promise(() => {}) }],
    ["a back-off", { fetch: async () => new Response("", { status: 503, headers: { "Retry-After": "30" } }) }],
  ])("leaves no timer behind after %s", async (_, options) => {
    vi.useFakeTimers();
    const timers = watchTimers();
    const controller = new AbortController();
    const call = list(createClient(options), controller.signal);
    const ended = expect(call).rejects.toBe("enough");
    await vi.advanceTimersByTimeAsync(100);
    expect(timers.pending()).toBe(1);
    controller.abort("enough");
    await ended;
    expect(timers.pending()).toBe(0);
  });
});
