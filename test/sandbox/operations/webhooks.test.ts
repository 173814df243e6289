import { expect, test } from "vitest";
import { createSandbox } from "../../../src/sandbox/index.ts";
import { call } from "../../support/sandbox-caller.ts";

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
