import { expect, test } from "vitest";
import { createSandbox } from "../../../src/sandbox/index.ts";
import { call, noonOf } from "../../support/sandbox-caller.ts";

test("a created customer is the last of the list and can be read", async () => {
  const sandbox = createSandbox({ dialect: "source", clock: noonOf("2025-03-01") });
  const created = await call(sandbox, "POST", "/customers", {
    first_name: "Ada",
    last_name: "Abbott",
    email: "ada@example.com",
  });
  expect(created.body.data).toEqual({
    id: created.body.data.id,
    first_name: "Ada",
    last_name: "Abbott",
    email: "ada@example.com",
    created_at: "2025-03-01T12:00:00.000Z",
    updated_at: "2025-03-01T12:00:00.000Z",
  });
  expect((await call(sandbox, "GET", `/customers/${created.body.data.id}`)).body).toEqual(created.body);
  expect((await call(sandbox, "GET", "/customers?limit=500")).body.data.at(-1)).toEqual(created.body.data);
});

test("an update changes what it names, keeps the rest and moves updated_at", async () => {
  const sandbox = createSandbox({ dialect: "source", clock: noonOf("2025-03-01") });
  const before = (await call(sandbox, "GET", "/customers?limit=1")).body.data[0];
  const { status, body } = await call(sandbox, "PUT", `/customers/${before.id}`, {
    first_name: "New",
    last_name: "Name",
    phone: "+1-202-555-0199",
  });
  const after = {
    ...before,
    first_name: "New",
    last_name: "Name",
    phone: "+1-202-555-0199",
    updated_at: "2025-03-01T12:00:00.000Z",
  };
  expect([status, body.data]).toEqual([200, after]);
  expect((await call(sandbox, "GET", `/customers/${before.id}`)).body.data).toEqual(after);
});
