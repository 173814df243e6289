import { describe, expect, test, vi } from "vitest";
import { createSandbox, type Sandbox, type SandboxOptions } from "../../../src/sandbox/index.ts";
import { verifyWebhook } from "../../../src/webhooks.ts";
import { call, noonOf, send } from "../../support/sandbox-caller.ts";

const SECRET = "0123456789abcdef";
const ALL_EVENTS = [
  ...["customer.create", "customer.update", "customer.delete", "debt-account.create", "debt-account.update"],
  ...["debt-account.delete", "location.create", "location.update", "location.delete", "charge.created"],
  ...["ticket.create", "ticket.update", "payment_plan.created", "payment_plan.updated", "payment_plan.completed"],
  ...["payment_plan.cancelled", "charge.completed", "charge.failed", "transaction.completed"],
];
const DAY_MS = 86_400_000;
const CARD = {
  card_holder: "Ada Abbott",
  card_number: "4111111111111111",
  card_expiration_month: 1,
  card_expiration_year: "30",
};

interface Received {
  event: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- of all shapes; a missing field fails the expectation
  payload: any;
}

/** A sandbox whose deliveries of all events are verified and listed. */
async function sandboxWithReceiver(options: SandboxOptions = {}): Promise<{ sandbox: Sandbox; received: Received[] }> {
  const received: Received[] = [];
  const sandbox = createSandbox({
    customers: 0,
    clock: noonOf("2025-03-01"),
    async webhookFetch(request) {
      const { event, payload } = await verifyWebhook(request, { secret: SECRET });
      received.push({ event, payload });
      return new Response(null, { status: 204 });
    },
    ...options,
  });
  const webhook = { url: "https://receiver.test/hook", events: ALL_EVENTS, secret: SECRET };
  expect((await call(sandbox, "POST", "/webhooks", webhook)).status).toBe(201);
  return { sandbox, received };
}

/** Returns the events since the last call, once all have been delivered. */
async function take(sandbox: Sandbox, received: Received[]): Promise<Received[]> {
  await sandbox.webhooks.settled();
  return received.splice(0);
}

const namesOf = (events: Received[]): string[] => events.map(({ event }) => event);

