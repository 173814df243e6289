import { describe, expect, test } from "vitest";
import { createSandbox, type Sandbox } from "../../src/sandbox/index.ts";
import { agree, cardOf, createCard, enrol, type Enrolled } from "../support/enrol.ts";
import { call, noonOf } from "../support/sandbox-caller.ts";

const DECLINED = "4000000000000002";
const WEEKLY = { frequency: "weekly", amount: "10000", start_date: "2025-03-08" };

function emptySandbox(date = "2025-03-01"): Sandbox {
  return createSandbox({ customers: 0, clock: noonOf(date) });
}

// oxlint-disable-next-line typescript/no-explicit-any -- bodies of all shapes; a missing field fails the expectations
async function read(sandbox: Sandbox, path: string): Promise<any> {
  return (await call(sandbox, "GET", path)).body.data;
}

async function balanceOf(sandbox: Sandbox, { accountId }: Pick<Enrolled, "accountId">): Promise<unknown[]> {
  const { current_balance, status } = await read(sandbox, `/debt-accounts/${accountId}`);
  return [current_balance, status];
}

/** What each charge of a plan shows: date, amount, whether it is scheduled, when it was collected. */
async function installments(sandbox: Sandbox, { planId }: Pick<Enrolled, "planId">): Promise<unknown[]> {
  const { charges } = await read(sandbox, `/payment-plans/${planId}`);
  return charges.map((each: { charge_date: string; amount: number; scheduled: boolean; charged_at: string | null }) => [
    each.charge_date.slice(0, 10),
    each.amount,
    each.scheduled,
    each.charged_at?.slice(0, 10) ?? null,
  ]);
}

function charge(sandbox: Sandbox, { accountId }: Pick<Enrolled, "accountId">, amount: number): ReturnType<typeof call> {
  return call(sandbox, "POST", "/charges", { amount, debt_account_id: accountId });
}

