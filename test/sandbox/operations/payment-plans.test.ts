import { describe, expect, test } from "vitest";
import { createSandbox, type Sandbox, type SandboxOptions } from "../../../src/sandbox/index.ts";
import { call, noonOf } from "../../support/sandbox-caller.ts";

interface Plan {
  sandbox: Sandbox;
  customerId: string;
  accountId: string;
  planId: string;
}

async function withPlan(options: SandboxOptions = {}, total = 100): Promise<Plan> {
  const sandbox = createSandbox({ dialect: "source", clock: noonOf("2025-03-01"), ...options });
  const customerId = (await call(sandbox, "GET", "/customers?limit=1")).body.data[0].id;
  const { body } = await call(sandbox, "POST", "/debt_accounts", {
    customer_id: customerId,
    original_balance: total,
    payment_plan: { frequency: "weekly", start_date: "2025-03-10", amount: total / 2 },
  });
  return { sandbox, customerId, accountId: body.data.id, planId: body.data.payment_plan.id };
}

const TERMS = { frequency: "every_other_week", start_date: "2025-03-20", amount: 60 };

describe("PUT /payment-plans/{id}", () => {
  test("replaces the terms and recalculates the charges, with the total unchanged", async () => {
    const { sandbox, planId, accountId } = await withPlan();
    const { status, body } = await call(sandbox, "PUT", `/payment-plans/${planId}`, TERMS);
    expect(status).toBe(200);
    expect(body.data).toMatchObject({ id: planId, ...TERMS, total_amount: 100, next_payment_date: "2025-03-20" });
    expect(body.data.charges.map((charge: { amount: number }) => charge.amount)).toEqual([60, 40]);
    expect((await call(sandbox, "GET", `/payment_plans/${planId}`)).body).toEqual(body);
    expect((await call(sandbox, "GET", `/debt_accounts/${accountId}`)).body.data.payment_plan).toEqual(body.data);
  });

  test.each<[string, number | undefined, string | undefined]>([
    ["2025-03-01", undefined, "from 2025-03-02 to 2025-04-01"],
    ["2025-03-02", undefined, undefined],
    ["2025-04-01", undefined, undefined],
    ["2025-04-02", undefined, "from 2025-03-02 to 2025-04-01"],
    ["2025-03-08", 7, undefined],
    ["2025-03-09", 7, "from 2025-03-02 to 2025-03-08"],
  ])("on 2025-03-01, start_date %s with at most %s days: refused %s", async (startDate, maxDays, range) => {
    const { sandbox, planId } = await withPlan();
    const strict = createSandbox({
      dialect: "source",
      clock: noonOf("2025-03-01"),
      paymentPlanRules: maxDays === undefined ? {} : { payment_plan_max_days_until_start_date: maxDays },
    });
    const seededId = (await call(strict, "GET", "/payment_plans?limit=1")).body.data[0].id;
    const [where, id] = maxDays === undefined ? [sandbox, planId] : [strict, seededId];
    const { status, body } = await call(where, "PUT", `/payment-plans/${id}`, { ...TERMS, start_date: startDate });
    expect([status, body.errorCode]).toEqual(range === undefined ? [200, undefined] : [422, "start_date_out_of_range"]);
    expect(String(body.error)).toContain(String(range));
  });

  test("is refused when the rule does not allow editing, and changes nothing", async () => {
    const { sandbox, planId } = await withPlan({ paymentPlanRules: { unscheduled_payment_plan_editable: false } });
    const before = await call(sandbox, "GET", `/payment-plans/${planId}`);
    expect(before.body.data.rules.unscheduled_payment_plan_editable).toBe(false);
    const { status, body } = await call(sandbox, "PUT", `/payment-plans/${planId}`, TERMS);
    expect([status, body.errorCode]).toEqual([422, "payment_plan_not_editable"]);
    expect(body.error).toContain("unscheduled_payment_plan_editable");
    expect((await call(sandbox, "GET", `/payment-plans/${planId}`)).body).toEqual(before.body);
  });

  test("accepts biweekly only by its documented name", async () => {
    const { sandbox, planId } = await withPlan();
    const { status, body } = await call(sandbox, "PUT", `/payment-plans/${planId}`, {
      ...TERMS,
      frequency: "biweekly",
    });
    expect(status).toBe(422);
    expect(body.error).toContain("frequency must be one of weekly,every_other_week,monthly,last_of_month");
  });
});

