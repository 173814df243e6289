import { expect, test } from "vitest";
import { createSandbox } from "../../../src/sandbox/index.ts";
import { call } from "../../support/sandbox-caller.ts";

test("a created ticket is open and the last of the list", async () => {
  const sandbox = createSandbox({ dialect: "source" });
  const { status, body } = await call(sandbox, "POST", "/tickets", { subject: "Help", description: "Please" });
  expect(status).toBe(201);
  expect(body.data).toMatchObject({ subject: "Help", description: "Please", status: "open" });
  expect((await call(sandbox, "GET", "/tickets?limit=500")).body.data.at(-1)).toEqual(body.data);
});
