import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createTrattaClient, type TrattaClientOptions } from "../../src/client.ts";
import type { RetryOptions } from "../../src/internal/limits.ts";
import { watchTimers } from "../support/watch-timers.ts";

interface Attempt {
  readonly atMs: number;
  readonly method: string;
  readonly path: string;
}

describe("the waits between attempts", () => {
  let attempts: Attempt[];
  let timers: ReturnType<typeof watchTimers>;
  beforeEach(() => {
    vi.useFakeTimers();
    timers = watchTimers();
    attempts = [];
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  /** Answers in turn; the last answer goes on. Notes when each attempt came. */
  function createClient(
    answers: (() => Response | Promise<Response>)[],
    retry: RetryOptions = {},
    options: Partial<TrattaClientOptions> = {},
  ) {
    const began = performance.now();
    const fetch = async ({ method, url }: Request): Promise<Response> => {
      attempts.push({ atMs: performance.now() - began, method, path: new URL(url).pathname });
      const answer = answers[Math.min(attempts.length, answers.length) - 1];
      if (!answer) throw new Error("no answer was planned");
      return answer();
    };
    return createTrattaClient({ baseUrl: "https://api.test", token: "token", fetch, retry, ...options });
  }
  const status =
    (code: number, headers: Record<string, string> = {}) =>
    () =>
      new Response("", { status: code, headers });
  const ok = () => Response.json({});
  const times = (): number[] => attempts.map(({ atMs }) => atMs);

  it.each([
    [0.1, [0, 50, 150, 350]],
    [0.5, [0, 250, 750, 1_750]],
    [1, [0, 500, 1_500, 3_500]],
  ])("are drawn from a doubling range (random %d)", async (random, expected) => {
    vi.spyOn(Math, "random").mockReturnValue(random);
    const call = createClient([status(503)]).GET("/customers");
    await vi.advanceTimersByTimeAsync(60_000);
    expect((await call).response.status).toBe(503);
    expect(times()).toEqual(expected);
  });

  it("follow Retry-After in place of the drawn wait", async () => {
    const date = { Date: "Sun, 22 Nov 2026 10:00:00 GMT", "Retry-After": "Sun, 22 Nov 2026 10:00:05 GMT" };
    const call = createClient([status(503, { "Retry-After": "2" }), status(429, date), ok]).GET("/customers");
    await vi.advanceTimersByTimeAsync(60_000);
    expect((await call).response.status).toBe(200);
    expect(times()).toEqual([0, 2_000, 7_000]);
  });

  it("are never longer than maxDelayMs when the client draws them", async () => {
    vi.spyOn(Math, "random").mockReturnValue(1);
    const call = createClient([status(503)], { maxDelayMs: 600, maxRetries: 4 }).GET("/customers");
    await vi.advanceTimersByTimeAsync(60_000);
    await call;
    expect(times()).toEqual([0, 500, 1_100, 1_700, 2_300]);
  });

  it("of a 429 hold back every other call of the client, and of no other client", async () => {
    const client = createClient([status(429, { "Retry-After": "3" }), ok]);
    const first = client.GET("/customers");
    await vi.advanceTimersByTimeAsync(1_000);
    const second = client.POST("/charges", { body: { amount: 1 } });
    const other = createTrattaClient({ baseUrl: "https://api.test", token: "token", fetch: async () => ok() });
    expect((await other.GET("/customers")).response.status).toBe(200);
    await vi.advanceTimersByTimeAsync(60_000);
    await Promise.all([first, second]);
    expect(times()).toEqual([0, 3_000, 3_000]);
  });

  it("of a 503 hold back no other call", async () => {
    const client = createClient([status(503, { "Retry-After": "3" }), ok]);
    const first = client.GET("/customers");
    await vi.advanceTimersByTimeAsync(1_000);
    await client.POST("/charges", { body: { amount: 1 } });
    expect(times()).toEqual([0, 1_000]);
    await vi.advanceTimersByTimeAsync(60_000);
    await first;
  });

  it("of a 429 become longer for those who wait when another answer asks for more", async () => {
    const late = async (): Promise<Response> => {
      await new Promise((resolve) => setTimeout(resolve, 500));
      return status(429, { "Retry-After": "3" })();
    };
    const client = createClient([status(429, { "Retry-After": "1" }), late, ok]);
    const calls: Promise<unknown>[] = [client.GET("/customers"), client.GET("/charges")];
    await vi.advanceTimersByTimeAsync(200);
    calls.push(client.GET("/tickets"));
    await vi.advanceTimersByTimeAsync(60_000);
    await Promise.all(calls);
    expect(times()).toEqual([0, 0, 3_500, 3_500, 3_500]);
    expect(timers.pending()).toBe(0);
  });

  it("too long to wait for close the gate for nobody", async () => {
    const client = createClient([status(429, { "Retry-After": "61" }), ok]);
    expect((await client.GET("/customers")).response.status).toBe(429);
    expect((await client.GET("/customers")).response.status).toBe(200);
    expect(times()).toEqual([0, 0]);
  });

  it("begin before the first 429 when the server tells that no request remains", async () => {
    const last = (): Response =>
      Response.json({}, { headers: { "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "4" } });
    const client = createClient([last, ok]);
    await client.GET("/customers");
    const second = client.GET("/customers");
    await vi.advanceTimersByTimeAsync(60_000);
    await second;
    expect(times()).toEqual([0, 4_000]);
  });

  it("do not exist with `retry: false`", async () => {
    const client = createClient([status(429, { "Retry-After": "3" })], {}, { retry: false });
    await client.GET("/customers");
    await client.GET("/customers");
    expect(times()).toEqual([0, 0]);
  });

  it.each([0, 1, 5])("are as many as maxRetries (%i) when nothing helps", async (maxRetries) => {
    const call = createClient([status(500)], { maxRetries }).GET("/customers");
    await vi.advanceTimersByTimeAsync(120_000);
    await call;
    expect(attempts).toHaveLength(maxRetries + 1);
  });

  it("exist for HEAD as for GET, and for no PATCH or OPTIONS", async () => {
    vi.spyOn(Math, "random").mockReturnValue(0);
    const client = createClient([status(503)]);
    const request = client.request as unknown as (method: string, path: string) => Promise<{ error: unknown }>;
    for (const method of ["head", "patch", "options"]) {
      const call = request(method, "/customers");
      await vi.advanceTimersByTimeAsync(100);
      expect((await call).error).toEqual(expect.any(Object));
    }
    expect(attempts.map(({ method }) => method)).toEqual(["HEAD", "HEAD", "HEAD", "HEAD", "PATCH", "OPTIONS"]);
  });
});
