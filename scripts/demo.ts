/**
 * Shows the package at work: real HTTP through the public client, against a sandbox on this machine.
 * Exits 1 when a step does not end as expected. With --stay it leaves the sandbox running, to look at in the console.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { parseArgs, styleText } from "node:util";
import {
  type ChargeRequest,
  createTrattaClient,
  deletePaymentPlan,
  formatCents,
  type PaymentPlan,
  paginate,
  PaymentPlanNotEditableError,
  paymentPlanEditability,
  toCents,
  type TrattaClient,
  unwrap,
  updatePaymentPlan,
} from "tratta-client";
import { createSandbox } from "tratta-client/sandbox";
import { TrattaWebhookError, verifyWebhook } from "tratta-client/webhooks";
import { startReceiver, type ReceivedWebhook } from "./demo/start-receiver.ts";

const CUSTOMERS = 1_234;
const SNIPPET = "createTrattaClient({ orgUuid: process.env.TRATTA_ORG_UUID, token: process.env.TRATTA_TOKEN })";
const color = process.stdout.isTTY && !process.env["NO_COLOR"];

const { stay } = parseArgs({ options: { stay: { type: "boolean", default: false } } }).values;

let steps = 0;
let title = "";
const sandbox = createSandbox({ customers: CUSTOMERS });
const server = await sandbox.listen();
console.log(`\n${paint("bold", "tratta-client demo")}  ${paint("dim", `sandbox at ${server.url}`)}\n`);
try {
  await runSteps(createTrattaClient({ baseUrl: server.url, token: sandbox.token }));
  console.log(`\n${paint("green", `All ${steps} steps went as expected.`)}`);
  printWhatIsNext();
  if (stay) await stayUntilInterrupted();
} catch (error) {
  printStep(paint("red", "✘"));
  console.error(`\n${paint("red", "The demo stopped:")} ${error instanceof Error ? error.stack : String(error)}`);
  process.exitCode = 1;
} finally {
  await server.close();
}

async function runSteps(client: TrattaClient): Promise<void> {
  begin("List all customers, 100 a page, 4 pages at a time");
  const ids = new Set<string>();
  let requests = 0;
  const rows = paginate(client, "/customers", {
    pageSize: 100,
    onProgress: ({ pages = 0, items, total = 0 }) => showProgress(++requests, pages, items, total),
  });
  for await (const { id = "" } of rows) ids.add(id);
  if (process.stdout.isTTY) process.stdout.write("\r\x1b[K");
  assert.equal(ids.size, CUSTOMERS);
  end(`${ids.size} customers, each once, in ${requests} requests`);

  begin("Create a customer");
  const ada = { name: "Ada Byron", email: "ada@example.com", external_id: "customer-1" };
  const { data: customer } = await unwrap(client.POST("/customers", { body: ada }));
  assert.equal(customer?.name, "Ada Byron");
  end(`customer ${customer.id}`);

  begin("Create a debt account with a payment plan, at a location that is new");
  const newAccount = {
    customer_id: customer.id,
    external_id: "account-1",
    location_id: "bank-1",
    location_name: "First Bank",
    balance: toCents("600.00"),
    payment_plan: { frequency: "monthly", recurring_day: "15th", amount: "10000" },
  } as const;
  const { data: account } = await unwrap(client.POST("/debt-accounts", { body: newAccount }));
  assert.equal(account?.payment_plan?.amount, 10_000);
  assert.equal(account.customer?.id, customer.id);
  const planId = account.payment_plan.id;
  end(`account ${account.id}, balance ${inDollars(account.current_balance)}, plan ${planId}`);

  begin("Read the plan by its documented path and see whether it may be edited");
  const plan = await readPlan(client, planId);
  const editability = paymentPlanEditability(plan);
  assert.deepEqual(editability, { editable: true });
  end(`${describePlan(plan)}; editable: ${editability.editable}`);

  begin("Edit the plan");
  const terms = { frequency: "every_other_week", start_date: inDays(10), amount: 5_000 } as const;
  const edited = await updatePaymentPlan(client, planId, terms);
  assert.equal(edited.frequency, "every_other_week");
  assert.equal(edited.amount, 5_000);
  end(describePlan(edited));

  begin("Enrol the customer: open a session and agree to the plan in the portal");
  const newSession = { customer_id: customer.id, valid_until: 48 };
  const { data: session } = await unwrap(client.POST("/customer-sessions", { body: newSession }));
  // What a person does in the browser; the API has no operation for it.
  const portal = await fetch(required(session?.portal_url), { method: "POST" });
  assert.equal(portal.status, 200);
  const { charges = [] } = await readPlan(client, planId);
  const scheduled = charges.filter((charge) => charge.scheduled).length;
  assert.ok(scheduled > 0, "agreeing schedules the charges");
  end(`${scheduled} charges are now scheduled, the first on ${charges[0]?.charge_date}`);

  begin("Try to edit it again: refused before anything is sent");
  const countPuts = (): number => sandbox.requests.filter(({ method }) => method === "PUT").length;
  const putsBefore = countPuts();
  const refusal = await updatePaymentPlan(client, planId, terms).catch((error: unknown) => error);
  assert.ok(refusal instanceof PaymentPlanNotEditableError);
  assert.equal(refusal.reason, "scheduled_charges");
  assert.equal(countPuts(), putsBefore);
  end(`${refusal.name}: ${refusal.reason}; the sandbox received no PUT`);

  begin("Delete the plan");
  await deletePaymentPlan(client, planId);
  const { error, response } = await client.GET("/payment-plans/{id}", { params: { path: { id: planId } } });
  assert.equal(response.status, 404);
  end(`gone: HTTP ${response.status} ${error?.errorCode}`);

  begin("Charge the account");
  const card = {
    card_holder: "Ada Byron",
    card_number: "4111111111111111",
    card_expiration_month: 12,
    card_expiration_year: "30",
  };
  const newCharge = { amount: 700, debt_account_external_id: newAccount.external_id, card };
  const { data: charge } = await unwrap(client.POST("/charges", { body: newCharge }));
  assert.equal(charge?.status, "completed");
  const params = { path: { id: required(account.id) } };
  const { data: after } = await unwrap(client.GET("/debt-accounts/{id}", { params }));
  assert.equal(after?.current_balance, 59_300);
  end(`charge ${charge.id} ${charge.status}, balance now ${inDollars(after.current_balance)}`);

  await receiveWebhook(client, { ...newCharge, amount: 800 });
  await payInEightWeeks(client, customer.id);
}

/** Registers a receiver on this machine that fails at first, and charges. */
async function receiveWebhook(client: TrattaClient, newCharge: ChargeRequest): Promise<void> {
  const secret = "a secret of your own";
  const received: ReceivedWebhook[] = [];
  const { url, close } = await startReceiver((webhook) => (received.push(webhook) === 1 ? 500 : 204));
  try {
    begin("Charge again, and receive a signed webhook of it");
    await unwrap(client.POST("/webhooks", { body: { url, events: ["charge.created"], secret } }));
    const { data: charge } = await unwrap(client.POST("/charges", { body: newCharge }));
    await sandbox.webhooks.settled();
    const [first] = received;
    assert.ok(first, "the receiver got a webhook");
    const { event, payload, key } = await verifyWebhook(first, { secret });
    assert.equal(event, "charge.created");
    assert.deepEqual(payload, charge);
    end(`${event} of charge ${charge?.id}, verified; the receiver responds with 500 nevertheless`);

    begin("Refuse a forged copy");
    const forged = { ...first, body: Buffer.from(String(first.body).replace('"amount":800', '"amount":100')) };
    assert.notDeepEqual(forged.body, first.body);
    const refusal = await verifyWebhook(forged, { secret }).catch((error: unknown) => error);
    assert.ok(refusal instanceof TrattaWebhookError);
    assert.equal(refusal.reason, "wrong_signature");
    end(`${refusal.name}: ${refusal.reason}, to be answered with ${refusal.status}`);

    begin("Receive it again after 900 seconds on the sandbox's clock");
    sandbox.clock.advance(900_000);
    await sandbox.webhooks.settled();
    const [, second, ...others] = received;
    assert.ok(second && others.length === 0, "it is delivered once more");
    assert.equal((await verifyWebhook(second, { secret })).key, key);
    const delivery = sandbox.webhooks.deliveries.at(-1);
    assert.equal(delivery?.state, "acknowledged");
    end(`the same key, so that a repeat is recognized; ${delivery.state} after ${delivery.attempts} attempts`);
  } finally {
    close();
  }
}