describe("PUT /payment_plans/{id}", () => {
  const request = { total_amount: 80, installment_amount: 40, frequency: "biweekly" };

  test("replaces the whole plan, and keeps the start date when the request has none", async () => {
    const { sandbox, accountId, planId } = await withPlan();
    const { status, body } = await call(sandbox, "PUT", `/payment_plans/${planId}`, {
      ...request,
      debt_account_id: accountId,
    });
    expect(status).toBe(200);
    expect(body.data).toMatchObject({ ...request, amount: 40, start_date: "2025-03-10" });
    expect(body.data.charges).toHaveLength(2);
  });

  test("responds with the type of the new payment method", async () => {
    const { sandbox, accountId, planId } = await withPlan();
    const methods = (await call(sandbox, "GET", "/payment_methods")).body.data;
    for (const type of ["card", "bank_account"]) {
      const method = methods.find((each: { type: string }) => each.type === type);
      const body = { ...request, debt_account_id: accountId, payment_method_id: method.id };
      const updated = await call(sandbox, "PUT", `/payment_plans/${planId}`, body);
      expect(updated.body.data.payment_source).toBe(type);
      expect((await call(sandbox, "GET", `/payment_plans/${planId}`)).body).toEqual(updated.body);
    }
  });

  test("does not move a plan to another account", async () => {
    const { sandbox, planId } = await withPlan();
    const other = (await call(sandbox, "GET", "/debt_accounts?limit=1")).body.data[0].id;
    const { status, body } = await call(sandbox, "PUT", `/payment_plans/${planId}`, {
      ...request,
      debt_account_id: other,
    });
    expect([status, body.errorCode]).toEqual([422, "validation_failed"]);
    expect(body.error).toContain("debt_account_id");
  });
});

async function accountWithoutPlan(sandbox: Sandbox): Promise<string> {
  const accounts = (await call(sandbox, "GET", "/debt_accounts")).body.data;
  return accounts.find((account: { payment_plan?: object }) => account.payment_plan === undefined).id;
}

describe("POST /payment_plans", () => {
  const request = { total_amount: 100, installment_amount: 30, frequency: "monthly" };

  test("attaches the plan to its account, from tomorrow when the request has no start date", async () => {
    const sandbox = createSandbox({ dialect: "source", clock: noonOf("2025-03-01") });
    const accountId = await accountWithoutPlan(sandbox);
    const method = (await call(sandbox, "GET", "/payment_methods?limit=1")).body.data[0];
    const { status, body } = await call(sandbox, "POST", "/payment_plans", {
      ...request,
      debt_account_id: accountId,
      payment_method_id: method.id,
    });
    expect(status).toBe(201);
    expect(body.data).toMatchObject({ start_date: "2025-03-02", payment_source: method.type, status: "active" });
    expect((await call(sandbox, "GET", `/debt_accounts/${accountId}`)).body.data.payment_plan).toEqual(body.data);
  });

  test.each<[object, string, string]>([
    [{ debt_account_id: "none" }, "validation_failed", "debt_account_id"],
    [{ payment_method_id: "none" }, "validation_failed", "payment_method_id"],
    [{ total_amount: 0 }, "validation_failed", "total_amount"],
    [{ installment_amount: -1 }, "validation_failed", "installment_amount"],
    [{ installment_amount: 0.001 }, "validation_failed", "installment_amount is too small"],
    [{ start_date: "2025-04-02" }, "start_date_out_of_range", "start_date"],
    [{ start_date: "01.03.2025" }, "validation_failed", "start_date must be a valid date"],
  ])("refuses %j", async (part, errorCode, error) => {
    const sandbox = createSandbox({ dialect: "source", clock: noonOf("2025-03-01") });
    const accountId = await accountWithoutPlan(sandbox);
    const { status, body } = await call(sandbox, "POST", "/payment_plans", {
      ...request,
      debt_account_id: accountId,
      ...part,
    });
    expect([status, body.errorCode]).toEqual([422, errorCode]);
    expect(body.error).toContain(error);
  });

  test("refuses a second plan while the first is unfinished, since it would collect the debt twice", async () => {
    const { sandbox, accountId, planId } = await withPlan();
    const second = { ...request, debt_account_id: accountId };
    const { status, body } = await call(sandbox, "POST", "/payment_plans", second);
    expect([status, body.errorCode]).toEqual([422, "payment_plan_exists"]);
    await call(sandbox, "DELETE", `/payment-plans/${planId}`);
    expect((await call(sandbox, "POST", "/payment_plans", second)).status).toBe(201);
  });
});