describe("in the vendor's dialect, what happens is delivered with the resource as the API shows it:", () => {
  test("customers and locations created and updated", async () => {
    const { sandbox, received } = await sandboxWithReceiver();
    const customer = await call(sandbox, "POST", "/customers", { name: "Ada Abbott", external_id: "C-1" });
    expect(await take(sandbox, received)).toEqual([{ event: "customer.create", payload: customer.body.data }]);
    const renamed = await call(sandbox, "PUT", "/customers/C-1", { name: "Ada Byron" });
    expect(await take(sandbox, received)).toEqual([{ event: "customer.update", payload: renamed.body.data }]);
    const location = await call(sandbox, "POST", "/locations", { name: "First Bank", external_id: "L-1" });
    expect(await take(sandbox, received)).toEqual([{ event: "location.create", payload: location.body.data }]);
    const moved = await call(sandbox, "PUT", "/locations/L-1", { name: "Second Bank" });
    expect(await take(sandbox, received)).toEqual([{ event: "location.update", payload: moved.body.data }]);
  });

  test("an account with a plan at a new location, in the order in which they arise", async () => {
    const { sandbox, received } = await sandboxWithReceiver();
    await call(sandbox, "POST", "/customers", { name: "Ada Abbott", external_id: "C-1" });
    await take(sandbox, received);
    const account = await call(sandbox, "POST", "/debt-accounts", {
      customer_id: "C-1",
      location_id: "L-1",
      location_name: "First Bank",
      external_id: "A-1",
      balance: 3_000,
      payment_plan: { frequency: "weekly", amount: 1_000 },
    });
    expect(await take(sandbox, received)).toEqual([
      { event: "location.create", payload: expect.objectContaining({ name: "First Bank" }) },
      { event: "debt-account.create", payload: account.body.data },
      { event: "payment_plan.created", payload: account.body.data.payment_plan },
    ]);
  });

  test("a charge that is collected at once is created, then completed; its account and transaction follow", async () => {
    const { sandbox, received } = await sandboxWithReceiver();
    await call(sandbox, "POST", "/customers", { name: "Ada Abbott", external_id: "C-1" });
    await call(sandbox, "POST", "/debt-accounts", {
      customer_id: "C-1",
      location_id: "L",
      location_name: "B",
      external_id: "A-1",
      balance: 3_000,
    });
    await take(sandbox, received);
    const charge = await call(sandbox, "POST", "/charges", {
      amount: 1_000,
      debt_account_external_id: "A-1",
      card: CARD,
    });
    expect(await take(sandbox, received)).toEqual([
      { event: "charge.created", payload: charge.body.data },
      { event: "charge.completed", payload: charge.body.data },
      { event: "transaction.completed", payload: expect.objectContaining({ amount: 1_000 }) },
      {
        event: "debt-account.update",
        payload: expect.objectContaining({ external_id: "A-1", current_balance: 2_000 }),
      },
    ]);
  });

  test("a charge that is declined is created, then failed", async () => {
    const { sandbox, received } = await sandboxWithReceiver();
    const declined = { ...CARD, card_number: "4000000000000002" };
    const charge = await call(sandbox, "POST", "/charges", { amount: 500, linked_debt_account: false, card: declined });
    expect(await take(sandbox, received)).toEqual([
      { event: "charge.created", payload: charge.body.data },
      { event: "charge.failed", payload: { ...charge.body.data, status: "failed" } },
    ]);
  });

  test("a plan whose debt is paid otherwise is completed", async () => {
    const { sandbox, received } = await sandboxWithReceiver();
    await call(sandbox, "POST", "/customers", { name: "Ada Abbott", external_id: "C-1" });
    const account = { customer_id: "C-1", location_id: "L", location_name: "B", external_id: "A-1", balance: 2_000 };
    await call(sandbox, "POST", "/debt-accounts", { ...account, payment_plan: { frequency: "weekly", amount: 1_000 } });
    const session = await call(sandbox, "POST", "/customer-sessions", { customer_id: "C-1" });
    await send(sandbox, new Request(session.body.data.portal_url, { method: "POST" }));
    await take(sandbox, received);
    await call(sandbox, "POST", "/charges", { amount: 2_000, debt_account_external_id: "A-1", card: CARD });
    const plans = (await take(sandbox, received)).filter(({ event }) => event.startsWith("payment_plan."));
    expect(namesOf(plans)).toEqual(["payment_plan.updated", "payment_plan.completed"]);
  });

  test("a charge for a later day is created now and completed by the clock, on its day", async () => {
    const { sandbox, received } = await sandboxWithReceiver();
    const charge = { amount: 500, linked_debt_account: false, card: CARD, scheduled_at: "2025-03-05" };
    await call(sandbox, "POST", "/charges", charge);
    expect(await take(sandbox, received)).toMatchObject([{ event: "charge.created", payload: { status: "pending" } }]);
    sandbox.clock.advance(30 * DAY_MS);
    expect(await take(sandbox, received)).toMatchObject([
      { event: "charge.completed", payload: { status: "completed" } },
      { event: "transaction.completed" },
    ]);
    expect(sandbox.webhooks.deliveries.at(-1)?.times).toEqual([Date.parse("2025-03-05")]);
  });

  test("a plan whose charges the clock collects, each at its own time, until the plan is completed", async () => {
    const { sandbox, received } = await sandboxWithReceiver();
    await call(sandbox, "POST", "/customers", { name: "Ada Abbott", external_id: "C-1" });
    const plan = { frequency: "weekly", amount: 1_000, start_date: "2025-03-08" };
    await call(sandbox, "POST", "/debt-accounts", {
      customer_id: "C-1",
      location_id: "L",
      location_name: "B",
      external_id: "A-1",
      balance: 2_000,
      payment_plan: plan,
    });
    const session = await call(sandbox, "POST", "/customer-sessions", { customer_id: "C-1" });
    await take(sandbox, received);
    await send(sandbox, new Request(session.body.data.portal_url, { method: "POST" }));
    const [agreed, ...others] = await take(sandbox, received);
    expect(others).toEqual([]);
    expect(agreed?.event).toBe("payment_plan.updated");
    expect(agreed?.payload.charges).toMatchObject([{ scheduled: true }, { scheduled: true }]);
    sandbox.clock.advance(60 * DAY_MS);
    const collected = await take(sandbox, received);
    const installment = ["charge.created", "charge.completed", "transaction.completed", "debt-account.update"];
    expect(namesOf(collected)).toEqual([
      ...[...installment, "payment_plan.updated"],
      ...[...installment, "payment_plan.updated", "payment_plan.completed"],
    ]);
    // As each charge left them, not as they are at the end.
    expect(collected[3]?.payload).toMatchObject({ current_balance: 1_000, status: "active" });
    expect(collected[4]?.payload.charges).toMatchObject([{ charged_at: expect.any(String) }, { charged_at: null }]);
    expect(collected[8]?.payload).toMatchObject({ current_balance: 0, status: "resolved" });
    expect(
      sandbox.webhooks.deliveries.slice(-11).map(({ createdAt }) => new Date(createdAt).toISOString().slice(0, 10)),
    ).toEqual([...Array.from({ length: 5 }, () => "2025-03-08"), ...Array.from({ length: 6 }, () => "2025-03-15")]);
  });

  test("a plan that is edited and deleted", async () => {
    const { sandbox, received } = await sandboxWithReceiver();
    await call(sandbox, "POST", "/customers", { name: "Ada Abbott", external_id: "C-1" });
    const plan = { frequency: "weekly", amount: 1_000, start_date: "2025-03-08" };
    const account = await call(sandbox, "POST", "/debt-accounts", {
      customer_id: "C-1",
      location_id: "L",
      location_name: "B",
      external_id: "A-1",
      balance: 2_000,
      payment_plan: plan,
    });
    const path = `/payment-plans/${account.body.data.payment_plan.id}`;
    await take(sandbox, received);
    const edited = await call(sandbox, "PUT", path, { ...plan, amount: 500 });
    expect(await take(sandbox, received)).toEqual([{ event: "payment_plan.updated", payload: edited.body.data }]);
    await call(sandbox, "DELETE", path);
    expect(await take(sandbox, received)).toEqual([
      { event: "payment_plan.cancelled", payload: edited.body.data },
      { event: "debt-account.update", payload: expect.not.objectContaining({ payment_plan: expect.anything() }) },
    ]);
  });

  test("a parent account whose child is paid", async () => {
    const { sandbox, received } = await sandboxWithReceiver();
    await call(sandbox, "POST", "/customers", { name: "Ada Abbott", external_id: "C-1" });
    const account = { customer_id: "C-1", location_id: "L", location_name: "B" };
    await call(sandbox, "POST", "/debt-accounts", { ...account, external_id: "P", balance: 0 });
    await call(sandbox, "POST", "/debt-accounts", {
      ...account,
      external_id: "A",
      balance: 900,
      parent_external_id: "P",
    });
    await take(sandbox, received);
    await call(sandbox, "POST", "/charges", { amount: 400, debt_account_external_id: "A", card: CARD });
    const updates = (await take(sandbox, received)).filter(({ event }) => event === "debt-account.update");
    expect(updates.map(({ payload }) => [payload.external_id, payload.current_balance])).toEqual([
      ["A", 500],
      ["P", 500],
    ]);
  });

  test("an import, soon after it was accepted and without another request", async () => {
    const { sandbox, received } = await sandboxWithReceiver();
    const row = {
      customer: { name: "Ada Abbott", external_id: "C-1" },
      debt_accounts: [{ external_id: "A-1", balance: 100 }],
    };
    await call(sandbox, "POST", "/bulk", [row, { customer: { external_id: "C-1", email: "ada@a.test" } }]);
    expect(namesOf(await take(sandbox, received))).toEqual([
      "customer.create",
      "debt-account.create",
      "customer.update",
    ]);
  });

  test("an import and a charge that falls due, by the timer of the machine when nobody asks", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"], now: Date.parse("2025-03-01T12:00:00Z") });
    try {
      const { sandbox, received } = await sandboxWithReceiver({ clock: Date.now });
      await call(sandbox, "POST", "/bulk", [{ customer: { name: "Ada Abbott", external_id: "C-1" } }]);
      vi.advanceTimersByTime(1);
      await vi.waitFor(() => expect(namesOf(received.splice(0))).toEqual(["customer.create"]));
      const charge = { amount: 500, linked_debt_account: false, card: CARD, scheduled_at: "2025-03-02" };
      await call(sandbox, "POST", "/charges", charge);
      await vi.waitFor(() => expect(namesOf(received.splice(0))).toEqual(["charge.created"]));
      vi.advanceTimersByTime(DAY_MS / 2);
      await vi.waitFor(() => expect(namesOf(received)).toEqual(["charge.completed", "transaction.completed"]));
    } finally {
      vi.useRealTimers();
    }
  });

  test("a refused request is no event, and one whose response is lost is", async () => {
    const { sandbox, received } = await sandboxWithReceiver();
    await call(sandbox, "POST", "/charges", { amount: -1, linked_debt_account: false, card: CARD });
    sandbox.faults.add({ kind: "status", status: 500 });
    await call(sandbox, "POST", "/customers", { name: "Ada Abbott" });
    expect(await take(sandbox, received)).toEqual([]);
    sandbox.faults.add({ kind: "status", status: 500, commit: true });
    await call(sandbox, "POST", "/customers", { name: "Ada Abbott" });
    expect(namesOf(await take(sandbox, received))).toEqual(["customer.create"]);
  });
});

