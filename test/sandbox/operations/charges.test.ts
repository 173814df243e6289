import { expect, test } from "vitest";
import { createSandbox } from "../../../src/sandbox/index.ts";
import { call, noonOf } from "../../support/sandbox-caller.ts";

test("a charge completes, has a transaction, and lowers the balance of its account", async () => {
  const sandbox = createSandbox({ dialect: "source", clock: noonOf("2025-03-01") });
  const account = (await call(sandbox, "GET", "/debt_accounts?limit=1")).body.data[0];
  const method = (await call(sandbox, "GET", "/payment_methods?limit=1")).body.data[0];
  const created = await call(sandbox, "POST", "/charges", {
    amount: 10.01,
    debt_account_id: account.id,
    payment_method_id: method.id,
  });
  expect(created.status).toBe(201);
  expect(created.body.data).toEqual({
    id: created.body.data.id,
    amount: 10.01,
    status: "completed",
    debt_account_id: account.id,
    payment_method_id: method.id,
    created_at: "2025-03-01T12:00:00.000Z",
  });
  expect((await call(sandbox, "GET", `/charges/${created.body.data.id}`)).body).toEqual(created.body);
  const transaction = (await call(sandbox, "GET", "/transactions?limit=500")).body.data.at(-1);
  expect(transaction).toMatchObject({ charge_id: created.body.data.id, amount: 10.01, payment_source: "card" });
  const after = (await call(sandbox, "GET", `/debt_accounts/${account.id}`)).body.data;
  expect(after.current_balance).toBeCloseTo(account.current_balance - 10.01, 6);
  expect(after.original_balance).toBe(account.original_balance);
});

test("a refused charge leaves no trace", async () => {
  const sandbox = createSandbox({ dialect: "source", customers: 0 });
  await call(sandbox, "POST", "/charges", { amount: 5, debt_account_id: "none" });
  expect((await call(sandbox, "GET", "/charges")).body.data).toEqual([]);
  expect((await call(sandbox, "GET", "/transactions")).body.data).toEqual([]);
});
