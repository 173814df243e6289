import { expect, test } from "vitest";
import { createSandbox } from "../../../src/sandbox/index.ts";
import { call, noonOf } from "../../support/sandbox-caller.ts";

test("a card has made-up digits, brand and an expiry to come; its token is nowhere", async () => {
  const sandbox = createSandbox({ dialect: "source", clock: noonOf("2025-03-01") });
  const { body } = await call(sandbox, "POST", "/payment_methods", { type: "card", token: "tok_secret" });
  expect(body.data.last_four).toMatch(/^\d{4}$/);
  expect(body.data.brand).toBeTruthy();
  expect(body.data.expiry_month).toBeGreaterThanOrEqual(1);
  expect(body.data.expiry_month).toBeLessThanOrEqual(12);
  expect(body.data.expiry_year).toBeGreaterThan(2025);
  const stored = await call(sandbox, "GET", `/payment_methods/${body.data.id}`);
  expect(stored.body).toEqual(body);
  expect(JSON.stringify(stored.body)).not.toContain("tok_secret");
});

test("a bank account has digits only, and the owner is not shown", async () => {
  const sandbox = createSandbox({ dialect: "source" });
  const customerId = (await call(sandbox, "GET", "/customers?limit=1")).body.data[0].id;
  const request = { type: "bank_account", token: "tok", customer_id: customerId };
  const { body } = await call(sandbox, "POST", "/payment_methods", request);
  expect(Object.keys(body.data).toSorted()).toEqual(["created_at", "id", "last_four", "type"]);
});

test("deleting a payment method responds without a body, and it is gone from the list and cannot be charged", async () => {
  const sandbox = createSandbox({ dialect: "source" });
  const [{ id }, ...rest] = (await call(sandbox, "GET", "/payment_methods?limit=500")).body.data;
  const deleted = await call(sandbox, "DELETE", `/payment_methods/${id}`);
  expect([deleted.status, deleted.body]).toEqual([200, ""]);
  expect((await call(sandbox, "GET", "/payment_methods?limit=500")).body.data).toEqual(rest);
  expect((await call(sandbox, "DELETE", `/payment_methods/${id}`)).status).toBe(404);
  const charge = await call(sandbox, "POST", "/charges", { amount: 5, payment_method_id: id });
  expect([charge.status, charge.body.errorCode]).toEqual([422, "validation_failed"]);
});