describe("a payment plan that was agreed to", () => {
  test("is collected week by week until the debt is paid: charges, transactions, balance, events", async () => {
    const events: unknown[] = [];
    const sandbox = createSandbox({
      customers: 0,
      clock: noonOf("2025-03-01"),
      webhookFetch: (request) => {
        events.push(request.headers.get("x-tratta-event-name"));
        return new Response();
      },
    });
    await call(sandbox, "POST", "/webhooks", {
      url: "https://example.com/",
      events: ["charge.completed", "transaction.completed", "payment_plan.completed"],
      secret: "0123456789abcdef",
    });
    const enrolled = await enrol(sandbox, { balance: 25_000, plan: WEEKLY });
    sandbox.clock.advance(8 * 7 * 86_400_000);
    await sandbox.webhooks.settled();
    expect(await installments(sandbox, enrolled)).toEqual([
      ["2025-03-08", 10_000, true, "2025-03-08"],
      ["2025-03-15", 10_000, true, "2025-03-15"],
      ["2025-03-22", 5_000, true, "2025-03-22"],
    ]);
    expect(await balanceOf(sandbox, enrolled)).toEqual([0, "resolved"]);
    const transactions: { amount: number; submitted_date: number }[] = await read(sandbox, "/transactions");
    expect(transactions.map(({ amount, submitted_date: at }) => [amount, at])).toEqual([
      [5_000, Date.parse("2025-03-22") / 1000],
      [10_000, Date.parse("2025-03-15") / 1000],
      [10_000, Date.parse("2025-03-08") / 1000],
    ]);
    const each = ["charge.completed", "transaction.completed"];
    expect(events).toEqual([...each, ...each, ...each, "payment_plan.completed"]);
  });

  test.each([
    ["weekly", "2025-01-31", ["2025-01-31", "2025-02-07", "2025-02-14"]],
    ["every_other_week", "2025-01-31", ["2025-01-31", "2025-02-14", "2025-02-28"]],
    ["monthly", "2025-01-31", ["2025-01-31", "2025-02-28", "2025-03-31"]],
    ["last_of_month", "2025-02-10", ["2025-02-28", "2025-03-31", "2025-04-30"]],
  ])("%s is collected on its dates", async (frequency, start_date, dates) => {
    const sandbox = emptySandbox("2025-01-15");
    const enrolled = await enrol(sandbox, { balance: 300, plan: { frequency, amount: "100", start_date } });
    for (const [index, date] of dates.entries()) {
      sandbox.clock.set(Date.parse(date) - 1);
      expect(await balanceOf(sandbox, enrolled)).toEqual([300 - index * 100, "active"]);
      sandbox.clock.set(Date.parse(date));
      const left = 200 - index * 100;
      expect(await balanceOf(sandbox, enrolled)).toEqual([left, left > 0 ? "active" : "resolved"]);
    }
  });

  test("gives a customer without payment method a card, which is the primary one", async () => {
    const sandbox = emptySandbox();
    await enrol(sandbox, { balance: 10_000, plan: WEEKLY });
    expect(await read(sandbox, "/payment-methods")).toMatchObject([{ card_token: {}, is_primary: true }]);
    sandbox.clock.advance(8 * 86_400_000);
    const [method] = await read(sandbox, "/payment-methods");
    expect(await read(sandbox, "/charges")).toMatchObject([{ payment_method_id: method.id }]);
  });

  test("is not collected any more once it is deleted", async () => {
    const sandbox = emptySandbox();
    const enrolled = await enrol(sandbox, { balance: 30_000, plan: WEEKLY });
    sandbox.clock.set(new Date("2025-03-08"));
    await call(sandbox, "DELETE", `/payment-plans/${enrolled.planId}`);
    sandbox.clock.set(new Date("2025-12-31"));
    expect(await balanceOf(sandbox, enrolled)).toEqual([20_000, "active"]);
  });

  test("collects no more than the balance, and is completed once that is 0", async () => {
    const sandbox = emptySandbox();
    const enrolled = await enrol(sandbox, { balance: 30_000, plan: WEEKLY });
    await charge(sandbox, enrolled, 14_000);
    sandbox.clock.set(new Date("2025-03-15"));
    expect(await installments(sandbox, enrolled)).toEqual([
      ["2025-03-08", 10_000, true, "2025-03-08"],
      ["2025-03-15", 6_000, true, "2025-03-15"],
    ]);
    expect(await balanceOf(sandbox, enrolled)).toEqual([0, "resolved"]);
    sandbox.clock.set(new Date("2025-12-31"));
    expect(await read(sandbox, "/charges")).toHaveLength(3);
  });

  test("is completed at once when a charge pays what is left", async () => {
    const sandbox = emptySandbox();
    const enrolled = await enrol(sandbox, { balance: 30_000, plan: WEEKLY });
    sandbox.clock.set(new Date("2025-03-08"));
    await charge(sandbox, enrolled, 20_000);
    expect(await installments(sandbox, enrolled)).toEqual([["2025-03-08", 10_000, true, "2025-03-08"]]);
  });

  test("of a parent account is completed when its children are paid", async () => {
    const sandbox = emptySandbox();
    const parent = await enrol(sandbox, { balance: 500, plan: { ...WEEKLY, amount: "100" }, externalId: "P" });
    const child = { external_id: "C", parent_external_id: "P", balance: 500 };
    await call(sandbox, "POST", "/bulk", [{ customer: { name: "Ada" }, debt_accounts: [child] }]);
    sandbox.clock.set(new Date("2025-03-08"));
    expect(await balanceOf(sandbox, parent)).toEqual([400, "active"]);
    const body = { amount: 400, debt_account_external_id: "C", card: cardOf("4111111111111111") };
    expect((await call(sandbox, "POST", "/charges", body)).status).toBe(201);
    expect(await balanceOf(sandbox, parent)).toEqual([0, "resolved"]);
    expect(await installments(sandbox, parent)).toEqual([["2025-03-08", 100, true, "2025-03-08"]]);
  });

  test("does not charge a balance that an import has set to 0", async () => {
    const sandbox = emptySandbox();
    await call(sandbox, "POST", "/bulk", [
      { customer: { name: "Ada", external_id: "A" }, debt_accounts: [{ external_id: "D", balance: 300 }] },
    ]);
    const [account] = await read(sandbox, "/debt-accounts");
    const offer = {
      debt_account_external_id: "D",
      frequency: "weekly",
      start_date: "2025-03-08",
      min_payment_amount: 100,
    };
    const session = (await call(sandbox, "POST", "/payment-plans/request", offer)).body.data;
    await agree(sandbox, session.portal_url);
    await call(sandbox, "POST", "/bulk", [
      { customer: { external_id: "A" }, debt_accounts: [{ external_id: "D", current_balance: 0 }] },
    ]);
    sandbox.clock.set(new Date("2025-12-31"));
    expect(await read(sandbox, "/charges")).toEqual([]);
    const { payment_plan: plan } = await read(sandbox, `/debt-accounts/${account.id}`);
    expect(plan.charges).toEqual([]);
  });
});

