import { describe, expect, test } from "vitest";
import { createSandbox } from "../../../src/sandbox/index.ts";
import { createRateLimiter } from "../../../src/sandbox/controls/rate-limiter.ts";
import { call, noonOf } from "../../support/sandbox-caller.ts";

describe("createRateLimiter", () => {
  test("lets the limit through in each fixed window, and no more", () => {
    const limiter = createRateLimiter({ requests: 2, windowMs: 1_000 });
    expect([10_100, 10_200, 10_999, 11_000, 11_000, 11_001].map((now) => limiter.take(now).allowed)).toEqual([
      true,
      true,
      false,
      true,
      true,
      false,
    ]);
  });

  test("reports the limit, what remains and the end of the window in epoch seconds", () => {
    const limiter = createRateLimiter({ requests: 2, windowMs: 60_000 });
    expect(limiter.take(600_500).headers).toEqual({
      "X-RateLimit-Limit": "2",
      "X-RateLimit-Remaining": "1",
      "X-RateLimit-Reset": "660",
    });
  });

  test("rounds Retry-After up to whole seconds, so that nobody comes back too early", () => {
    const limiter = createRateLimiter({ requests: 1, windowMs: 60_000 });
    limiter.take(600_500);
    expect(limiter.take(600_500).headers["Retry-After"]).toBe("60");
    expect(limiter.take(659_999).headers["Retry-After"]).toBe("1");
  });
});

describe("a sandbox with a rate limit", () => {
  test("responds with 429 with Retry-After until its clock reaches the next window", async () => {
    const sandbox = createSandbox({ dialect: "source", rateLimit: 2, clock: noonOf("2025-03-01") });
    const first = await call(sandbox, "GET", "/customers");
    expect([first.status, first.headers.get("X-RateLimit-Remaining")]).toEqual([200, "1"]);
    await call(sandbox, "GET", "/nowhere");
    const refused = await call(sandbox, "POST", "/charges", { amount: 1 });
    expect(refused.status).toBe(429);
    expect(refused.body).toEqual({ error: "Too many requests.", errorCode: "rate_limited" });
    expect(refused.headers.get("Retry-After")).toBe("60");
    expect(refused.headers.get("X-RateLimit-Reset")).toBe(String(Date.parse("2025-03-01T12:01:00Z") / 1000));
    sandbox.clock.advance(60_000);
    expect((await call(sandbox, "POST", "/charges", { amount: 1 })).status).toBe(201);
  });

  test("does not run what it refuses", async () => {
    const sandbox = createSandbox({ dialect: "source", rateLimit: 1, customers: 0, clock: noonOf("2025-03-01") });
    await call(sandbox, "GET", "/webhooks");
    await call(sandbox, "POST", "/charges", { amount: 1 });
    sandbox.clock.advance(60_000);
    expect((await call(sandbox, "GET", "/charges")).body.meta.total).toBe(0);
  });

  test("sends its headers with error responses and faults too", async () => {
    const sandbox = createSandbox({ dialect: "source", rateLimit: 5 });
    sandbox.faults.add({ kind: "status", status: 500 });
    expect((await call(sandbox, "GET", "/customers")).headers.get("X-RateLimit-Limit")).toBe("5");
    expect((await call(sandbox, "GET", "/customers/none")).headers.get("X-RateLimit-Limit")).toBe("5");
  });

  test("sends no such headers without a limit", async () => {
    const { headers } = await call(createSandbox({ dialect: "source" }), "GET", "/customers");
    expect(headers.has("X-RateLimit-Limit")).toBe(false);
  });
});
