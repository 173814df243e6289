import { describe, expect, test } from "vitest";
import { createSandbox, type Sandbox } from "../../../src/sandbox/index.ts";
import { call } from "../../support/sandbox-caller.ts";

/** A customer with everything that can be related to them. */
async function customerWithAll(sandbox: Sandbox): Promise<Record<string, string>> {
  const create = async (path: string, body: object): Promise<string> => {
    const response = await call(sandbox, "POST", path, body);
    expect(response.status).toBe(201);
    return response.body.data.id;
  };
  const customers = await create("/customers", { first_name: "Ada", last_name: "Abbott" });
  const methods = await create("/payment_methods", { type: "card", token: "tok", customer_id: customers });
  const accounts = await create("/debt_accounts", { customer_id: customers, original_balance: 100 });
  const plans = await create("/payment_plans", {
    debt_account_id: accounts,
    total_amount: 100,
    installment_amount: 50,
    frequency: "monthly",
    payment_method_id: methods,
  });
  const charges = await create("/charges", { amount: 5, payment_method_id: methods, debt_account_id: accounts });
  const transactions = (await call(sandbox, "GET", "/transactions")).body.data[0].id;
  return {
    customers,
    payment_methods: methods,
    debt_accounts: accounts,
    payment_plans: plans,
    charges,
    transactions,
  };
}

describe("include", () => {
  test.each([
    ["customers", ["debt_accounts", "payment_methods", "payment_plans"]],
    ["debt_accounts", ["customers", "payment_methods", "payment_plans", "charges"]],
    ["payment_plans", ["customers", "debt_accounts", "payment_methods"]],
    ["charges", ["customers", "debt_accounts", "payment_methods", "transactions"]],
    ["transactions", ["charges", "customers", "debt_accounts", "payment_methods"]],
  ])("attaches to %s what belongs to them: %j", async (resource, related) => {
    const sandbox = createSandbox({ dialect: "source", customers: 0 });
    const ids = await customerWithAll(sandbox);
    const [item, ...more] = (await call(sandbox, "GET", `/${resource}?include=${related.join(",")}`)).body.data;
    expect(more).toEqual([]);
    for (const name of related) {
      expect(item[name].map((other: { id: string }) => other.id)).toEqual([ids[name]]);
    }
  });

  test.each(["customers", "debt_accounts", "payment_plans"])("works on one of %s as on the list", async (resource) => {
    const sandbox = createSandbox({ dialect: "source", customers: 0 });
    const ids = await customerWithAll(sandbox);
    const query = "include=payment_methods";
    const list = await call(sandbox, "GET", `/${resource}?${query}`);
    const one = await call(sandbox, "GET", `/${resource}/${ids[resource]}?${query}`);
    expect(one.body.data.payment_methods).toHaveLength(1);
    expect(list.body.data).toEqual([one.body.data]);
  });

  test("shows the transactions of a plan once its charges have been taken, and the plan of each", async () => {
    const sandbox = createSandbox({ dialect: "source" });
    const plans = (await call(sandbox, "GET", "/payment_plans?limit=500&include=transactions")).body.data;
    const finished = plans.find((plan: { status: string }) => plan.status === "completed");
    expect(finished.transactions).toHaveLength(finished.charges.length);
    const transactions = (await call(sandbox, "GET", "/transactions?limit=500&include=payment_plans")).body.data;
    const { id } = finished.transactions[0];
    const transaction = transactions.find((each: { id: string }) => each.id === id);
    expect(transaction.payment_plans.map((plan: { id: string }) => plan.id)).toEqual([finished.id]);
  });

  test("is an empty array where nothing is related", async () => {
    const sandbox = createSandbox({ dialect: "source", customers: 0 });
    await call(sandbox, "POST", "/charges", { amount: 5 });
    const { body } = await call(sandbox, "GET", "/charges?include=customers,%20debt_accounts,payment_methods");
    expect(body.data).toMatchObject([{ customers: [], debt_accounts: [], payment_methods: [] }]);
  });

  test("finds the customer of a charge without a debt account by its payment method", async () => {
    const sandbox = createSandbox({ dialect: "source", customers: 0 });
    const { customers, payment_methods: method } = await customerWithAll(sandbox);
    const charge = await call(sandbox, "POST", "/charges", { amount: 7, payment_method_id: method });
    for (const resource of ["charges", "transactions"]) {
      const rows = (await call(sandbox, "GET", `/${resource}?include=customers`)).body.data;
      const row = rows.find((each: { amount: number }) => each.amount === charge.body.data.amount);
      expect(row.customers.map((customer: { id: string }) => customer.id)).toEqual([customers]);
    }
  });

  test("does not mix up the rows of different customers", async () => {
    const sandbox = createSandbox({ dialect: "source", customers: 40 });
    const { data } = (await call(sandbox, "GET", "/customers?limit=500&include=debt_accounts")).body;
    for (const customer of data) {
      expect(customer.debt_accounts.map((account: { customer_id: string }) => account.customer_id)).toEqual([
        customer.id,
      ]);
    }
  });

  test("an unknown name is refused, and those that are known are named", async () => {
    const { status, body } = await call(
      createSandbox({ dialect: "source" }),
      "GET",
      "/customers?include=debt_accounts,invoices",
    );
    expect(status).toBe(422);
    expect(body).toEqual({
      error: "query.include may only name debt_accounts, payment_methods, payment_plans here",
      errorCode: "validation_failed",
    });
  });

  test("names from an object's prototype are unknown too", async () => {
    expect((await call(createSandbox({ dialect: "source" }), "GET", "/customers?include=constructor")).status).toBe(
      422,
    );
  });
});
