import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createSandbox, type Sandbox } from "../../../../src/sandbox/index.ts";
import { call, noonOf, type ReadResponse } from "../../../support/sandbox-caller.ts";

const ACCOUNT = { customer_id: "CUS-000001", location_id: "LOC-001", balance: 10_000 };

function vendorSandbox(): Sandbox {
  return createSandbox({ customers: 2, clock: noonOf("2025-03-01") });
}

function create(sandbox: Sandbox, request: object): Promise<ReadResponse> {
  return call(sandbox, "POST", "/debt-accounts", { ...ACCOUNT, ...request });
}

describe("POST /debt-accounts", () => {
  test("takes ids or external ids, and shows the balances in cents", async () => {
    const sandbox = vendorSandbox();
    const { id } = (await call(sandbox, "GET", "/customers/CUS-000001")).body.data;
    const created = await create(sandbox, { external_id: "D-1", current_balance: 9_000 });
    expect([created.status, created.body.data]).toEqual([
      201,
      {
        id: created.body.data.id,
        customer: { id },
        external_id: "D-1",
        balance: 10_000,
        current_balance: 9_000,
        status: "active",
        created_at: "2025-03-01T12:00:00.000Z",
      },
    ]);
    const byId = await create(sandbox, { customer_id: id });
    expect(byId.body.data.customer).toEqual({ id });
    for (const path of ["debt-accounts", "debt_accounts"]) {
      expect((await call(sandbox, "GET", `/${path}/${created.body.data.id}`)).body).toEqual(created.body);
    }
  });

  test("creates an unknown location, and any others, once each", async () => {
    const sandbox = vendorSandbox();
    const location = { location_id: "new-1", location_name: "New Bank", location_type: "current_creditor" };
    const locations = [{ name: "Cards", external_id: "cards", type: "product_type" }];
    expect((await create(sandbox, { ...location, locations })).status).toBe(201);
    expect((await create(sandbox, { location_id: "new-1", locations })).status).toBe(201);
    const renamed = await call(sandbox, "PUT", "/locations/new-1", {});
    expect(renamed.body.data).toMatchObject({ name: "New Bank", type: "current_creditor", external_id: "new-1" });
    expect((await call(sandbox, "PUT", "/locations/cards", {})).body.data).toMatchObject({ type: "product_type" });
  });

  test.each<[object, string]>([
    [{ customer_id: "nobody" }, "customer_id must be the id or the external id of an existing customer"],
    [{ location_id: "new" }, "location_name is required when the location is unknown"],
    [{ location_id: "new", location_name: "First Example Bank" }, "location_name belongs to another location"],
    [
      { location_id: "new", location_name: "N", location_type: "bank" },
      "location_type must be one of original_creditor",
    ],
    [{ locations: [{ external_id: "new" }] }, "locations.0.name is required when the location is unknown"],
    [{ locations: [{ name: "N", type: "bank" }] }, "locations.0.type must be one of original_creditor"],
    [{ balance: 10.5 }, "balance must be integer"],
    [{ balance: -1 }, "balance must be 0 or more"],
    [{ current_balance: 1e15 }, "current_balance must be at most"],
    [{ external_id: "ACC-000001" }, "external_id belongs to another debt account"],
    [{ parent_external_id: "nothing" }, "parent_external_id must be the external id of another debt account"],
    [{ payment_plan: { amount: 1 } }, "payment_plan.frequency is required"],
    [{ payment_plan: { frequency: "weekly" } }, "payment_plan.amount is required"],
    [{ payment_plan: { frequency: "weekly", amount: "1,000" } }, "payment_plan.amount must be numeric"],
    [{ payment_plan: { frequency: "weekly", amount: 0.5 } }, "payment_plan.amount must be a whole number of cents"],
    [
      { payment_plan: { frequency: "weekly", amount: 1000, recurring_day: "15th" } },
      "payment_plan.recurring_day must be one of sunday,monday",
    ],
    [
      { payment_plan: { frequency: "monthly", amount: 1000, start_date: "2025-05-01" } },
      "payment_plan.start_date must be a date from 2025-03-02 to 2025-04-01",
    ],
  ])("refuses %j and leaves nothing behind", async (request, error) => {
    const sandbox = vendorSandbox();
    const { status, body } = await create(sandbox, request);
    expect([status, body.error]).toEqual([422, expect.stringContaining(error)]);
    expect((await call(sandbox, "GET", "/debt-accounts")).body.meta.total).toBe(2);
    expect((await call(sandbox, "PUT", "/locations/new", {})).status).toBe(404);
  });

  test("starts a plan on the recurring day, and covers the current balance", async () => {
    const payment_plan = { frequency: "monthly", recurring_day: "last_day", amount: "4000" };
    const { body } = await create(vendorSandbox(), { payment_plan, current_balance: 9_000 });
    expect(body.data.payment_plan).toEqual({
      id: body.data.payment_plan.id,
      frequency: "last_of_month",
      start_date: "2025-03-31",
      amount: 4_000,
      rules: { unscheduled_payment_plan_editable: true, payment_plan_max_days_until_start_date: 31 },
      charges: [
        { charge_date: "2025-03-31T00:00:00.000Z", amount: 4_000, scheduled: false, charged_at: null },
        { charge_date: "2025-04-30T00:00:00.000Z", amount: 4_000, scheduled: false, charged_at: null },
        { charge_date: "2025-05-31T00:00:00.000Z", amount: 1_000, scheduled: false, charged_at: null },
      ],
    });
  });
});

