import { describe, expect, test, vi } from "vitest";
import { createSandbox, type Sandbox, type SandboxOptions } from "../../../src/sandbox/index.ts";
import { verifyWebhook } from "../../../src/webhooks.ts";
import { call, noonOf } from "../../support/sandbox-caller.ts";

const NOW = Date.parse("2025-03-01T12:00:00Z");
const SECRET = "0123456789abcdef";
const MINUTE_MS = 60_000;

type Receiver = NonNullable<SandboxOptions["webhookFetch"]>;

/** A sandbox with a clock that stands still, and one webhook for all events of this file. */
async function sandboxFor(
  webhookFetch: Receiver,
  options: SandboxOptions = {},
): Promise<{ sandbox: Sandbox; id: string }> {
  const sandbox = createSandbox({ customers: 0, clock: noonOf("2025-03-01"), webhookFetch, ...options });
  const webhook = { url: "https://receiver.test/hook", events: ["customer.create", "charge.failed"], secret: SECRET };
  const { status, body } = await call(sandbox, "POST", "/webhooks", webhook);
  expect(status).toBe(201);
  return { sandbox, id: body.data.id };
}

/** Responds with each status in turn, and with the last one from then on. */
function respondWith(...statuses: number[]): { receive: Receiver; requests: Request[] } {
  const requests: Request[] = [];
  return {
    requests,
    receive(request) {
      requests.push(request);
      return new Response(null, { status: statuses[Math.min(requests.length, statuses.length) - 1] ?? 200 });
    },
  };
}

function refuse(): never {
  throw new Error("not to be looked at");
}

