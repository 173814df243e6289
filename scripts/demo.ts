/**
 * Shows the package at work: real HTTP through the public client, against a sandbox on this machine.
 * Exits 1 when a step is not what it should be.
 */
import assert from "node:assert/strict";
import { styleText } from "node:util";
import {
  createTrattaClient,
  deletePaymentPlan,
  type PaymentPlan,
  paginate,
  PaymentPlanNotEditableError,
  paymentPlanEditability,
  type TrattaClient,
  unwrap,
  updatePaymentPlan,
} from "tratta-client";
import { createSandbox } from "tratta-client/sandbox";

const CUSTOMERS = 1_234;
const color = process.stdout.isTTY && !process.env["NO_COLOR"];
const paint = (format: "bold" | "dim" | "green" | "red" | "cyan", text: string): string =>
  color ? styleText(format, text) : text;

let steps = 0;

/** Runs one step of the story and tells how it went. */
async function step<Result>(title: string, run: () => Promise<[Result, string]>): Promise<Result> {
  steps++;
  const number = paint("dim", String(steps).padStart(2));
  try {
    const [result, told] = await run();
    console.log(`${number} ${paint("green", "✔")} ${paint("bold", title)}\n     ${told}`);
    return result;
  } catch (error) {
    console.log(`${number} ${paint("red", "✘")} ${paint("bold", title)}`);
    throw error;
  }
}

const sandbox = createSandbox({ customers: CUSTOMERS });
const server = await sandbox.listen();
console.log(`\n${paint("bold", "tratta-client demo")}  ${paint("dim", `sandbox at ${server.url}`)}\n`);
try {
  await tellStory(createTrattaClient({ baseUrl: server.url, token: sandbox.token }));
  console.log(`\n${paint("green", `All ${steps} steps went as they should.`)}`);
  console.log(howToGoOn());
} catch (error) {
  console.error(`\n${paint("red", "The demo stopped:")} ${error instanceof Error ? error.stack : String(error)}`);
  process.exitCode = 1;
} finally {
  await server.close();
}

