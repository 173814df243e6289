import { describe, expect, test } from "vitest";
import { createSandbox, type Sandbox } from "../../../../src/sandbox/index.ts";
import { call, noonOf, type ReadResponse } from "../../../support/sandbox-caller.ts";

const ROW = {
  customer: { name: "Ada Byron", external_id: "C-1", email: "ada@example.com", ssn_last4: 12, metadata: { a: "b" } },
  location: { name: "Bank", external_id: "L-1" },
  parent_debt_accounts: [{ external_id: "P-1", balance: 0 }],
  debt_accounts: [
    { external_id: "D-1", balance: 100, parent_external_id: "P-1" },
    { external_id: "D-2", balance: 250, current_balance: 200, parent_external_id: "P-1" },
  ],
};

function emptySandbox(): Sandbox {
  return createSandbox({ customers: 0, clock: noonOf("2025-03-01") });
}

async function accounts(sandbox: Sandbox): Promise<Record<string, number[]>> {
  const { data } = (await call(sandbox, "GET", "/debt-accounts?limit=500")).body;
  return Object.fromEntries(
    data.map((each: { external_id: string; balance: number; current_balance: number }) => [
      each.external_id,
      [each.balance, each.current_balance],
    ]),
  );
}

async function importRows(rows: unknown[], sandbox = emptySandbox()): Promise<[ReadResponse, Sandbox]> {
  return [await call(sandbox, "POST", "/bulk", rows), sandbox];
}

describe("POST /bulk", () => {
  test("is accepted at once, and applied by the next request", async () => {
    const [{ status, body }, sandbox] = await importRows([ROW]);
    expect([status, body.data]).toEqual([
      202,
      { id: body.data.id, status: "pending", total: 1, processed: 0, failed: 0 },
    ]);
    const customer = (await call(sandbox, "GET", "/customers/C-1")).body.data;
    expect(customer).toMatchObject({ name: "Ada Byron", email: "ada@example.com", ssn: "0012" });
    expect(await accounts(sandbox)).toEqual({ "P-1": [350, 300], "D-1": [100, 100], "D-2": [250, 200] });
    expect((await call(sandbox, "PUT", "/locations/L-1", {})).body.data.name).toBe("Bank");
  });

  test("changes what it finds by its external id, and adds nothing twice", async () => {
    const [, sandbox] = await importRows([ROW]);
    const changes = {
      customer: { external_id: "C-1", phone: "+1-202-555-0100" },
      debt_accounts: [{ external_id: "D-1", current_balance: 40 }],
    };
    await importRows([changes, ROW, changes], sandbox);
    expect((await call(sandbox, "GET", "/customers")).body.meta.total).toBe(1);
    expect((await call(sandbox, "GET", "/customers/C-1")).body.data).toMatchObject({
      name: "Ada Byron",
      email: "ada@example.com",
      phone: "+1-202-555-0100",
    });
    expect(await accounts(sandbox)).toEqual({ "P-1": [350, 240], "D-1": [100, 40], "D-2": [250, 200] });
  });

  test("finds a parent that comes after its child in the row, and moves a child to another parent", async () => {
    const row = {
      customer: { name: "Ada" },
      debt_accounts: [
        { external_id: "child", balance: 10, parent_external_id: "one" },
        { external_id: "one", balance: 1, parent_external_id: null },
        { external_id: "two", balance: 2 },
      ],
    };
    const [, sandbox] = await importRows([row]);
    expect(await accounts(sandbox)).toEqual({ child: [10, 10], one: [10, 10], two: [2, 2] });
    const move = { customer: { name: "Ada" }, debt_accounts: [{ external_id: "child", parent_external_id: "two" }] };
    await importRows([move], sandbox);
    expect(await accounts(sandbox)).toEqual({ child: [10, 10], one: [1, 1], two: [10, 10] });
    const free = { customer: { name: "Ada" }, debt_accounts: [{ external_id: "child", parent_external_id: null }] };
    await importRows([free], sandbox);
    expect(await accounts(sandbox)).toEqual({ child: [10, 10], one: [1, 1], two: [2, 2] });
  });

  test("leaves out what cannot be applied, and goes on", async () => {
    const rows = [
      { customer: { external_id: "nameless" }, debt_accounts: [{ external_id: "lost", balance: 1 }] },
      { customer: { name: "B" }, location: { external_id: "nowhere" }, debt_accounts: [{ external_id: "gone" }] },
      {
        customer: { name: "C" },
        debt_accounts: [
          { external_id: "self", parent_external_id: "self" },
          { external_id: "orphan", parent_external_id: "nothing" },
          { external_id: "negative", balance: -1 },
          { external_id: "kept", balance: 5 },
        ],
      },
    ];
    const [{ status }, sandbox] = await importRows(rows);
    expect(status).toBe(202);
    expect(await accounts(sandbox)).toEqual({ kept: [5, 5] });
    expect((await call(sandbox, "GET", "/customers")).body.data.map(({ name }: { name: string }) => name)).toEqual([
      "C",
    ]);
  });

  test("takes a thousand rows", async () => {
    const rows = Array.from({ length: 1_000 }, (_, index) => ({ customer: { name: `N ${index}` } }));
    const [{ status }, sandbox] = await importRows(rows);
    expect([status, (await call(sandbox, "GET", "/customers")).body.meta.total]).toEqual([202, 1_000]);
  });

  test.each<[string, unknown, string]>([
    ["1,001 rows", Array.from({ length: 1_001 }, () => ROW), "The request body must have at most 1000 items"],
    ["no row", [], "The request body must have at least 1 item"],
    ["an object", {}, "The request body must be array"],
    [
      "a balance with a fraction",
      [ROW, { debt_accounts: [{ balance: 1.5 }] }],
      "1.debt_accounts.0.balance must be integer",
    ],
  ])("refuses %s", async (_, rows, error) => {
    const sandbox = emptySandbox();
    const { status, body } = await call(sandbox, "POST", "/bulk", rows);
    expect([status, body.error]).toEqual([422, error]);
    expect((await call(sandbox, "GET", "/customers")).body.data).toEqual([]);
  });

  test("an import that waits is dropped by a reset", async () => {
    const [, sandbox] = await importRows([ROW]);
    sandbox.reset();
    expect((await call(sandbox, "GET", "/customers")).body.data).toEqual([]);
  });
});
