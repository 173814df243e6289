import { expect, test } from "vitest";
import { createTrattaClient, paginate } from "../../src/index.ts";
import { createSandbox } from "../../src/sandbox/index.ts";
import { call, noonOf, readResponse, type ReadResponse } from "../support/sandbox-caller.ts";

const CUSTOMERS = 1_000_000;
const NOW = noonOf("2026-03-01");

test("paginate reads the customers and the transactions of a large sandbox, each once", async () => {
  const sandbox = createSandbox({ customers: 5_000, clock: NOW });
  const client = createTrattaClient({
    token: sandbox.token,
    baseUrl: "http://127.0.0.1/api/v1",
    fetch: (request) => sandbox.fetch(request),
  });
  for (const path of ["/customers", "/transactions"] as const) {
    const ids = new Set<string>();
    let rows = 0;
    for await (const { id } of paginate(client, path)) {
      ids.add(String(id));
      rows += 1;
    }
    const { meta } = (await call(sandbox, "GET", `${path}?limit=1`)).body;
    expect([path, rows, ids.size]).toEqual([path, meta.total, meta.total]);
  }
});

test("what is charged, changed, added and deleted among a million customers is found again", async () => {
  const sandbox = createSandbox({ customers: CUSTOMERS, clock: NOW });
  const get = async (path: string): Promise<ReadResponse["body"]> => (await call(sandbox, "GET", path)).body;
  const { data: customer } = await get("/customers/CUS-500002");
  const list = `/customers?limit=1&page=500002&include=debt_accounts,payment_methods`;
  const [{ debt_accounts, payment_methods, ...same }] = (await get(list)).data;
  expect(same).toEqual(customer);
  const [account] = debt_accounts;
  const charged = await call(sandbox, "POST", "/charges", {
    amount: 700,
    debt_account_external_id: "ACC-500002",
    payment_method_id: payment_methods[0].id,
  });
  expect(charged.status).toBe(201);
  expect((await call(sandbox, "DELETE", `/payment-methods/${payment_methods[0].id}`)).status).toBe(200);
  // Others in between, so that nothing is remembered but what has changed.
  for (let page = 1; page <= 24; page += 1) await get(`/debt-accounts?limit=500&page=${page}`);
  expect((await get(`/debt-accounts/${account.id}`)).data.current_balance).toBe(account.current_balance - 700);
  const [again] = (await get(list)).data;
  expect([again.debt_accounts[0].current_balance, again.payment_methods]).toEqual([
    account.current_balance - 700,
    payment_methods.slice(1),
  ]);
  const transactions = await get("/transactions?limit=1&include=charges");
  expect(transactions.data[0]).toMatchObject({ amount: 700, charges: [{ id: charged.body.data.id }] });
});

test("the state of many customers is sent in parts, and breaks off when it changes meanwhile", async () => {
  const sandbox = createSandbox({ customers: 10_000, clock: NOW });
  const read = (): Promise<Response> =>
    sandbox.fetch(
      new Request("http://sandbox.test/_sandbox/state", { headers: { Authorization: `Bearer ${sandbox.token}` } }),
    );
  const { body } = await readResponse(await read());
  expect(body.totals).toMatchObject({ customers: 10_000, debt_accounts: 10_000, payment_plans: 5_000 });
  for (const [name, total] of Object.entries(body.totals)) expect([name, body[name].length]).toEqual([name, total]);
  const reader = (await read()).body?.getReader();
  expect((await reader?.read())?.done).toBe(false);
  await call(sandbox, "POST", "/customers", { name: "Ada Byron" });
  await expect(reader?.read()).rejects.toThrow("The sandbox has changed while its state was read.");
});