describe("a payment that is declined", () => {
  test("leaves a failed charge, no transaction, and the balance as it was", async () => {
    const sandbox = emptySandbox();
    const enrolled = await enrol(sandbox, { balance: 30_000, plan: WEEKLY });
    const sources = [
      { card: cardOf(DECLINED) },
      { payment_method_id: await createCard(sandbox, DECLINED) },
      {
        ach: {
          account_holder: "Ada",
          account_type: "checking",
          routing_number: "011000015",
          account_number: "000120002",
          account_zip: "62701",
        },
      },
    ];
    for (const source of sources) {
      const body = { amount: 700, debt_account_id: enrolled.accountId, ...source };
      const { status, body: shown } = await call(sandbox, "POST", "/charges", body);
      expect([status, shown.data.status, shown.data.amount]).toEqual([201, "failed", 700]);
      expect((await read(sandbox, `/charges/${shown.data.id}`)).status).toBe("failed");
    }
    expect(await read(sandbox, "/transactions")).toEqual([]);
    expect(await balanceOf(sandbox, enrolled)).toEqual([30_000, "active"]);
  });

  test("of a plan is not tried again, and the plan goes on with the next", async () => {
    const events: unknown[] = [];
    const sandbox = createSandbox({
      customers: 0,
      clock: noonOf("2025-03-01"),
      webhookFetch: async (request) => {
        events.push([
          request.headers.get("x-tratta-event-name"),
          JSON.parse(await request.text()).created_at.slice(0, 10),
        ]);
        return new Response();
      },
    });
    const hook = {
      url: "https://example.com/",
      events: ["charge.failed", "charge.completed"],
      secret: "0123456789abcdef",
    };
    await call(sandbox, "POST", "/webhooks", hook);
    const enrolled = await enrol(sandbox, { balance: 30_000, plan: WEEKLY, cardNumber: DECLINED });
    sandbox.clock.set(new Date("2025-03-09"));
    expect(await balanceOf(sandbox, enrolled)).toEqual([30_000, "active"]);
    // The other card is the primary one from now on, and the only one.
    const [bad] = await read(sandbox, "/payment-methods");
    await call(sandbox, "DELETE", `/payment-methods/${bad.id}`);
    await call(sandbox, "POST", "/payment_methods", { type: "card", token: "tok", customer_id: enrolled.customerId });
    sandbox.clock.set(new Date("2025-12-31"));
    await sandbox.webhooks.settled();
    expect(await installments(sandbox, enrolled)).toEqual([
      ["2025-03-08", 10_000, false, null],
      ["2025-03-15", 10_000, true, "2025-03-15"],
      ["2025-03-22", 10_000, true, "2025-03-22"],
    ]);
    expect(await balanceOf(sandbox, enrolled)).toEqual([10_000, "active"]);
    expect(events).toEqual([
      ["charge.failed", "2025-03-08"],
      ["charge.completed", "2025-03-15"],
      ["charge.completed", "2025-03-22"],
    ]);
    await charge(sandbox, enrolled, 10_000);
    expect(await installments(sandbox, enrolled)).toHaveLength(2);
  });

  test("of each charge of a plan leaves it to be edited and agreed to again", async () => {
    const sandbox = emptySandbox();
    const enrolled = await enrol(sandbox, { balance: 20_000, plan: WEEKLY, cardNumber: DECLINED });
    sandbox.clock.set(new Date("2025-04-01"));
    const terms = { frequency: "weekly", start_date: "2025-04-08", amount: 20_000 };
    expect((await call(sandbox, "PUT", `/payment-plans/${enrolled.planId}`, terms)).status).toBe(200);
    const session = await call(sandbox, "POST", "/customer-sessions", { customer_id: enrolled.customerId });
    const card = await createCard(sandbox, "4111111111111111");
    await agree(sandbox, session.body.data.portal_url, { payment_method_id: card });
    sandbox.clock.set(new Date("2025-04-08"));
    expect(await balanceOf(sandbox, enrolled)).toEqual([0, "resolved"]);
  });

  test("does not happen in the source spec's dialect, as in 0.1.0", async () => {
    const sandbox = createSandbox({ dialect: "source" });
    const body = { amount: 5, card: cardOf(DECLINED) };
    expect((await call(sandbox, "POST", "/charges", body)).body.data.status).toBe("completed");
  });
});

