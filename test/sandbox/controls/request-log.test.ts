import { describe, expect, test } from "vitest";
import { createSandbox } from "../../../src/sandbox/index.ts";
import { call, send } from "../../support/sandbox-caller.ts";

describe("sandbox.requests", () => {
  test("shows each request with the status of its response, and the token masked", async () => {
    const sandbox = createSandbox({ dialect: "source", clock: () => 1_700_000_000_000 });
    await call(sandbox, "POST", "/charges?x=1&x=2&y=3", { amount: 5 });
    expect(sandbox.requests).toHaveLength(1);
    expect(sandbox.requests[0]).toMatchObject({
      at: 1_700_000_000_000,
      method: "POST",
      path: "/charges",
      pathTemplate: "/charges",
      operationId: "createCharge",
      query: { x: ["1", "2"], y: "3" },
      headers: { accept: "application/json", authorization: "***" },
      body: { amount: 5 },
      status: 201,
    });
    expect(JSON.stringify(sandbox.requests)).not.toContain(sandbox.token);
  });

  test("has the same path with and without the prefix, and no operation when none matches", async () => {
    const sandbox = createSandbox({ dialect: "source" });
    await send(sandbox, new Request("http://sandbox.test/charges/1"));
    await send(sandbox, new Request("http://sandbox.test/api/v1/charges/1"));
    await send(sandbox, new Request("http://sandbox.test/api/v2/charges/1"));
    expect(sandbox.requests.map(({ path, operationId, status }) => [path, operationId, status])).toEqual([
      ["/charges/1", "getCharge", 401],
      ["/charges/1", "getCharge", 401],
      ["/api/v2/charges/1", undefined, 404],
    ]);
  });

  test("keeps the body as received, whatever becomes of the stored record, and shares nothing with it", async () => {
    const sandbox = createSandbox({ dialect: "source" });
    await call(sandbox, "POST", "/webhooks", { url: "https://a.test", events: ["charge.completed"], extra: 1 });
    const body = { url: "https://a.test", events: ["charge.completed"], extra: 1 };
    expect(sandbox.requests[0]?.body).toEqual(body);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as sent above
    const [recorded] = sandbox.requests as readonly { body: typeof body }[];
    recorded?.body.events.push("mine");
    expect((await call(sandbox, "GET", "/webhooks")).body.data.at(-1).events).toEqual(["charge.completed"]);
  });

  test("keeps form fields parsed and other text as received", async () => {
    const sandbox = createSandbox({ dialect: "source" });
    await send(sandbox, new Request("http://sandbox.test/charges", { method: "POST", body: "amount=5" }));
    const form = new URLSearchParams({ amount: "5" });
    await send(sandbox, new Request("http://sandbox.test/charges", { method: "POST", body: form }));
    expect(sandbox.requests.map(({ body }) => body)).toEqual(["amount=5", { amount: "5" }]);
  });

  test("drops the oldest beyond recordRequests", async () => {
    const sandbox = createSandbox({ dialect: "source", recordRequests: 2 });
    for (const path of ["/a", "/b", "/c"]) await call(sandbox, "GET", path);
    expect(sandbox.requests.map(({ path }) => path)).toEqual(["/b", "/c"]);
  });

  test("records nothing when recordRequests is 0, and still calls onRequest", async () => {
    const calls: unknown[] = [];
    const sandbox = createSandbox({
      dialect: "source",
      recordRequests: 0,
      onRequest: ({ path, status }) => calls.push([path, status]),
    });
    await call(sandbox, "GET", "/webhooks");
    expect(sandbox.requests).toEqual([]);
    expect(calls).toEqual([["/webhooks", 200]]);
  });

  test("numbers the requests, whatever is kept of them, and goes on after a reset", async () => {
    const sandbox = createSandbox({ dialect: "source", recordRequests: 2 });
    for (const path of ["/a", "/b", "/c"]) await call(sandbox, "GET", path);
    expect(sandbox.requests.map(({ number }) => number)).toEqual([2, 3]);
    sandbox.reset();
    await call(sandbox, "GET", "/d");
    expect(sandbox.requests.map(({ number }) => number)).toEqual([4]);
  });

  test("says why a request was refused, and which fault was applied", async () => {
    const sandbox = createSandbox();
    sandbox.faults.add({ kind: "status", status: 503 }, { path: "/webhooks" });
    const refused = await call(sandbox, "POST", "/customers", { email: "none" });
    for (const path of ["/webhooks", "/customers"]) await call(sandbox, "GET", path);
    expect(sandbox.requests.map(({ error, fault }) => [error, fault])).toEqual([
      [refused.body.error, undefined],
      [undefined, "status"],
      [undefined, undefined],
    ]);
    expect(refused.body.error).toContain("name");
  });

  test("has no status for a connection that was dropped", async () => {
    const sandbox = createSandbox({ dialect: "source" });
    sandbox.faults.add({ kind: "reset" });
    await expect(call(sandbox, "GET", "/webhooks")).rejects.toThrow(TypeError);
    expect(sandbox.requests[0]?.status).toBeUndefined();
  });
});