/** Enrols the customer in a plan of eight weekly payments, and lets eight weeks pass on the sandbox's clock. */
async function payInEightWeeks(client: TrattaClient, customerId: string): Promise<void> {
  const secret = "another secret of your own";
  const received: ReceivedWebhook[] = [];
  const { url, close } = await startReceiver((webhook) => {
    received.push(webhook);
    return 204;
  });
  try {
    begin("Enrol the customer in a plan of eight weekly payments");
    const newAccount = {
      customer_id: customerId,
      external_id: "account-2",
      location_id: "bank-1",
      balance: toCents("790.00"),
      payment_plan: { frequency: "weekly", amount: "10000", start_date: inDays(7) },
    } as const;
    const { data: account } = await unwrap(client.POST("/debt-accounts", { body: newAccount }));
    assert.ok(account?.payment_plan);
    const events = ["charge.completed", "payment_plan.completed"];
    await unwrap(client.POST("/webhooks", { body: { url, events, secret } }));
    const newSession = { customer_id: customerId };
    const { data: session } = await unwrap(client.POST("/customer-sessions", { body: newSession }));
    assert.equal((await fetch(required(session?.portal_url), { method: "POST" })).status, 200);
    end(`${describePlan(account.payment_plan)}, balance ${inDollars(account.current_balance)}`);

    begin("Let eight weeks pass on the sandbox's clock, and receive a webhook of each payment");
    sandbox.clock.advance(8 * 7 * 86_400_000);
    await sandbox.webhooks.settled();
    const names = await Promise.all(received.map(async (webhook) => (await verifyWebhook(webhook, { secret })).event));
    assert.deepEqual(names, [...Array.from({ length: 8 }, () => "charge.completed"), "payment_plan.completed"]);
    const { charges = [] } = await readPlan(client, account.payment_plan.id);
    assert.ok(charges.length === 8 && charges.every(({ charged_at }) => charged_at), "every charge was collected");
    const params = { path: { id: required(account.id) } };
    const { data: paid } = await unwrap(client.GET("/debt-accounts/{id}", { params }));
    assert.deepEqual([paid?.current_balance, paid?.status], [0, "resolved"]);
    end(`8 charges, the plan is completed, balance ${inDollars(paid?.current_balance)}, account ${paid?.status}`);
  } finally {
    close();
  }
}

