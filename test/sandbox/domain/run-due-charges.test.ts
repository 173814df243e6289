import { describe, expect, test } from "vitest";
import { createSandbox, type Sandbox } from "../../../src/sandbox/index.ts";
import { call, noonOf, send } from "../../support/sandbox-caller.ts";

interface Enrolled {
  sandbox: Sandbox;
  accountId: string;
  planId: string;
  methodId: string;
}

/** A plan of three weekly charges of 10 from 2025-03-08, agreed to on 2025-03-01. */
async function enrolled(): Promise<Enrolled> {
  const sandbox = createSandbox({ dialect: "source", customers: 0, clock: noonOf("2025-03-01") });
  const create = async (path: string, body: object): Promise<Record<string, string>> =>
    (await call(sandbox, "POST", path, body)).body.data;
  const customer = await create("/customers", { first_name: "Ada", last_name: "Abbott" });
  const method = await create("/payment_methods", { type: "bank_account", token: "tok", customer_id: customer["id"] });
  const account = await create("/debt_accounts", { customer_id: customer["id"], original_balance: 30 });
  const plan = await create("/payment_plans", {
    debt_account_id: account["id"],
    total_amount: 30,
    installment_amount: 10,
    frequency: "weekly",
    start_date: "2025-03-08",
    payment_method_id: method["id"],
  });
  const session = await create("/customer_sessions", { customer_id: customer["id"] });
  await send(sandbox, new Request(String(session["magic_link"]), { method: "POST" }));
  return {
    sandbox,
    accountId: String(account["id"]),
    planId: String(plan["id"]),
    methodId: String(method["id"]),
  };
}

describe("scheduled charges", () => {
  test("are not taken before their date", async () => {
    const { sandbox } = await enrolled();
    sandbox.clock.set(Date.parse("2025-03-07T23:59:59.999Z"));
    expect((await call(sandbox, "GET", "/charges")).body.data).toEqual([]);
  });

  test("are taken on their date: a charge, a transaction of the plan, and a lower balance", async () => {
    const { sandbox, accountId, planId, methodId } = await enrolled();
    sandbox.clock.set(Date.parse("2025-03-08T00:00:00Z"));
    const [charge, ...moreCharges] = (await call(sandbox, "GET", "/charges")).body.data;
    expect(moreCharges).toEqual([]);
    expect(charge).toMatchObject({
      amount: 10,
      status: "completed",
      debt_account_id: accountId,
      payment_method_id: methodId,
      created_at: "2025-03-08T00:00:00.000Z",
    });
    expect((await call(sandbox, "GET", "/transactions")).body.data).toMatchObject([
      { amount: 10, type: "payment", charge_id: charge.id, payment_plan_id: planId, payment_source: "bank_account" },
    ]);
    const account = (await call(sandbox, "GET", `/debt_accounts/${accountId}`)).body.data;
    expect(account.current_balance).toBe(20);
    expect(account.payment_plan).toMatchObject({ status: "active", next_payment_date: "2025-03-15" });
    expect(account.payment_plan.charges.map((each: { charged_at: string }) => each.charged_at)).toEqual([
      "2025-03-08T00:00:00.000Z",
      null,
      null,
    ]);
  });

  test("are taken once each, and all that were missed, until the plan is completed and the debt resolved", async () => {
    const { sandbox, accountId } = await enrolled();
    sandbox.clock.set(Date.parse("2025-06-01"));
    await call(sandbox, "GET", "/webhooks");
    await call(sandbox, "GET", "/webhooks");
    const dates = (await call(sandbox, "GET", "/charges")).body.data.map(
      (each: { created_at: string }) => each.created_at,
    );
    expect(dates).toEqual(["2025-03-08", "2025-03-15", "2025-03-22"].map((date) => `${date}T00:00:00.000Z`));
    const account = (await call(sandbox, "GET", `/debt_accounts/${accountId}`)).body.data;
    expect([account.current_balance, account.status]).toEqual([0, "resolved"]);
    expect(account.payment_plan.status).toBe("completed");
    expect(account.payment_plan).not.toHaveProperty("next_payment_date");
  });

  test("are not taken any more once the plan is deleted", async () => {
    const { sandbox, planId } = await enrolled();
    await call(sandbox, "DELETE", `/payment-plans/${planId}`);
    sandbox.clock.set(Date.parse("2025-06-01"));
    expect((await call(sandbox, "GET", "/charges")).body.data).toEqual([]);
  });

  test("do not name a payment method that was deleted meanwhile", async () => {
    const { sandbox, methodId } = await enrolled();
    await call(sandbox, "DELETE", `/payment_methods/${methodId}`);
    sandbox.clock.set(Date.parse("2025-03-08"));
    const [charge] = (await call(sandbox, "GET", "/charges")).body.data;
    expect(charge).toMatchObject({ amount: 10 });
    expect(charge).not.toHaveProperty("payment_method_id");
  });

  test("of several plans are taken in the order of their dates", async () => {
    const { sandbox } = await enrolled();
    const customer = (await call(sandbox, "GET", "/customers")).body.data[0];
    await call(sandbox, "POST", "/debt_accounts", {
      customer_id: customer.id,
      original_balance: 14,
      payment_plan: { frequency: "weekly", start_date: "2025-03-10", amount: 7 },
    });
    const session = await call(sandbox, "POST", "/customer_sessions", { customer_id: customer.id });
    await send(sandbox, new Request(session.body.data.magic_link, { method: "POST" }));
    sandbox.clock.set(Date.parse("2025-06-01"));
    const amounts = (await call(sandbox, "GET", "/charges")).body.data.map((each: { amount: number }) => each.amount);
    expect(amounts).toEqual([10, 7, 10, 7, 10]);
  });
});