describe("a charge that names no payment method", () => {
  async function customerWithAccount(sandbox: Sandbox): Promise<Enrolled> {
    const customer = (await call(sandbox, "POST", "/customers", { name: "Ada" })).body.data;
    const account = { customer_id: customer.id, location_id: "b", location_name: "B", balance: 1_000 };
    const accountId = (await call(sandbox, "POST", "/debt-accounts", account)).body.data.id;
    return { customerId: customer.id, accountId, planId: "" };
  }

  test("is refused for an account without any", async () => {
    const sandbox = emptySandbox();
    const { status, body } = await charge(sandbox, await customerWithAccount(sandbox), 100);
    expect([status, body.error]).toEqual([422, expect.stringContaining("the customer has no payment method")]);
    expect(body.error).toMatch(/^payment_method_id /);
    expect(await read(sandbox, "/charges")).toEqual([]);
  });

  test("takes the primary one of the customer, otherwise the oldest", async () => {
    const sandbox = emptySandbox();
    const owner = await customerWithAccount(sandbox);
    const ids: string[] = [];
    for (const type of ["card", "bank_account"]) {
      const body = { type, token: "tok", customer_id: owner.customerId };
      ids.push((await call(sandbox, "POST", "/payment_methods", body)).body.data.id);
    }
    await call(sandbox, "POST", "/payment_methods", { type: "card", token: "tok" });
    expect((await charge(sandbox, owner, 100)).body.data.payment_method_id).toBe(ids[0]);
    await call(sandbox, "PUT", `/payment-methods/${ids[1]}`, { is_primary: true });
    expect((await charge(sandbox, owner, 100)).body.data.payment_method_id).toBe(ids[1]);
  });
});

