import { describe, expect, test } from "vitest";
import { createSandbox, type Sandbox, type SandboxOptions } from "../../../src/sandbox/index.ts";
import { enrol } from "../../support/enrol.ts";
import { call, noonOf, readResponse, type ReadResponse } from "../../support/sandbox-caller.ts";

const CLOCK = noonOf("2025-03-01");
const DAY_MS = 86_400_000;

function create(options: SandboxOptions = {}): { sandbox: Sandbox; read: (path: string) => Promise<ReadResponse> } {
  const sandbox = createSandbox({ customers: 0, clock: CLOCK, ...options });
  const headers = { Authorization: `Bearer ${sandbox.token}` };
  return {
    sandbox,
    read: async (path) =>
      readResponse(await sandbox.fetch(new Request(`http://sandbox.test/_sandbox${path}`, { headers }))),
  };
}

async function addCustomers(sandbox: Sandbox, ...names: string[]): Promise<void> {
  for (const [index, name] of names.entries()) {
    const email = `${name.replaceAll(" ", ".").toLowerCase()}@example.com`;
    expect((await call(sandbox, "POST", "/customers", { name, email, external_id: `c-${index}` })).status).toBe(201);
  }
}

const namesOf = ({ body }: ReadResponse): [total: number, names: string[]] => [
  body.total,
  body.customers.map(({ name }: { name: string }) => name),
];

describe("the list of customers", () => {
  test("has the newest first, in pages", async () => {
    const { sandbox, read } = create();
    await addCustomers(sandbox, "Ada Byron", "Ben Abbott", "Chloe Diaz", "Dan Evans");
    expect(namesOf(await read("/customers"))).toEqual([4, ["Dan Evans", "Chloe Diaz", "Ben Abbott", "Ada Byron"]]);
    expect(namesOf(await read("/customers?limit=2&offset=1"))).toEqual([4, ["Chloe Diaz", "Ben Abbott"]]);
    expect(namesOf(await read("/customers?limit=2&offset=3"))).toEqual([4, ["Ada Byron"]]);
    expect(namesOf(await read("/customers?offset=4"))).toEqual([4, []]);
  });

  test("has 20 to a page by default", async () => {
    const { read } = create({ customers: 30 });
    expect((await read("/customers")).body.customers).toHaveLength(20);
  });

  test.each([
    ["dan", [1, ["Dan Evans"]]],
    ["N", [3, ["Dan Evans", "Ben Abbott", "Ada Byron"]]],
    ["diaz@EXAMPLE", [1, ["Chloe Diaz"]]],
    ["c-2", [1, ["Chloe Diaz"]]],
    ["nobody", [0, []]],
  ])("finds %j in names, addresses and ids", async (search, expected) => {
    const { sandbox, read } = create();
    await addCustomers(sandbox, "Ada Byron", "Ben Abbott", "Chloe Diaz", "Dan Evans");
    expect(namesOf(await read(`/customers?search=${encodeURIComponent(search)}`))).toEqual(expected);
  });

  test("pages through what it finds, too", async () => {
    const { sandbox, read } = create();
    await addCustomers(sandbox, "Ada Byron", "Ben Abbott", "Chloe Diaz", "Dan Evans");
    expect(namesOf(await read("/customers?search=a&limit=1&offset=2"))).toEqual([4, ["Ben Abbott"]]);
  });

  test("sums up the balances of a customer's accounts, those of parents left out", async () => {
    const { sandbox, read } = create();
    await addCustomers(sandbox, "Ada Byron");
    const { id } = (await read("/customers")).body.customers[0];
    const account = { customer_id: id, location_id: "bank", location_name: "Bank" };
    for (const fields of [
      { external_id: "parent", balance: 0 },
      { external_id: "child", balance: 70_00, parent_external_id: "parent" },
      { external_id: "other", balance: 5_00 },
    ]) {
      expect((await call(sandbox, "POST", "/debt-accounts", { ...account, ...fields })).body.error).toBeUndefined();
    }
    const { body } = await read("/customers");
    expect(body.customers).toMatchObject([{ accounts: 3, current_balance: 75_00 }]);
  });
});

describe("a customer", () => {
  test("comes with accounts, plans, payment methods and charges, the newest first", async () => {
    const { sandbox, read } = create();
    const plan = { frequency: "weekly", amount: "10000", start_date: "2025-03-08" };
    const { customerId, accountId, planId } = await enrol(sandbox, { balance: 250_00, plan });
    sandbox.clock.advance(15 * DAY_MS);
    const { body } = await read(`/customer?id=${customerId}`);
    expect(body).toMatchObject({
      dialect: "vendor",
      customer: { id: customerId, name: "Ada Byron", accounts: 1, current_balance: 50_00 },
      accounts: [{ id: accountId, original_balance: 250_00, current_balance: 50_00 }],
      plans: [{ id: planId, status: "active", charges: [{ amount: 100_00 }, { amount: 100_00 }, { amount: 50_00 }] }],
      payment_methods: [{ type: "card" }],
      charges_total: 2,
      charges: [
        { amount: 100_00, created_at: expect.stringMatching(/^2025-03-15/) },
        { amount: 100_00, created_at: expect.stringMatching(/^2025-03-08/) },
      ],
    });
  });

  test("does not come with what others own", async () => {
    const { sandbox, read } = create({ customers: 8 });
    await addCustomers(sandbox, "Ada Byron");
    const { body } = await read("/customer?id=c-0");
    expect(body).toMatchObject({ accounts: [], plans: [], payment_methods: [], charges: [], charges_total: 0 });
  });

  test("of the source spec's dialect has the charges to its payment methods, which name no account", async () => {
    const { sandbox, read } = create({ dialect: "source", customers: 1 });
    const [method] = (await read("/state?resource=payment_methods")).body.payment_methods;
    const before = (await read("/customers")).body.customers[0];
    await call(sandbox, "POST", "/charges", { amount: 5, payment_method_id: method.id });
    const { body } = await read(`/customer?id=${before.id}`);
    expect(body.charges[0]).toMatchObject({ amount: 5, payment_method_id: method.id });
    expect(body.dialect).toBe("source");
  });

  test("that does not exist is a 404, and one without an id a 422", async () => {
    const { read } = create();
    expect(await read("/customer?id=nobody")).toMatchObject({ status: 404, body: { errorCode: "not_found" } });
    expect(await read("/customer")).toMatchObject({ status: 422, body: { error: expect.stringContaining("id") } });
  });

  test("is shown without the numbers that are masked everywhere", async () => {
    const { sandbox, read } = create();
    const card = {
      card_holder: "A",
      card_number: "4111111111111111",
      card_expiration_month: 1,
      card_expiration_year: "30",
    };
    await addCustomers(sandbox, "4111111111111111");
    await call(sandbox, "POST", "/charges", { amount: 5, card });
    for (const path of ["/customers", "/customer?id=c-0"]) {
      expect(JSON.stringify((await read(path)).body)).not.toContain("4111111111111111");
    }
  });
});
