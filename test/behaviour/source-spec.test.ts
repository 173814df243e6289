import { afterEach, beforeEach, expect, test, vi } from "vitest";
import {
  type Charge,
  type ChargeRequest,
  createTrattaClient,
  deletePaymentPlan,
  findCharge,
  isPaymentPlanEditable,
  isTrattaError,
  paginate,
  PaymentPlanNotEditableError,
  type PaymentPlanTerms,
  type TrattaClient,
  TrattaApiError,
  unwrap,
  updatePaymentPlan,
} from "tratta-client";
import { createSandbox, type Sandbox, type SandboxListener } from "tratta-client/sandbox";

/**
 * The examples and the demo of version 0.1.0, which knew the source spec alone. Their calls are as they were: they must
 * compile, and run against a sandbox with `dialect: "source"`.
 */

let sandbox: Sandbox;
let server: SandboxListener;
let client: TrattaClient;
beforeEach(async () => {
  sandbox = createSandbox({ dialect: "source", customers: 40 });
  server = await sandbox.listen();
  client = createTrattaClient({ baseUrl: server.url, token: sandbox.token });
});
afterEach(() => server.close());

/** Charges at most once: after an unknown outcome it looks for the charge instead of sending it again. */
async function chargeSafely(body: ChargeRequest): Promise<Charge | "ask a person"> {
  const started = Date.now();
  try {
    const answer = await unwrap(client.POST("/charges", { body }));
    if (answer?.data) return answer.data;
  } catch (error) {
    // "rejected" and "not_sent": nothing was charged, and the error says why.
    if (!isTrattaError(error) || error.outcome !== "unknown") throw error;
  }
  const { amount, debt_account_id: debtAccountId } = body;
  const since = new Date(started - 60_000); // a minute's room for clocks that differ
  const found = await findCharge(client, { amount, since, ...(debtAccountId !== undefined && { debtAccountId }) });
  return found && Date.parse(found.created_at ?? "") >= started - 1_000 ? found : "ask a person";
}

const posts = (): number => sandbox.requests.filter(({ method }) => method === "POST").length;

function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

async function createAccount(): Promise<{ accountId: string; customerId: string; planId: string }> {
  const first_name = "Ada";
  const { data: customer } = await unwrap(client.POST("/customers", { body: { first_name, last_name: "Byron" } }));
  expect(customer).toMatchObject({ first_name: "Ada", last_name: "Byron" });
  const customerId = customer?.id ?? "";
  const payment_plan = { frequency: "monthly", start_date: inDays(7), amount: 10_000 } as const;
  const body = { customer_id: customerId, original_balance: 60_000, payment_plan };
  const { data: account } = await unwrap(client.POST("/debt_accounts", { body }));
  expect(account).toMatchObject({ customer_id: customerId, original_balance: 60_000, current_balance: 60_000 });
  return { accountId: account?.id ?? "", customerId, planId: account?.payment_plan?.id ?? "" };
}

test("the first call: pages through the customers and prints why a charge is refused", async () => {
  await createAccount();
  let customers = 0;
  for await (const { id } of paginate(client, "/customers")) customers += id ? 1 : 0;
  const { error } = await client.POST("/charges", { body: { amount: -1 } });
  expect([customers, error?.errorCode]).toEqual([41, "validation_failed"]);
});

test("the recipe of a charge: by the account's id alone, and found when its response is lost", async () => {
  const { accountId: debt_account_id } = await createAccount();
  const before = posts();
  expect(await chargeSafely({ amount: 700, debt_account_id })).toMatchObject({ status: "completed", amount: 700 });
  sandbox.faults.add({ kind: "reset", commit: true }, { method: "POST" });
  expect(await chargeSafely({ amount: 800, debt_account_id })).toMatchObject({ amount: 800, debt_account_id });
  sandbox.faults.add({ kind: "reset" }, { method: "POST" });
  expect(await chargeSafely({ amount: 900, debt_account_id })).toBe("ask a person");
  await expect(chargeSafely({ amount: -1, debt_account_id })).rejects.toMatchObject({ outcome: "rejected" });
  expect(posts() - before).toBe(4);
});