test("in the source spec's dialect the same events have the source spec's resources", async () => {
  const { sandbox, received } = await sandboxWithReceiver({ dialect: "source" });
  const customer = await call(sandbox, "POST", "/customers", { first_name: "Ada", last_name: "Abbott" });
  const account = await call(sandbox, "POST", "/debt_accounts", {
    customer_id: customer.body.data.id,
    original_balance: 30,
  });
  const terms = { total_amount: 30, installment_amount: 10, frequency: "weekly" };
  const plan = await call(sandbox, "POST", "/payment_plans", { debt_account_id: account.body.data.id, ...terms });
  const ticket = await call(sandbox, "POST", "/tickets", { subject: "Help", description: "Please" });
  const charge = await call(sandbox, "POST", "/charges", { amount: 5, debt_account_id: account.body.data.id });
  const shownAccount = (await call(sandbox, "GET", `/debt_accounts/${account.body.data.id}`)).body.data;
  expect(await take(sandbox, received)).toEqual([
    { event: "customer.create", payload: customer.body.data },
    { event: "debt-account.create", payload: account.body.data },
    { event: "payment_plan.created", payload: plan.body.data },
    { event: "debt-account.update", payload: { ...shownAccount, current_balance: 30 } },
    { event: "ticket.create", payload: ticket.body.data },
    { event: "charge.created", payload: charge.body.data },
    { event: "charge.completed", payload: charge.body.data },
    { event: "transaction.completed", payload: expect.objectContaining({ charge_id: charge.body.data.id }) },
    { event: "debt-account.update", payload: shownAccount },
  ]);
});

