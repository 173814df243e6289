import { describe, expect, test } from "vitest";
import { createSandbox, type Sandbox } from "../../../src/sandbox/index.ts";
import { call, noonOf, send, type ReadResponse } from "../../support/sandbox-caller.ts";

interface Enrolment {
  sandbox: Sandbox;
  accountId: string;
  planId: string;
  link: string;
}

async function planWithLink(sessionOptions: object = {}): Promise<Enrolment> {
  const sandbox = createSandbox({ dialect: "source", clock: noonOf("2025-03-01") });
  const customer = { first_name: "Ada", last_name: "Abbott" };
  const customerId = (await call(sandbox, "POST", "/customers", customer)).body.data.id;
  const account = await call(sandbox, "POST", "/debt_accounts", {
    customer_id: customerId,
    original_balance: 30,
    payment_plan: { frequency: "weekly", start_date: "2025-03-08", amount: 10 },
  });
  const session = await call(sandbox, "POST", "/customer_sessions", { customer_id: customerId, ...sessionOptions });
  expect(session.status).toBe(201);
  return {
    sandbox,
    accountId: account.body.data.id,
    planId: account.body.data.payment_plan.id,
    link: session.body.data.magic_link,
  };
}

function visit({ sandbox, link }: Enrolment, method: string): Promise<ReadResponse> {
  return send(sandbox, new Request(link, { method }));
}

describe("the portal", () => {
  test("GET shows a page without a token and changes nothing", async () => {
    const enrolment = await planWithLink();
    const page = await visit(enrolment, "GET");
    expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    expect(page.body).toContain("3 payments of $10.00 every week, from Mar 8, 2025 to Mar 22, 2025, $30.00 in all");
    const plan = (await call(enrolment.sandbox, "GET", `/payment-plans/${enrolment.planId}`)).body.data;
    expect(plan.charges.some((charge: { scheduled: boolean }) => charge.scheduled)).toBe(false);
  });

  test("POST schedules the charges of the customer's plans, and of nobody else's", async () => {
    const enrolment = await planWithLink();
    const { sandbox, planId } = enrolment;
    const { status, body } = await visit(enrolment, "POST");
    expect(status).toBe(200);
    expect(body.data.payment_plans).toEqual([{ id: planId, scheduled_charges: 3 }]);
    const plans = (await call(sandbox, "GET", "/payment_plans?limit=500")).body.data;
    const scheduled = plans.filter(
      (plan: { status: string; charges: { scheduled: boolean }[] }) =>
        plan.status === "active" && plan.charges.some((charge) => charge.scheduled),
    );
    expect(scheduled.map((plan: { id: string }) => plan.id)).toEqual([planId]);
    expect((await visit(enrolment, "POST")).body.data.payment_plans).toEqual([]);
  });

  test("once agreed to, a plan cannot be edited on either path, but can be deleted", async () => {
    const enrolment = await planWithLink();
    const { sandbox, accountId, planId } = enrolment;
    const terms = { frequency: "monthly", start_date: "2025-03-09", amount: 15 };
    expect((await call(sandbox, "PUT", `/payment-plans/${planId}`, terms)).status).toBe(200);
    await visit(enrolment, "POST");
    const refused = [
      await call(sandbox, "PUT", `/payment-plans/${planId}`, terms),
      await call(sandbox, "PUT", `/payment_plans/${planId}`, {
        debt_account_id: accountId,
        total_amount: 30,
        installment_amount: 10,
        frequency: "monthly",
      }),
    ];
    for (const { status, body } of refused) {
      expect([status, body.errorCode]).toEqual([422, "payment_plan_not_editable"]);
    }
    expect((await call(sandbox, "DELETE", `/payment-plans/${planId}`)).body).toEqual({ success: true });
  });

  test("a plan that should have begun by now is not agreed to, so that nothing is charged at once", async () => {
    const enrolment = await planWithLink({ expires_in: 8 * 86_400 });
    enrolment.sandbox.clock.set(Date.parse("2025-03-08T00:00:00Z"));
    const { status, body } = await visit(enrolment, "POST");
    expect([status, body.errorCode]).toEqual([422, "start_date_out_of_range"]);
    expect(body.error).toContain(enrolment.planId);
    const charges = await call(enrolment.sandbox, "GET", `/debt_accounts/${enrolment.accountId}?include=charges`);
    expect(charges.body.data.charges).toEqual([]);
  });

  test("an expired session is gone, an unknown one was never there", async () => {
    const enrolment = await planWithLink({ expires_in: 60 });
    enrolment.sandbox.clock.advance(60_000);
    const gone = await visit(enrolment, "POST");
    expect([gone.status, gone.body.errorCode]).toEqual([410, "session_expired"]);
    const unknown = await visit({ ...enrolment, link: "http://sandbox.test/portal/none" }, "GET");
    expect([unknown.status, unknown.body.errorCode]).toEqual([404, "not_found"]);
  });

  test("other methods are not allowed", async () => {
    const { status, headers } = await visit(await planWithLink(), "DELETE");
    expect([status, headers.get("Allow")]).toEqual([405, "GET, POST"]);
  });

  test("the redirect URL becomes a link and cannot break out of it", async () => {
    const page = await visit(await planWithLink({ redirect_url: "https://shop.test/?a=1&b='x'" }), "GET");
    expect(page.body).toContain(`<a href="https://shop.test/?a=1&amp;b=&#39;x&#39;"`);
  });

  test("visits are recorded by template, without an operation", async () => {
    const enrolment = await planWithLink();
    await visit(enrolment, "GET");
    expect(enrolment.sandbox.requests.at(-1)).toMatchObject({ pathTemplate: "/portal/{session}", status: 200 });
    expect(enrolment.sandbox.requests.at(-1)?.operationId).toBeUndefined();
  });
});
