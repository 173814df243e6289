import { expect, test } from "vitest";
import { createSandbox } from "../../../../src/sandbox/index.ts";
import { call } from "../../../support/sandbox-caller.ts";

const WEBHOOK = { url: "https://a.test/hook", events: ["customer.create", "new.event"], secret: "0123456789abcdef" };

test("a webhook shows its id and events, and an update replaces them as a whole", async () => {
  const sandbox = createSandbox({ customers: 0 });
  const { status, body } = await call(sandbox, "POST", "/webhooks", WEBHOOK);
  expect([status, body.data]).toEqual([201, { id: body.data.id, events: WEBHOOK.events }]);
  const updated = await call(sandbox, "PUT", `/webhooks/${body.data.id}`, { events: ["ticket.create"] });
  expect([updated.status, updated.body.data]).toEqual([200, { id: body.data.id, events: ["ticket.create"] }]);
  expect((await call(sandbox, "GET", "/webhooks")).body).toEqual({ data: [updated.body.data] });
});

test.each<[object, string]>([
  [{ ...WEBHOOK, secret: "short" }, "secret must NOT have fewer than 16 characters"],
  [{ ...WEBHOOK, secret: undefined }, "secret is required"],
  [{ ...WEBHOOK, events: [7] }, "events.0 must be string"],
  [{ secret: WEBHOOK.secret }, "url is required; events is required"],
])("a webhook %j is refused", async (request, error) => {
  const { status, body } = await call(createSandbox(), "POST", "/webhooks", request);
  expect([status, body.error]).toEqual([422, error]);
});