describe("a delivery", () => {
  test("is acknowledged by any 2xx, and not repeated", async () => {
    for (const status of [200, 201, 204, 299]) {
      const { receive, requests } = respondWith(status);
      const { sandbox, id } = await sandboxFor(receive);
      sandbox.webhooks.trigger("charge.failed", { id: "1" });
      await sandbox.webhooks.settled();
      sandbox.clock.advance(60 * MINUTE_MS);
      await sandbox.webhooks.settled();
      expect(requests).toHaveLength(1);
      expect(sandbox.webhooks.deliveries).toEqual([
        {
          event: "charge.failed",
          webhookId: id,
          url: "https://receiver.test/hook",
          state: "acknowledged",
          createdAt: NOW,
          attempts: 1,
          times: [NOW],
          nextAttemptAt: undefined,
          lastStatus: status,
          lastError: undefined,
        },
      ]);
    }
  });

  test("is repeated 900 seconds after each start, with the same body, and fails after four attempts", async () => {
    const { receive, requests } = respondWith(500);
    const { sandbox } = await sandboxFor(receive);
    sandbox.webhooks.trigger("charge.failed", { id: "1" });
    for (const attempts of [1, 2, 3, 4]) {
      await sandbox.webhooks.settled();
      expect(sandbox.webhooks.deliveries).toMatchObject([{ attempts, lastStatus: 500, lastError: "HTTP status 500" }]);
      sandbox.clock.advance(899_999);
      await sandbox.webhooks.settled();
      expect(requests).toHaveLength(attempts);
      sandbox.clock.advance(1);
    }
    await sandbox.webhooks.settled();
    expect(sandbox.webhooks.deliveries).toMatchObject([
      {
        state: "failed",
        attempts: 4,
        times: [NOW, NOW + 15 * MINUTE_MS, NOW + 30 * MINUTE_MS, NOW + 45 * MINUTE_MS],
        nextAttemptAt: undefined,
      },
    ]);
    const keys = await Promise.all(
      requests.map(async (request) => (await verifyWebhook(request, { secret: SECRET })).key),
    );
    expect([keys.length, new Set(keys).size]).toEqual([4, 1]);
  });

  test("is repeated at its times when the clock jumps over all of them", async () => {
    const { receive } = respondWith(500, 503, 200);
    const { sandbox } = await sandboxFor(receive);
    sandbox.webhooks.trigger("charge.failed", {});
    sandbox.clock.advance(30 * 24 * 60 * MINUTE_MS);
    await sandbox.webhooks.settled();
    expect(sandbox.webhooks.deliveries).toMatchObject([
      { state: "acknowledged", times: [NOW, NOW + 15 * MINUTE_MS, NOW + 30 * MINUTE_MS], lastStatus: 200 },
    ]);
  });

  test("does not end at a redirect, which is not followed", async () => {
    const requests: string[] = [];
    const { sandbox } = await sandboxFor((request) => {
      requests.push(request.url);
      expect(request.redirect).toBe("manual");
      return new Response(null, { status: 308, headers: { Location: "https://elsewhere.test/" } });
    });
    sandbox.webhooks.trigger("charge.failed", {});
    await sandbox.webhooks.settled();
    expect(requests).toEqual(["https://receiver.test/hook"]);
    expect(sandbox.webhooks.deliveries).toMatchObject([
      {
        state: "pending",
        lastStatus: 308,
        lastError: "redirects are not followed",
        nextAttemptAt: NOW + 15 * MINUTE_MS,
      },
    ]);
  });

  const BROKEN = "webhookFetch returned no Response";
  test.each<[name: string, receive: () => unknown, error: string]>([
    [
      "throws",
      () => {
        throw new RangeError("out of order");
      },
      "RangeError: out of order",
    ],
    [
      "throws nothing",
      () => {
        throw undefined;
      },
      "undefined",
    ],
    [
      "throws what has no text",
      () => {
        throw Object.create(null);
      },
      "webhookFetch threw what cannot be shown",
    ],
    [
      "throws what cannot be looked at",
      () => {
        throw new Proxy({}, { getPrototypeOf: refuse, get: refuse });
      },
      "webhookFetch threw what cannot be shown",
    ],
    ["rejects", () => Promise.reject(new TypeError("broken")), "TypeError: broken"],
    ["quotes the secret", () => Promise.reject(new TypeError(`secret ${SECRET}`)), "TypeError: secret ***"],
    [
      "fails as fetch does",
      () => Promise.reject(new TypeError("fetch failed", { cause: new RangeError("bad port") })),
      "RangeError: bad port",
    ],
    ["returns nothing", () => undefined, BROKEN],
    ["returns null", () => null, BROKEN],
    ["returns a string", () => "ok", BROKEN],
    ["returns an error response", () => Response.error(), "HTTP status 0"],
  ])("that %s was not acknowledged", async (_name, receive, lastError) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what a JavaScript caller may pass
    const { sandbox } = await sandboxFor(receive as Receiver);
    sandbox.webhooks.trigger("charge.failed", {});
    await sandbox.webhooks.settled();
    expect(sandbox.webhooks.deliveries).toMatchObject([{ state: "pending", attempts: 1, lastError }]);
  });

  test("that gets no response ends after 5 seconds, whatever comes later", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const signals: AbortSignal[] = [];
      let respondLate = (_response: Response): void => {};
      const { sandbox } = await sandboxFor((request) => {
        signals.push(request.signal);
        return new Promise((resolve) => (respondLate = resolve));
      });
      sandbox.webhooks.trigger("charge.failed", {});
      // vi.waitFor would move the time.
      while (signals.length === 0) await new Promise((resolve) => setImmediate(resolve));
      vi.advanceTimersByTime(4_999);
      expect(signals[0]?.aborted).toBe(false);
      vi.advanceTimersByTime(1);
      await sandbox.webhooks.settled();
      expect(signals[0]?.aborted).toBe(true);
      const cancelled = vi.fn<() => void>();
      respondLate(new Response(new ReadableStream({ cancel: cancelled })));
      await vi.waitFor(() => expect(cancelled).toHaveBeenCalledOnce());
      expect(sandbox.webhooks.deliveries).toMatchObject([
        { state: "pending", attempts: 1, lastStatus: undefined, lastError: "no response within 5 seconds" },
      ]);
    } finally {
      vi.useRealTimers();
    }
  });

  test("does not read the response, which may have no end", async () => {
    const cancelled = vi.fn<() => void>();
    const { sandbox } = await sandboxFor(() => new Response(new ReadableStream({ cancel: cancelled })));
    sandbox.webhooks.trigger("charge.failed", {});
    await sandbox.webhooks.settled();
    expect(cancelled).toHaveBeenCalledOnce();
    expect(sandbox.webhooks.deliveries).toMatchObject([{ state: "acknowledged" }]);
  });

  test("is repeated by the timer of the machine, when the time has come and nobody moves the clock", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
    try {
      const { receive, requests } = respondWith(500, 200);
      const { sandbox } = await sandboxFor(receive, { clock: Date.now });
      sandbox.webhooks.trigger("charge.failed", {});
      await sandbox.webhooks.settled();
      vi.advanceTimersByTime(15 * MINUTE_MS - 1);
      await Promise.resolve();
      expect(requests).toHaveLength(1);
      vi.advanceTimersByTime(1);
      await vi.waitFor(() => expect(sandbox.webhooks.deliveries).toMatchObject([{ state: "acknowledged" }]));
      expect(requests).toHaveLength(2);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("between two attempts", () => {
  test("the secret may be replaced: the next one is signed with the new one", async () => {
    const { receive, requests } = respondWith(500, 200);
    const { sandbox, id } = await sandboxFor(receive);
    sandbox.webhooks.trigger("charge.failed", { id: "1" });
    await sandbox.webhooks.settled();
    const other = "fedcba9876543210";
    expect((await call(sandbox, "PUT", `/webhooks/${id}`, { secret: other })).status).toBe(200);
    sandbox.clock.advance(15 * MINUTE_MS);
    await sandbox.webhooks.settled();
    const [first, second] = requests.map((request) => request.clone());
    if (!first || !second) throw new Error("two requests were expected");
    await expect(verifyWebhook(first, { secret: SECRET })).resolves.toMatchObject({ payload: { id: "1" } });
    await expect(verifyWebhook(second.clone(), { secret: SECRET })).rejects.toMatchObject({
      reason: "wrong_signature",
    });
    await expect(verifyWebhook(second, { secret: other })).resolves.toMatchObject({
      payload: { id: "1" },
      webhookId: id,
    });
  });

  test("the URL may be replaced: the next one goes there", async () => {
    const { receive, requests } = respondWith(500, 200);
    const { sandbox, id } = await sandboxFor(receive);
    sandbox.webhooks.trigger("charge.failed", {});
    await sandbox.webhooks.settled();
    await call(sandbox, "PUT", `/webhooks/${id}`, { url: "https://other.test/" });
    sandbox.clock.advance(15 * MINUTE_MS);
    await sandbox.webhooks.settled();
    expect(requests.map(({ url }) => url)).toEqual(["https://receiver.test/hook", "https://other.test/"]);
    expect(sandbox.webhooks.deliveries).toMatchObject([{ url: "https://other.test/" }]);
  });

  test("the webhook may be deleted: the delivery is cancelled", async () => {
    const { receive, requests } = respondWith(500);
    const { sandbox, id } = await sandboxFor(receive);
    sandbox.webhooks.trigger("charge.failed", {});
    await sandbox.webhooks.settled();
    await call(sandbox, "DELETE", `/webhooks/${id}`);
    sandbox.clock.advance(60 * MINUTE_MS);
    await sandbox.webhooks.settled();
    expect(requests).toHaveLength(1);
    expect(sandbox.webhooks.deliveries).toMatchObject([{ state: "cancelled", attempts: 1, nextAttemptAt: undefined }]);
  });

  test.each(["reset", "close"] as const)("the sandbox may %s: nothing more is sent, and nobody waits", async (end) => {
    const { receive, requests } = respondWith(500);
    const { sandbox } = await sandboxFor(receive);
    sandbox.webhooks.trigger("charge.failed", {});
    await sandbox.webhooks.settled();
    await sandbox[end]();
    sandbox.clock.advance(60 * MINUTE_MS);
    await sandbox.webhooks.settled();
    expect(requests).toHaveLength(1);
    expect(sandbox.webhooks.deliveries.map(({ state }) => state)).toEqual(end === "reset" ? [] : ["cancelled"]);
  });
});

describe("during an attempt", () => {
  /** A receiver that responds when the test says so. */
  function holdOpen(): { receive: Receiver; requests: Request[]; respond: (status: number) => void } {
    const requests: Request[] = [];
    let resolveResponse = (_response: Response): void => {};
    return {
      requests,
      receive(request) {
        requests.push(request);
        return new Promise((resolve) => (resolveResponse = resolve));
      },
      respond: (status) => resolveResponse(new Response(null, { status })),
    };
  }

  test("the clock may jump: the next attempt still follows 900 seconds after the start", async () => {
    const { receive, requests, respond } = holdOpen();
    const { sandbox } = await sandboxFor(receive);
    sandbox.webhooks.trigger("charge.failed", {});
    await vi.waitFor(() => expect(requests).toHaveLength(1));
    sandbox.clock.advance(60 * MINUTE_MS);
    respond(500);
    await vi.waitFor(() => expect(requests).toHaveLength(2));
    respond(200);
    await sandbox.webhooks.settled();
    expect(sandbox.webhooks.deliveries).toMatchObject([{ state: "acknowledged", times: [NOW, NOW + 15 * MINUTE_MS] }]);
  });

  test("the clock may go back: the attempt is not lost, and its repetition waits for its time", async () => {
    const { receive, requests, respond } = holdOpen();
    const { sandbox } = await sandboxFor(receive);
    sandbox.webhooks.trigger("charge.failed", {});
    await vi.waitFor(() => expect(requests).toHaveLength(1));
    sandbox.clock.set(NOW - 60 * MINUTE_MS);
    respond(500);
    await sandbox.webhooks.settled();
    expect(sandbox.webhooks.deliveries).toMatchObject([{ state: "pending", nextAttemptAt: NOW + 15 * MINUTE_MS }]);
    sandbox.clock.set(NOW + 15 * MINUTE_MS);
    await vi.waitFor(() => expect(requests).toHaveLength(2));
    respond(200);
    await sandbox.webhooks.settled();
    expect(sandbox.webhooks.deliveries).toMatchObject([{ state: "acknowledged" }]);
  });

  test("the webhook may be deleted: the attempt counts, and is not repeated", async () => {
    for (const [status, state] of [
      [200, "acknowledged"],
      [500, "cancelled"],
    ] as const) {
      const { receive, requests, respond } = holdOpen();
      const { sandbox, id } = await sandboxFor(receive);
      sandbox.webhooks.trigger("charge.failed", {});
      await vi.waitFor(() => expect(requests).toHaveLength(1));
      await call(sandbox, "DELETE", `/webhooks/${id}`);
      respond(status);
      await sandbox.webhooks.settled();
      expect(sandbox.webhooks.deliveries).toMatchObject([{ state, attempts: 1, lastStatus: status }]);
    }
  });

  test.each(["reset", "close"] as const)(
    "the sandbox may %s: the attempt is aborted, and has no effect",
    async (end) => {
      const { receive, requests, respond } = holdOpen();
      const { sandbox } = await sandboxFor(receive);
      sandbox.webhooks.trigger("charge.failed", {});
      await vi.waitFor(() => expect(requests).toHaveLength(1));
      const settled = sandbox.webhooks.settled();
      await sandbox[end]();
      await settled;
      expect(requests[0]?.signal.aborted).toBe(true);
      respond(200);
      sandbox.clock.advance(60 * MINUTE_MS);
      await sandbox.webhooks.settled();
      expect(requests).toHaveLength(1);
      expect(sandbox.webhooks.deliveries.map(({ state }) => state)).toEqual(end === "reset" ? [] : ["cancelled"]);
    },
  );

  test("the receiver may call the API: it gets its response, and so do others", async () => {
    const statuses: number[] = [];
    const { sandbox } = await sandboxFor(async (request) => {
      const { payload } = await verifyWebhook(request, { secret: SECRET });
      const { id } = payload as { id: string };
      statuses.push((await call(sandbox, "GET", `/customers/${id}`)).status);
      // An event of its own, until there are five.
      if (statuses.length < 5) await call(sandbox, "POST", "/customers", { name: `Ada ${statuses.length}` });
      return new Response();
    });
    await call(sandbox, "POST", "/customers", { name: "Ada" });
    await sandbox.webhooks.settled();
    expect(statuses).toEqual([200, 200, 200, 200, 200]);
  });
});

describe("a webhook without a secret", () => {
  test("is refused in the vendor's dialect", async () => {
    const webhook = { url: "https://a.test/", events: ["charge.failed"] };
    const sandbox = createSandbox({ customers: 0 });
    const { status, body } = await call(sandbox, "POST", "/webhooks", webhook);
    expect([status, body.error]).toEqual([422, "secret is required"]);
    expect((await call(sandbox, "GET", "/webhooks")).body.data).toEqual([]);
  });

  test("gets unsigned deliveries in the source spec's dialect, until it gets a secret", async () => {
    const { receive, requests } = respondWith(200);
    const sandbox = createSandbox({ dialect: "source", customers: 0, webhookFetch: receive });
    const webhook = { url: "https://a.test/", events: ["customer.create", "charge.failed"] };
    const { status, body } = await call(sandbox, "POST", "/webhooks", webhook);
    expect(status).toBe(201);
    sandbox.webhooks.trigger("charge.failed", { id: "1" });
    await sandbox.webhooks.settled();
    await call(sandbox, "PUT", `/webhooks/${body.data.id}`, { secret: SECRET });
    sandbox.webhooks.trigger("charge.failed", { id: "2" });
    await sandbox.webhooks.settled();
    const [unsigned, signed] = requests;
    if (!unsigned || !signed) throw new Error("two requests were expected");
    expect(Object.fromEntries(unsigned.headers)).toEqual({
      "content-type": "application/json",
      "x-tratta-event-name": "charge.failed",
      "x-tratta-webhook-id": body.data.id,
    });
    expect(await unsigned.text()).toBe('{"id":"1"}');
    await expect(verifyWebhook(signed, { secret: SECRET })).resolves.toMatchObject({ payload: { id: "2" } });
  });
});