test("the Cloudflare Worker: the balance of an account by its underscore path, and a 404", async () => {
  const { accountId: id } = await createAccount();
  const { data } = await unwrap(client.GET("/debt_accounts/{id}", { params: { path: { id } } }));
  expect([data?.current_balance, data?.status]).toEqual([60_000, "active"]);
  const missing = await unwrap(client.GET("/debt_accounts/{id}", { params: { path: { id: "none" } } })).catch(
    (error: unknown) => error,
  );
  expect(missing instanceof TrattaApiError && missing.status).toBe(404);
});

test("the Deno server: terms as JSON holds them", async () => {
  const { planId } = await createAccount();
  const terms: PaymentPlanTerms = JSON.parse(
    JSON.stringify({ frequency: "weekly", start_date: inDays(3), amount: 500 }),
  );
  expect(await updatePaymentPlan(client, planId, terms)).toMatchObject({ ...terms, id: planId });
});

test("the Bun server and the cron job: charges by the page, the transactions of a day by two calendar dates", async () => {
  const { accountId: debt_account_id } = await createAccount();
  await chargeSafely({ amount: 700, debt_account_id });
  const amounts: unknown[] = [];
  for await (const page of paginate(client, "/charges").pages()) amounts.push(...page.map(({ amount }) => amount));
  expect(amounts).toContain(700);

  const today = new Date(sandbox.clock.now()).toISOString().slice(0, 10);
  const query = { start_date: today, end_date: today };
  const rows = await paginate(client, "/transactions", { query }).toArray();
  expect(rows).toContainEqual(expect.objectContaining({ amount: 700, type: "payment", status: "completed" }));
  expect(rows.every(({ created_at }) => created_at?.startsWith(today))).toBe(true);
});

test("the log by hooks and onRetry", async () => {
  vi.spyOn(Math, "random").mockReturnValue(0);
  const lines: string[] = [];
  const logged = createTrattaClient({
    baseUrl: server.url,
    token: () => sandbox.token,
    onRetry: ({ method, path, attempts, reason }) =>
      lines.push(`${method} ${path} attempt ${attempts} failed (${reason})`),
  });
  logged.use({
    onResponse: ({ request, schemaPath, response }) => {
      lines.push(`${request.method} ${schemaPath} ${response.status}`);
    },
  });
  sandbox.faults.add({ kind: "status", status: 503 });
  await logged.GET("/payment_methods", { params: { query: { limit: 3 } } });
  expect(lines).toEqual(["GET /payment_methods attempt 1 failed (HTTP 503)", "GET /payment_methods 200"]);
});

test("the demo: a plan is created with its account, edited, agreed to by magic link, and then refused", async () => {
  const { accountId, customerId, planId } = await createAccount();
  const params = { path: { id: planId } };
  const plan = (await unwrap(client.GET("/payment-plans/{id}", { params }))).data;
  expect(plan && isPaymentPlanEditable(plan)).toBe(true);
  const terms = { frequency: "every_other_week", start_date: inDays(10), amount: 5_000 } as const;
  expect(await updatePaymentPlan(client, planId, terms)).toMatchObject(terms);

  const { data } = await unwrap(client.POST("/customer_sessions", { body: { customer_id: customerId } }));
  expect((await fetch(data?.magic_link ?? "", { method: "POST" })).status).toBe(200);
  const enrolled = (await unwrap(client.GET("/payment_plans/{id}", { params }))).data;
  expect(enrolled?.charges?.some(({ scheduled }) => scheduled)).toBe(true);
  await expect(updatePaymentPlan(client, planId, terms)).rejects.toThrow(PaymentPlanNotEditableError);
  await deletePaymentPlan(client, planId);
  const { error, response } = await client.GET("/payment-plans/{id}", { params });
  expect([response.status, error?.errorCode]).toEqual([404, "not_found"]);

  const body = { amount: 700, debt_account_id: accountId };
  const { data: charge } = await unwrap(client.POST("/charges", { body }));
  const account = await unwrap(client.GET("/debt_accounts/{id}", { params: { path: { id: accountId } } }));
  expect([charge?.status, account.data?.current_balance]).toEqual(["completed", 59_300]);
});
