import { afterEach, beforeEach, expect, test } from "vitest";
import { createTrattaClient, type TrattaClient } from "../../src/client.ts";
import { createSandbox, type Sandbox, type SandboxListener } from "../../src/sandbox/index.ts";
import { unwrap } from "../../src/unwrap.ts";

let sandbox: Sandbox;
let listener: SandboxListener;
let client: TrattaClient;
beforeEach(async () => {
  sandbox = createSandbox({ clock: () => Date.UTC(2026, 0, 1, 12) });
  listener = await sandbox.listen();
  client = createTrattaClient({ baseUrl: listener.url, token: sandbox.token });
});
afterEach(() => listener.close());

test("the flow of the vendor's own client: a customer, a debt account at a new location, a link to the portal", async () => {
  const customer = (await unwrap(client.POST("/customers", { body: { name: "Ada Byron", email: "ada@example.com" } })))
    .data;
  const account = (
    await unwrap(
      client.POST("/debt-accounts", {
        body: {
          external_id: "debt-1",
          customer_id: customer?.id ?? "",
          location_id: "creditor-1",
          location_name: "A Creditor",
          balance: 2000,
          current_balance: 2000,
        },
      }),
    )
  ).data;
  expect(account).toMatchObject({ customer: { id: customer?.id }, balance: 2000, current_balance: 2000 });

  const body = { customer_id: account?.customer?.id ?? "" };
  const session = (await unwrap(client.POST("/customer-sessions", { body }))).data;
  expect(session?.expiration).toBe("2026-01-02T12:00:00.000Z");
  const page = await fetch(session?.portal_url ?? "");
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining("$20.00")]);
});

test("an account with a plan: the customer agrees in the portal, and the charges are collected as time passes", async () => {
  const account = (
    await unwrap(
      client.POST("/debt-accounts", {
        body: {
          external_id: "debt-2",
          customer_id: "CUS-000002",
          location_id: "LOC-001",
          balance: 3000,
          payment_plan: { frequency: "weekly", recurring_day: "monday", amount: "1000" },
        },
      }),
    )
  ).data;
  expect(account?.payment_plan).toMatchObject({ frequency: "weekly", start_date: "2026-01-05", amount: 1000 });
  const session = (await unwrap(client.POST("/customer-sessions", { body: { debt_account_id: "debt-2" } }))).data;
  expect((await fetch(session?.portal_url ?? "", { method: "POST" })).status).toBe(200);

  sandbox.clock.set(new Date("2026-01-13"));
  const params = { path: { id: account?.id ?? "" } };
  const after = (await unwrap(client.GET("/debt-accounts/{id}", { params }))).data;
  expect(after).toMatchObject({ balance: 3000, current_balance: 1000, status: "active" });
  expect(after?.payment_plan?.charges?.map(({ charged_at }) => charged_at)).toEqual([
    "2026-01-05T00:00:00.000Z",
    "2026-01-12T00:00:00.000Z",
    null,
  ]);
});
