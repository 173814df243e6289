import { expect, test } from "vitest";
import { createSeededStore } from "../../../src/sandbox/domain/seed-data.ts";
import { createSandbox } from "../../../src/sandbox/index.ts";
import { OPERATIONS } from "../../../src/sandbox/operations/operations.ts";
import { call, send } from "../../support/sandbox-caller.ts";

test("a webhook is listed until it is deleted", async () => {
  const sandbox = createSandbox({ dialect: "source", customers: 0 });
  const request = { url: "https://example.com/hook", events: ["charge.completed", "charge.failed"] };
  const { status, body } = await call(sandbox, "POST", "/webhooks", request);
  expect(status).toBe(201);
  expect(body.data).toMatchObject({ ...request, active: true });
  expect((await call(sandbox, "GET", "/webhooks")).body).toEqual({ data: [body.data] });
  const deleted = await call(sandbox, "DELETE", `/webhooks/${body.data.id}`);
  expect([deleted.status, deleted.body]).toEqual([200, ""]);
  expect((await call(sandbox, "GET", "/webhooks")).body).toEqual({ data: [] });
  expect((await call(sandbox, "DELETE", `/webhooks/${body.data.id}`)).status).toBe(404);
});

test("either list's event names can be registered in both dialects; the source spec's takes no others", async () => {
  const events = ["customer.delete", "charge.created", "charge.failed", "payment_plan.cancelled"];
  const request = { url: "https://a.test/", events, secret: "0123456789abcdef" };
  for (const dialect of ["vendor", "source"] as const) {
    const sandbox = createSandbox({ dialect, customers: 0 });
    const { status, body } = await call(sandbox, "POST", "/webhooks", request);
    expect([status, body.data.events]).toEqual([201, events]);
    const misspelt = { events: ["charge.failed", "charge.faild"] };
    const refused = [
      await call(sandbox, "POST", "/webhooks", { ...request, ...misspelt }),
      await call(sandbox, "PUT", `/webhooks/${body.data.id}`, misspelt),
    ];
    // The vendor's list is cut, so any name may be right.
    if (dialect === "vendor") expect(refused.map((response) => response.status)).toEqual([201, 200]);
    else {
      const message = expect.stringMatching(/^events\.1 must be one of .*customer\.create,.*payment_plan\.completed/);
      expect(refused.map((response) => [response.status, response.body.error])).toEqual([
        [422, message],
        [422, message],
      ]);
    }
  }
});

test.each([
  "http://user@127.0.0.1/",
  "http://user:xyzzy@127.0.0.1/",
  "http://:xyzzy@127.0.0.1/",
  "ftp://127.0.0.1/",
  "javascript:alert(1)",
  "data:text/plain,hello",
  "http://127.0.0.1:99999/",
  "http://[::1/",
  "http://",
])("a URL that nothing can be delivered to is refused: %s", async (url) => {
  const sandbox = createSandbox({ customers: 0 });
  const request = { url: "https://a.test/", events: [], secret: "0123456789abcdef" };
  const { body } = await call(sandbox, "POST", "/webhooks", request);
  const refused = [
    await call(sandbox, "POST", "/webhooks", { ...request, url }),
    await call(sandbox, "PUT", `/webhooks/${body.data.id}`, { url }),
  ];
  for (const response of refused) {
    expect([response.status, response.body.error]).toEqual([422, expect.stringMatching(/^url must be /)]);
    expect(response.body.error).not.toContain("xyzzy");
  }
  expect((await call(sandbox, "GET", "/webhooks")).body.data).toHaveLength(1);
});

test.each(["vendor", "source"] as const)("the secret is shown nowhere in the dialect %s", async (dialect) => {
  const [first, second] = ["the-first-secret-of-all", "the-second-secret-of-all"];
  const logged: unknown[] = [];
  const sandbox = createSandbox({
    dialect,
    customers: 0,
    onRequest: (request) => logged.push(structuredClone(request)),
    webhookFetch: () => new Response(null, { status: 500 }),
  });
  const request = { url: "https://a.test/", events: ["charge.failed"], secret: first };
  const responses = [await call(sandbox, "POST", "/webhooks", request)];
  const path = `/webhooks/${responses[0]?.body.data.id}`;
  responses.push(await call(sandbox, "PUT", path, { secret: second }));
  responses.push(await call(sandbox, "PUT", path, { secret: [second], events: 7 }));
  responses.push(await call(sandbox, "POST", "/webhooks", { nested: { secret: second } }));
  for (const text of [`{"secret": "${second}"`, `secret=${second}`, `{"SECRET":"${second}`, `{"SECRET":"${second}"}`]) {
    const headers = { Accept: "application/json", Authorization: `Bearer ${sandbox.token}` };
    const init = { method: "POST", body: text, headers: { ...headers, "Content-Type": "application/json" } };
    responses.push(await send(sandbox, new Request("http://sandbox.test/webhooks", init)));
  }
  responses.push(await call(sandbox, "GET", "/webhooks"));
  sandbox.webhooks.trigger("charge.failed");
  await sandbox.webhooks.settled();
  const { deliveries } = sandbox.webhooks;
  expect(deliveries).toHaveLength(1);
  const shown = JSON.stringify([responses.map(({ body }) => body), sandbox.requests, logged, deliveries]);
  expect(shown).toContain("charge.failed");
  expect(shown).not.toContain("secret-of-all");
});

test("the secret of a deleted webhook is forgotten", () => {
  const store = createSeededStore({ dialect: "vendor", seed: 1, customers: 1 });
  const [webhook] = [...store.webhooks];
  expect([...store.webhookSecrets.keys()]).toEqual([webhook?.id]);
  const context = { store, id: webhook?.id };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the parts that a deletion uses
  OPERATIONS.get("deleteWebhook")?.(context as never);
  expect([[...store.webhooks].length, store.webhookSecrets.size]).toEqual([0, 0]);
});