describe("a charge above the balance", () => {
  test("is refused, and one of the whole balance is not", async () => {
    const sandbox = emptySandbox();
    const enrolled = await enrol(sandbox, { balance: 30_000, plan: WEEKLY });
    const { status, body } = await charge(sandbox, enrolled, 30_001);
    expect([status, body.error]).toEqual([422, "amount must be at most the current balance of the debt account"]);
    expect((await charge(sandbox, enrolled, 30_000)).status).toBe(201);
    expect((await charge(sandbox, enrolled, 1)).status).toBe(422);
    expect(await balanceOf(sandbox, enrolled)).toEqual([0, "resolved"]);
  });

  test("is reduced to the balance when it was scheduled before, and fails when nothing is left", async () => {
    const sandbox = emptySandbox();
    const enrolled = await enrol(sandbox, { balance: 30_000, plan: WEEKLY });
    await call(sandbox, "DELETE", `/payment-plans/${enrolled.planId}`);
    const ids: string[] = [];
    for (const scheduled_at of ["2025-03-05", "2025-03-06"]) {
      const body = { amount: 20_000, debt_account_id: enrolled.accountId, scheduled_at };
      ids.push((await call(sandbox, "POST", "/charges", body)).body.data.id);
    }
    await charge(sandbox, enrolled, 12_000);
    sandbox.clock.set(new Date("2025-03-06"));
    expect(await read(sandbox, `/charges/${ids[0]}`)).toMatchObject({ status: "completed", amount: 18_000 });
    expect(await read(sandbox, `/charges/${ids[1]}`)).toMatchObject({ status: "failed", amount: 20_000 });
    expect((await read(sandbox, "/transactions")).map(({ amount }: { amount: number }) => amount)).toEqual([
      18_000, 12_000,
    ]);
    expect(await balanceOf(sandbox, enrolled)).toEqual([0, "resolved"]);
  });

  test("is taken as before in the source spec's dialect", async () => {
    const sandbox = createSandbox({ dialect: "source" });
    const [account] = await read(sandbox, "/debt_accounts");
    const body = { amount: account.current_balance + 7, debt_account_id: account.id };
    expect((await call(sandbox, "POST", "/charges", body)).status).toBe(201);
    expect((await read(sandbox, `/debt_accounts/${account.id}`)).current_balance).toBe(-7);
  });
});

