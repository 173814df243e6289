import { expect, test } from "vitest";
import { createSandbox } from "../../../src/sandbox/index.ts";
import { call, noonOf } from "../../support/sandbox-caller.ts";

test("a bulk import adds what it can and counts what it refused", async () => {
  const sandbox = createSandbox({ dialect: "source", clock: noonOf("2025-03-01") });
  const customerId = (await call(sandbox, "GET", "/customers?limit=1")).body.data[0].id;
  const late = { frequency: "weekly", start_date: "2025-12-01", amount: 5 };
  const { status, body } = await call(sandbox, "POST", "/bulk/debt_accounts", {
    debt_accounts: [
      { customer_id: customerId, original_balance: 10, account_number: "first" },
      { customer_id: "nobody", original_balance: 10 },
      { customer_id: customerId, original_balance: 10, payment_plan: late },
      { customer_id: customerId, original_balance: 20, payment_plan: { ...late, start_date: "2025-03-20" } },
    ],
  });
  expect(status).toBe(201);
  expect(body.data).toMatchObject({ status: "completed", total: 4, processed: 2, failed: 2 });
  const added = (await call(sandbox, "GET", "/debt_accounts?limit=500")).body.data.slice(25);
  expect(added).toMatchObject([{ account_number: "first" }, { original_balance: 20, payment_plan: { amount: 5 } }]);
});

test("an import of which nothing could be added has failed", async () => {
  const { body } = await call(createSandbox({ dialect: "source" }), "POST", "/bulk/debt_accounts", {
    debt_accounts: [{ customer_id: "nobody", original_balance: 10 }],
  });
  expect(body.data).toMatchObject({ status: "failed", total: 1, processed: 0, failed: 1 });
});
