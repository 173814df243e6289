import { describe, expect, test } from "vitest";
import { createSandbox, type Sandbox, type SandboxOptions } from "../../src/sandbox/index.ts";
import { call, noonOf } from "../support/sandbox-caller.ts";

async function story(sandbox: Sandbox): Promise<string> {
  const customer = await call(sandbox, "POST", "/customers", { first_name: "Ada", last_name: "Abbott" });
  const responses = [
    customer,
    await call(sandbox, "POST", "/payment_methods", { type: "card", token: "tok" }),
    await call(sandbox, "POST", "/debt_accounts", { customer_id: customer.body.data.id, original_balance: 10 }),
    await call(sandbox, "POST", "/charges", { amount: 5 }),
  ];
  return JSON.stringify(responses.map(({ body }) => body));
}

describe("createSandbox", () => {
  test("the same seed, clock and requests give the same bytes", async () => {
    const options: SandboxOptions = { dialect: "source", seed: 4, clock: noonOf("2025-03-01") };
    const first = await story(createSandbox(options));
    expect(await story(createSandbox(options))).toBe(first);
    expect(await story(createSandbox({ ...options, seed: 5 }))).not.toBe(first);
  });

  test("what is created has the sandbox's time", async () => {
    const sandbox = createSandbox({ dialect: "source", clock: noonOf("2025-03-01") });
    sandbox.clock.advance(1_500);
    const { body } = await call(sandbox, "POST", "/charges", { amount: 5 });
    expect(body.data.created_at).toBe("2025-03-01T12:00:01.500Z");
  });

  test("responses, those of faults and over HTTP included, are dated by the sandbox's time", async () => {
    const sandbox = createSandbox({ clock: noonOf("2025-03-01") });
    const server = await sandbox.listen();
    try {
      sandbox.clock.advance(1_500);
      sandbox.faults.add({ kind: "status", status: 500, commit: true });
      const { headers } = await call(sandbox, "POST", "/charges", { amount: 5 });
      const overHttp = await fetch(`${server.url}/charges`);
      expect([headers.get("Date"), overHttp.headers.get("Date")]).toEqual(
        Array.from({ length: 2 }, () => "Sat, 01 Mar 2025 12:00:01 GMT"),
      );
    } finally {
      await server.close();
    }
  });

  test("reset goes back to the start in every respect", async () => {
    const sandbox = createSandbox({ dialect: "source", rateLimit: 5, clock: noonOf("2025-03-01") });
    const first = await story(sandbox);
    sandbox.clock.advance(1);
    sandbox.faults.add({ kind: "reset" });
    sandbox.reset();
    expect(sandbox.requests).toEqual([]);
    expect(await story(sandbox)).toBe(first);
    expect(sandbox.requests).toHaveLength(4);
  });

  test("two sandboxes share nothing", async () => {
    const [one, other] = [
      createSandbox({ dialect: "source", customers: 0 }),
      createSandbox({ dialect: "source", customers: 0 }),
    ];
    await call(one, "POST", "/charges", { amount: 5 });
    one.faults.add({ kind: "reset" });
    expect((await call(other, "GET", "/charges")).body.data).toEqual([]);
    expect(other.requests).toHaveLength(1);
  });

  test("its functions work when taken off it, as a client's fetch option does", async () => {
    const { fetch, token, reset } = createSandbox({ dialect: "source" });
    const headers = { Accept: "application/json", Authorization: `Bearer ${token}` };
    expect((await fetch(new Request("http://sandbox.test/customers", { headers }))).status).toBe(200);
    expect(() => reset()).not.toThrow();
  });

  test("an aborted request is not received, and rejects with the caller's reason", async () => {
    const sandbox = createSandbox({ dialect: "source" });
    const reason = new Error("changed my mind");
    const request = new Request("http://sandbox.test/customers", { signal: AbortSignal.abort(reason) });
    await expect(sandbox.fetch(request)).rejects.toBe(reason);
    expect(sandbox.requests).toEqual([]);
  });

  test("changing a response body does not change the state", async () => {
    const sandbox = createSandbox({ dialect: "source" });
    const before = await call(sandbox, "GET", "/webhooks");
    before.body.data[0].events.push("mine");
    expect((await call(sandbox, "GET", "/webhooks")).body.data[0].events).not.toContain("mine");
  });

  test("parallel requests are all kept", async () => {
    const sandbox = createSandbox({ dialect: "source", customers: 0 });
    const responses = await Promise.all(
      Array.from({ length: 100 }, (_, index) => call(sandbox, "POST", "/charges", { amount: index + 1 })),
    );
    expect(new Set(responses.map(({ body }) => body.data.id)).size).toBe(100);
    expect((await call(sandbox, "GET", "/charges")).body.meta.total).toBe(100);
  });
});