async function tellStory(client: TrattaClient): Promise<void> {
  await step(`List all customers, 100 a page, 4 pages at a time`, async () => {
    const ids = new Set<string>();
    let requests = 0;
    const rows = paginate(client, "/customers", {
      pageSize: 100,
      onProgress: ({ pages = 0, items, total = 0 }) => showProgress(++requests, pages, items, total),
    });
    for await (const { id = "" } of rows) ids.add(id);
    if (process.stdout.isTTY) process.stdout.write("\r\x1b[K");
    assert.equal(ids.size, CUSTOMERS);
    return [undefined, `${ids.size} customers, each once, in ${requests} requests`];
  });

  const customer = await step("Create a customer", async () => {
    const body = { first_name: "Ada", last_name: "Byron", email: "ada@example.com" };
    const { data } = await unwrap(client.POST("/customers", { body }));
    assert.equal(data?.first_name, "Ada");
    return [data, `customer ${data.id}`];
  });
  const customerId = required(customer.id);

  const account = await step("Create a debt account with a payment plan", async () => {
    const payment_plan = { frequency: "monthly", start_date: inDays(7), amount: 10_000 } as const;
    const body = { customer_id: customerId, original_balance: 60_000, payment_plan };
    const { data } = await unwrap(client.POST("/debt_accounts", { body }));
    assert.equal(data?.payment_plan?.amount, 10_000);
    return [data, `account ${data.id}, balance ${data.current_balance}, plan ${data.payment_plan.id}`];
  });
  const planId = required(account.payment_plan?.id);

  await step("Read the plan by its documented path and see whether it may be edited", async () => {
    const plan = await readPlan(client, planId);
    const answer = paymentPlanEditability(plan);
    assert.deepEqual(answer, { editable: true });
    return [undefined, `${describePlan(plan)}; editable: ${answer.editable}`];
  });

  await step("Edit the plan", async () => {
    const terms = { frequency: "every_other_week", start_date: inDays(10), amount: 5_000 } as const;
    const plan = await updatePaymentPlan(client, planId, terms);
    assert.equal(plan.frequency, "every_other_week");
    assert.equal(plan.amount, 5_000);
    return [undefined, describePlan(plan)];
  });

  await step("Enrol the customer: open a session and agree to the plan in the portal", async () => {
    const { data } = await unwrap(client.POST("/customer_sessions", { body: { customer_id: customerId } }));
    // What a person does in the browser; the API has no operation for it.
    const answer = await fetch(required(data?.magic_link), { method: "POST" });
    assert.equal(answer.status, 200);
    const plan = await readPlan(client, planId);
    const scheduled = plan.charges?.filter((charge) => charge.scheduled).length ?? 0;
    assert.ok(scheduled > 0, "agreeing schedules the charges");
    return [undefined, `${scheduled} charges are now scheduled, the first on ${plan.charges?.[0]?.charge_date}`];
  });

  await step("Try to edit it again: refused before anything is sent", async () => {
    const before = sandbox.requests.filter(({ method }) => method === "PUT").length;
    const terms = { frequency: "weekly", start_date: inDays(12), amount: 1_000 } as const;
    const refusal = await updatePaymentPlan(client, planId, terms).catch((error: unknown) => error);
    assert.ok(refusal instanceof PaymentPlanNotEditableError);
    assert.equal(refusal.reason, "scheduled_charges");
    assert.equal(sandbox.requests.filter(({ method }) => method === "PUT").length, before);
    return [undefined, `${refusal.name}: ${refusal.reason}; the sandbox received no PUT`];
  });

  await step("Delete the plan", async () => {
    await deletePaymentPlan(client, planId);
    const { error, response } = await client.GET("/payment-plans/{id}", { params: { path: { id: planId } } });
    assert.equal(response.status, 404);
    return [undefined, `gone: HTTP ${response.status} ${error?.errorCode}`];
  });

  await step("Charge the account", async () => {
    const debt_account_id = required(account.id);
    const { data: charge } = await unwrap(client.POST("/charges", { body: { amount: 700, debt_account_id } }));
    const params = { path: { id: debt_account_id } };
    const { data: after } = await unwrap(client.GET("/debt_accounts/{id}", { params }));
    assert.equal(charge?.status, "completed");
    assert.equal(after?.current_balance, 59_300);
    return [undefined, `charge ${charge.id} ${charge.status}, balance now ${after.current_balance}`];
  });
}

async function readPlan(client: TrattaClient, id: string): Promise<PaymentPlan> {
  const { data } = await unwrap(client.GET("/payment-plans/{id}", { params: { path: { id } } }));
  assert.ok(data, "the answer holds the plan");
  return data;
}

function describePlan({ amount, frequency, start_date, charges }: PaymentPlan): string {
  return `${amount} ${frequency} from ${start_date}, ${charges?.length ?? 0} charges`;
}

function showProgress(requests: number, pages: number, items: number, total: number): void {
  if (!process.stdout.isTTY) {
    if (requests === pages || requests % 5 === 0)
      console.log(paint("dim", `     page ${requests}/${pages}  ${items}/${total}`));
    return;
  }
  const done = Math.round((items / total) * 30);
  process.stdout.write(
    `\r     ${paint("cyan", "█".repeat(done))}${paint("dim", "░".repeat(30 - done))} ${items}/${total}`,
  );
}

function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

function required(value: string | undefined): string {
  assert.ok(value, "the answer holds an id");
  return value;
}

function howToGoOn(): string {
  const { TRATTA_ORG_UUID: orgUuid, TRATTA_TOKEN: token } = process.env;
  const snippet = `createTrattaClient({ orgUuid: process.env.TRATTA_ORG_UUID, token: process.env.TRATTA_TOKEN })`;
  if (orgUuid && token) {
    return [
      "TRATTA_ORG_UUID and TRATTA_TOKEN are set. The same code runs against the vendor's sandbox environment with",
      `  ${paint("cyan", snippet)}`,
      'and against production with environment: "production" besides. This demo never does so by itself.',
    ].join("\n");
  }
  return paint("dim", `With an account: set TRATTA_ORG_UUID and TRATTA_TOKEN, and make the client with\n  ${snippet}`);
}
