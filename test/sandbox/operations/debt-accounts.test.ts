import { describe, expect, test } from "vitest";
import { createSandbox, type Sandbox } from "../../../src/sandbox/index.ts";
import { call, noonOf, type ReadResponse } from "../../support/sandbox-caller.ts";

async function create(
  request: object,
  sandbox: Sandbox = createSandbox({ dialect: "source", clock: noonOf("2025-03-01") }),
): Promise<ReadResponse> {
  const customerId = (await call(sandbox, "GET", "/customers?limit=1")).body.data[0].id;
  return call(sandbox, "POST", "/debt_accounts", { customer_id: customerId, original_balance: 100, ...request });
}

const TERMS = { frequency: "monthly", start_date: "2025-03-31", amount: 40 };

describe("creating a debt account", () => {
  test("starts with the whole balance and no plan", async () => {
    const { status, body } = await create({ account_number: "A-1" });
    expect(status).toBe(201);
    expect(body.data).toMatchObject({
      account_number: "A-1",
      original_balance: 100,
      current_balance: 100,
      status: "active",
    });
    expect(body.data).not.toHaveProperty("payment_plan");
  });

  test("with payment_plan attaches a plan that covers the balance, nothing of it scheduled", async () => {
    const sandbox = createSandbox({ dialect: "source", clock: noonOf("2025-03-01") });
    const { body } = await create({ payment_plan: TERMS }, sandbox);
    expect(body.data.payment_plan).toMatchObject({
      debt_account_id: body.data.id,
      total_amount: 100,
      amount: 40,
      installment_amount: 40,
      frequency: "monthly",
      start_date: "2025-03-31",
      next_payment_date: "2025-03-31",
      status: "active",
      rules: { unscheduled_payment_plan_editable: true, payment_plan_max_days_until_start_date: 31 },
      charges: [
        { charge_date: "2025-03-31T00:00:00.000Z", amount: 40, scheduled: false, charged_at: null },
        { charge_date: "2025-04-30T00:00:00.000Z", amount: 40, scheduled: false, charged_at: null },
        { charge_date: "2025-05-31T00:00:00.000Z", amount: 20, scheduled: false, charged_at: null },
      ],
    });
    const { id } = body.data.payment_plan;
    expect((await call(sandbox, "GET", `/payment-plans/${id}`)).body.data).toEqual(body.data.payment_plan);
    expect((await call(sandbox, "GET", `/debt_accounts/${body.data.id}`)).body).toEqual(body);
  });

  test.each<[object, string, string]>([
    [{ customer_id: "nobody" }, "validation_failed", "customer_id must be the id of an existing customer"],
    [{ original_balance: -1 }, "validation_failed", "original_balance must be 0 or more"],
    [{ original_balance: 0, payment_plan: TERMS }, "validation_failed", "original_balance must be greater than 0"],
    [{ payment_plan: { ...TERMS, amount: 0 } }, "validation_failed", "payment_plan.amount must be greater than 0"],
    [{ payment_plan: { ...TERMS, amount: 0.01 } }, "validation_failed", "payment_plan.amount is too small"],
    [{ payment_plan: { ...TERMS, start_date: "2025-02-30" } }, "validation_failed", "payment_plan.start_date"],
    [
      { payment_plan: { ...TERMS, start_date: "2025-03-01" } },
      "start_date_out_of_range",
      "payment_plan.start_date must be a date from 2025-03-02 to 2025-04-01",
    ],
  ])("refuses %j and adds nothing", async (request, errorCode, error) => {
    const sandbox = createSandbox({ dialect: "source", clock: noonOf("2025-03-01") });
    const { status, body } = await create(request, sandbox);
    expect([status, body.errorCode]).toEqual([422, errorCode]);
    expect(body.error).toContain(error);
    expect((await call(sandbox, "GET", "/debt_accounts")).body.meta.total).toBe(25);
  });

  test("a debt of nothing is resolved", async () => {
    expect((await create({ original_balance: 0 })).body.data.status).toBe("resolved");
  });
});
