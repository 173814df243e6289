import assert from "node:assert/strict";
import { test } from "node:test";
import { createTrattaClient, type DebtAccount, unwrap } from "tratta-client";
import { createSandbox } from "tratta-client/sandbox";

await test("a plan is paid off as time goes by", async () => {
  const sandbox = createSandbox({ customers: 3, clock: () => Date.parse("2026-03-01T12:00Z") });
  const client = createTrattaClient({ orgUuid: "test", token: sandbox.token, fetch: sandbox.fetch });
  const accountOf = async (externalId: string): Promise<DebtAccount | undefined> =>
    (await unwrap(client.GET("/debt-accounts"))).data?.find(({ external_id }) => external_id === externalId);
  await unwrap(
    client.POST("/payment-plans/request", {
      body: {
        type: "email",
        email: "ada@example.com",
        debt_account_external_id: "ACC-000002",
        frequency: "weekly",
        start_date: "2026-03-08",
        min_payment_amount: Math.ceil(((await accountOf("ACC-000002"))?.current_balance ?? 0) / 4),
      },
    }),
  );
  // The customer agrees in the portal.
  const body = { debt_account_id: "ACC-000002" };
  const { data: session } = await unwrap(client.POST("/customer-sessions", { body }));
  await sandbox.fetch(new Request(session?.portal_url ?? "", { method: "POST" }));

  sandbox.clock.advance(8 * 7 * 86_400_000);
  const paid = await accountOf("ACC-000002");
  assert.deepEqual([paid?.current_balance, paid?.status], [0, "resolved"]);
});