test("in the source spec's dialect a deleted plan is a cancelled one", async () => {
  const { sandbox, received } = await sandboxWithReceiver({ dialect: "source", customers: 3 });
  const [plan] = (await call(sandbox, "GET", "/payment_plans")).body.data;
  await call(sandbox, "DELETE", `/payment-plans/${plan.id}`);
  const [cancelled] = await take(sandbox, received);
  expect(cancelled).toEqual({ event: "payment_plan.cancelled", payload: { ...plan, status: "cancelled" } });
});

test("a webhook gets the events that it names at that time, and no others", async () => {
  const events: string[] = [];
  const sandbox = createSandbox({
    customers: 0,
    webhookFetch(request) {
      events.push(`${new URL(request.url).pathname} ${request.headers.get("X-Tratta-Event-Name")}`);
      return new Response();
    },
  });
  const create = async (path: string, names: string[]): Promise<string> =>
    (await call(sandbox, "POST", "/webhooks", { url: `https://a.test${path}`, events: names, secret: SECRET })).body
      .data.id;
  const first = await create("/1", ["customer.create", "location.create"]);
  await create("/2", ["location.create", "location.create"]);
  await call(sandbox, "POST", "/customers", { name: "A" });
  await call(sandbox, "POST", "/locations", { name: "B" });
  await sandbox.webhooks.settled();
  expect(events.splice(0).toSorted()).toEqual(["/1 customer.create", "/1 location.create", "/2 location.create"]);
  await call(sandbox, "PUT", `/webhooks/${first}`, { events: ["location.update"] });
  await call(sandbox, "POST", "/customers", { name: "B" });
  await call(sandbox, "DELETE", `/webhooks/${first}`);
  await call(sandbox, "POST", "/customers", { name: "C" });
  await sandbox.webhooks.settled();
  expect(events).toEqual([]);
});

test("the webhook of the seed stands for somebody else's, and gets nothing", async () => {
  for (const dialect of ["vendor", "source"] as const) {
    const sandbox = createSandbox({ dialect, customers: 1 });
    const [seeded] = (await call(sandbox, "GET", "/webhooks")).body.data;
    expect(seeded.events).toContain("charge.failed");
    expect(sandbox.webhooks.trigger("charge.failed")).toEqual([]);
    await call(sandbox, "PUT", `/webhooks/${seeded.id}`, { url: "https://mine.test" });
    expect(sandbox.webhooks.trigger("charge.failed")).toMatchObject([{ url: "https://mine.test" }]);
  }
});