test("DELETE /payment-plans/{id} responds without data and detaches the plan, which is not found afterwards", async () => {
  const { sandbox, accountId, planId } = await withPlan();
  const first = await call(sandbox, "DELETE", `/payment-plans/${planId}`);
  expect([first.status, first.body]).toEqual([200, { success: true }]);
  const second = await call(sandbox, "DELETE", `/payment-plans/${planId}`);
  expect([second.status, second.body.errorCode]).toEqual([404, "not_found"]);
  expect((await call(sandbox, "GET", `/payment_plans/${planId}`)).status).toBe(404);
  expect((await call(sandbox, "GET", `/debt_accounts/${accountId}`)).body.data).not.toHaveProperty("payment_plan");
});

describe("an installment that rounding to six decimals loses, which left the total as it was and never ended", () => {
  const small = { frequency: "weekly", start_date: "2025-03-10", amount: 0.000_000_4 };
  const requests: [method: string, path: (plan: Plan) => string, body: (plan: Plan) => object][] = [
    [
      "POST",
      () => "/payment_plans",
      ({ accountId }) => ({
        debt_account_id: accountId,
        total_amount: 0.0005,
        installment_amount: 0.000_000_4,
        frequency: "monthly",
      }),
    ],
    [
      "PUT",
      ({ planId }) => `/payment_plans/${planId}`,
      ({ accountId }) => ({
        debt_account_id: accountId,
        total_amount: 0.0005,
        installment_amount: 0.000_000_4,
        frequency: "monthly",
      }),
    ],
    [
      "POST",
      () => "/debt_accounts",
      ({ customerId }) => ({ customer_id: customerId, original_balance: 0.0005, payment_plan: small }),
    ],
    [
      "POST",
      () => "/debt-accounts",
      ({ customerId }) => ({ customer_id: customerId, location_id: "LOC-001", balance: 1, payment_plan: small }),
    ],
    ["PUT", ({ planId }) => `/payment-plans/${planId}`, () => small],
  ];
  describe.each(["source", "vendor"] as const)("in the dialect %s", (dialect) => {
    test.each(requests)("%s %s", async (method, pathOf, bodyOf) => {
      const total = dialect === "source" ? 0.0005 : 100;
      const plan = await withPlan({ dialect }, total);
      const [path, request] = [pathOf(plan), bodyOf(plan)];
      const { status, body } = await call(plan.sandbox, method, path, request);
      expect([status, body.errorCode]).toEqual([422, "validation_failed"]);
      expect(body.error).toMatch(/amount is too small|must be a whole number of cents/);
    });
  });

  test("more than 2,000 payments are refused where rounding makes them so many", async () => {
    const { sandbox, planId } = await withPlan({}, 0.0025);
    const { status, body } = await call(sandbox, "PUT", `/payment-plans/${planId}`, { ...small, amount: 0.000_001_4 });
    expect([status, body.error]).toEqual([422, expect.stringContaining("amount is too small")]);
  });
});