describe("sandbox.refund", () => {
  async function charged(): Promise<{ sandbox: Sandbox; enrolled: Enrolled; id: string }> {
    const sandbox = emptySandbox();
    const enrolled = await enrol(sandbox, { balance: 30_000, plan: WEEKLY });
    return { sandbox, enrolled, id: (await charge(sandbox, enrolled, 30_000)).body.data.id };
  }

  test("gives back a part, then the rest: balance, transactions and the status of the charge", async () => {
    const { sandbox, enrolled, id } = await charged();
    sandbox.refund(id, 10_000);
    expect(await balanceOf(sandbox, enrolled)).toEqual([10_000, "active"]);
    expect((await read(sandbox, `/charges/${id}`)).status).toBe("completed");
    sandbox.clock.advance(1_000);
    sandbox.refund(id);
    expect(await balanceOf(sandbox, enrolled)).toEqual([30_000, "active"]);
    expect((await read(sandbox, `/charges/${id}`)).status).toBe("refunded");
    const transactions: { amount: number }[] = await read(sandbox, "/transactions");
    expect(transactions.map(({ amount }) => amount)).toEqual([-20_000, -10_000, 30_000]);
  });

  test("shows its type in the source spec's dialect", async () => {
    const sandbox = createSandbox({ dialect: "source", customers: 0, clock: noonOf("2025-03-01") });
    const { id } = (await call(sandbox, "POST", "/charges", { amount: 0.3 })).body.data;
    // The balance holds six decimals, so that this would never use up the charge.
    expect(() => sandbox.refund(id, 4e-7)).toThrow(
      new RangeError("The amount of a refund must have at most six decimals"),
    );
    sandbox.refund(id, 0.1);
    sandbox.refund(id, 0.2);
    const transactions: { amount: number; type: string }[] = await read(sandbox, "/transactions");
    expect(transactions.map(({ amount, type }) => [amount, type])).toEqual([
      [0.3, "payment"],
      [0.1, "refund"],
      [0.2, "refund"],
    ]);
    expect((await read(sandbox, `/charges/${id}`)).status).toBe("refunded");
  });

  test("gives the children of a parent account back what each has paid", async () => {
    const sandbox = createSandbox({ customers: 1, clock: noonOf("2025-03-01") });
    const row = (external_id: string, balance: number): object => ({ external_id, parent_external_id: "P", balance });
    await call(sandbox, "POST", "/bulk", [
      {
        customer: { external_id: "CUS-000001" },
        parent_debt_accounts: [{ external_id: "P", balance: 0 }],
        debt_accounts: [row("a", 100), row("b", 100), row("c", 100)],
      },
    ]);
    const body = { amount: 250, debt_account_external_id: "P", card: cardOf("4111111111111111") };
    const { id } = (await call(sandbox, "POST", "/charges", body)).body.data;
    const balances = async (): Promise<number[]> =>
      (await read(sandbox, "/debt-accounts"))
        .filter((each: { external_id: string }) => /^[Pabc]$/.test(each.external_id))
        .map(({ current_balance }: { current_balance: number }) => current_balance);
    expect(await balances()).toEqual([50, 0, 0, 50]);
    sandbox.refund(id, 70);
    expect(await balances()).toEqual([120, 0, 20, 100]);
    sandbox.refund(id, 90);
    expect(await balances()).toEqual([210, 10, 100, 100]);
    sandbox.refund(id);
    expect(await balances()).toEqual([300, 100, 100, 100]);
  });

  test("refuses what cannot be refunded, and changes nothing", async () => {
    const { sandbox, enrolled, id } = await charged();
    const failed = await call(sandbox, "POST", "/charges", {
      amount: 1,
      linked_debt_account: false,
      card: cardOf(DECLINED),
    });
    for (const amount of [0, -1, 0.5, 30_001, Number.NaN, Infinity])
      expect(() => sandbox.refund(id, amount)).toThrow(RangeError);
    for (const other of ["nothing", failed.body.data.id]) expect(() => sandbox.refund(other)).toThrow(RangeError);
    expect(await balanceOf(sandbox, enrolled)).toEqual([0, "resolved"]);
    sandbox.refund(id);
    expect(() => sandbox.refund(id)).toThrow(RangeError);
  });
});

describe("the portal of the vendor's dialect", () => {
  test("collects from the payment method that the customer chooses, and refuses that of another", async () => {
    const sandbox = createSandbox({ customers: 1, clock: noonOf("2025-03-01") });
    const [theirs] = await read(sandbox, "/payment-methods");
    const account = {
      customer_id: "",
      location_id: "LOC-001",
      balance: 100,
      payment_plan: { ...WEEKLY, amount: "100" },
    };
    const customer = (await call(sandbox, "POST", "/customers", { name: "Ada" })).body.data;
    const { id } = (await call(sandbox, "POST", "/debt-accounts", { ...account, customer_id: customer.id })).body.data;
    const { portal_url: link } = (await call(sandbox, "POST", "/customer-sessions", { customer_id: customer.id })).body
      .data;
    for (const payment_method_id of [theirs.id, "nothing"]) {
      const { status, body } = await agree(sandbox, link, { payment_method_id });
      expect([status, body.error]).toEqual([422, expect.stringContaining("payment_method_id must be")]);
    }
    const card = await createCard(sandbox, "4111111111111111");
    expect((await agree(sandbox, link, { payment_method_id: card })).status).toBe(200);
    sandbox.clock.set(new Date("2025-03-08"));
    expect(await balanceOf(sandbox, { accountId: id })).toEqual([0, "resolved"]);
    expect((await read(sandbox, "/charges?limit=500")).at(-1).payment_method_id).toBe(card);
    expect((await read(sandbox, `/customers/${customer.id}?include=payment_methods`)).payment_methods).toMatchObject([
      { id: card },
    ]);
  });
});