describe("a parent account", () => {
  const balanceOf = async (sandbox: Sandbox, externalId: string): Promise<number[]> => {
    const rows = (await call(sandbox, "GET", "/debt-accounts?limit=500")).body.data;
    const row = rows.find((each: { external_id: string }) => each.external_id === externalId);
    return [row.balance, row.current_balance];
  };

  test("sums its children's balances, whatever is paid to it or to them", async () => {
    const cents = fc.integer({ min: 0, max: 100_000 });
    const payment = fc.record({ to: fc.nat(4), amount: fc.integer({ min: 1, max: 150_000 }) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(cents, { minLength: 1, maxLength: 4 }),
        fc.array(payment, { maxLength: 5 }),
        async (balances, payments) => {
          const sandbox = vendorSandbox();
          await create(sandbox, { external_id: "parent", balance: 77 });
          for (const [index, balance] of balances.entries()) {
            await create(sandbox, { external_id: `child-${index}`, parent_external_id: "parent", balance });
          }
          let paid = 0;
          for (const { to, amount } of payments) {
            const account = to < balances.length ? `child-${to}` : "parent";
            const [, left = 0] = await balanceOf(sandbox, account);
            const body = { amount, debt_account_external_id: account, ach: ACH };
            expect((await call(sandbox, "POST", "/charges", body)).status).toBe(amount > left ? 422 : 201);
            if (amount <= left) paid += amount;
          }
          const children = await Promise.all(balances.map((_, index) => balanceOf(sandbox, `child-${index}`)));
          const total = balances.reduce((sum, each) => sum + each, 0);
          expect(await balanceOf(sandbox, "parent")).toEqual([total, total - paid]);
          expect(children.reduce((sum, [, current = 0]) => sum + current, 0)).toBe(total - paid);
        },
      ),
      { numRuns: 25 },
    );
  });

  test("pays its children in the order of their creation, up to the sum of their balances", async () => {
    const sandbox = vendorSandbox();
    await create(sandbox, { external_id: "parent", balance: 0 });
    for (const id of ["a", "b", "c"])
      await create(sandbox, { external_id: id, parent_external_id: "parent", balance: 100 });
    const pay = (amount: number): Promise<ReadResponse> =>
      call(sandbox, "POST", "/charges", { amount, debt_account_external_id: "parent", ach: ACH });
    await pay(150);
    expect(await Promise.all(["a", "b", "c"].map((id) => balanceOf(sandbox, id)))).toEqual([
      [100, 0],
      [100, 50],
      [100, 100],
    ]);
    expect((await pay(151)).status).toBe(422);
    await pay(150);
    expect(await Promise.all(["b", "c"].map((id) => balanceOf(sandbox, id)))).toEqual([
      [100, 0],
      [100, 0],
    ]);
  });

  test("of the source spec's dialect leaves a child alone that has a credit, and the last one has what is too much", async () => {
    const sandbox = createSandbox({ dialect: "source", customers: 1, clock: noonOf("2025-03-01") });
    const customer_id = (await call(sandbox, "GET", "/customers")).body.data[0].id;
    const ids: string[] = [];
    for (const external_id of ["parent", "a", "b", "c"]) {
      const parent = external_id === "parent" ? {} : { parent_external_id: "parent" };
      const location = { location_id: "L", location_name: "Bank" };
      ids.push(
        (await create(sandbox, { customer_id, ...location, external_id, ...parent, balance: 100 })).body.data.id,
      );
    }
    const pay = (to: number, amount: number): Promise<ReadResponse> =>
      call(sandbox, "POST", "/charges", { amount, debt_account_id: ids[to] });
    const balances = (): Promise<number[]> =>
      Promise.all(
        ids.map(async (id) => (await call(sandbox, "GET", `/debt_accounts/${id}`)).body.data.current_balance),
      );
    await pay(1, 150);
    await pay(0, 10);
    expect(await balances()).toEqual([140, -50, 90, 100]);
    await pay(0, 200);
    expect(await balances()).toEqual([-60, -50, 0, -10]);
  });

  test("cannot be an account that was charged, whose payments its children's balances would not show", async () => {
    const sandbox = vendorSandbox();
    await create(sandbox, { external_id: "parent", balance: 500 });
    await call(sandbox, "POST", "/charges", { amount: 100, debt_account_external_id: "parent", ach: ACH });
    const { status, body } = await create(sandbox, { external_id: "child", parent_external_id: "parent" });
    expect([status, body.error]).toEqual([422, expect.stringContaining("parent_external_id must not name")]);
    expect(await balanceOf(sandbox, "parent")).toEqual([500, 400]);
  });

  test("cannot be a child", async () => {
    const sandbox = vendorSandbox();
    await create(sandbox, { external_id: "parent" });
    await create(sandbox, { external_id: "child", parent_external_id: "parent" });
    const { status, body } = await create(sandbox, { external_id: "grandchild", parent_external_id: "child" });
    expect([status, body.error]).toEqual([422, expect.stringContaining("parent_external_id")]);
  });
});

const ACH = {
  account_holder: "Ada",
  account_type: "checking",
  routing_number: "011000015",
  account_number: "12345678",
  account_zip: "62701",
};