function begin(step: string): void {
  steps++;
  title = step;
}

function end(result: string): void {
  printStep(paint("green", "✔"));
  console.log(`     ${result}`);
}

function printStep(mark: string): void {
  console.log(`${paint("dim", String(steps).padStart(2))} ${mark} ${paint("bold", title)}`);
}

function paint(format: "bold" | "dim" | "green" | "red" | "cyan", text: string): string {
  return color ? styleText(format, text) : text;
}

function showProgress(requests: number, pages: number, items: number, total: number): void {
  if (process.stdout.isTTY) {
    const done = Math.round((items / total) * 30);
    const bar = `${paint("cyan", "█".repeat(done))}${paint("dim", "░".repeat(30 - done))}`;
    process.stdout.write(`\r     ${bar} ${items}/${total}`);
  } else if (requests === pages || requests % 5 === 0) {
    console.log(`     page ${requests}/${pages}  ${items}/${total}`);
  }
}

async function readPlan(client: TrattaClient, id: string): Promise<PaymentPlan> {
  const { data } = await unwrap(client.GET("/payment-plans/{id}", { params: { path: { id } } }));
  assert.ok(data, "the response contains the plan");
  return data;
}

function describePlan({ amount, frequency, start_date, charges = [] }: PaymentPlan): string {
  return `${amount} ${frequency} from ${start_date}, ${charges.length} charges`;
}

function inDollars(cents: number | undefined): string {
  assert.ok(cents !== undefined, "the response has a balance");
  return `$${formatCents(cents)}`;
}

function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

function required(value: string | undefined): string {
  assert.ok(value, "the response contains an id or a link");
  return value;
}

function printWhatIsNext(): void {
  if (process.env["TRATTA_ORG_UUID"] && process.env["TRATTA_TOKEN"]) {
    console.log(
      "TRATTA_ORG_UUID and TRATTA_TOKEN are set. The same code runs in the vendor's sandbox environment with",
    );
    console.log(`  ${paint("cyan", SNIPPET)}`);
    console.log('and in production with environment: "production" besides. This demo never does so by itself.');
  } else {
    console.log(paint("dim", "With an account: set TRATTA_ORG_UUID and TRATTA_TOKEN, and create the client with"));
    console.log(paint("dim", `  ${SNIPPET}`));
  }
}

async function stayUntilInterrupted(): Promise<void> {
  console.log(`\nThe sandbox stays until Ctrl+C. What has happened in it:\n`);
  console.log(`  console  ${paint("cyan", `${server.url}/#token=${sandbox.token}`)}\n`);
  await once(process, "SIGINT");
}
