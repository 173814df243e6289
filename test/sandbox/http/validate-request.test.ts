import { describe, expect, test } from "vitest";
import { createSandbox, type Sandbox } from "../../../src/sandbox/index.ts";
import { call, noonOf, send, type ReadResponse } from "../../support/sandbox-caller.ts";

function post(sandbox: Sandbox, path: string, contentType: string, body: string): Promise<ReadResponse> {
  const headers = {
    Accept: "application/json",
    Authorization: `Bearer ${sandbox.token}`,
    "Content-Type": contentType,
  };
  return send(sandbox, new Request(`http://sandbox.test${path}`, { method: "POST", headers, body }));
}

describe("bodies", () => {
  test.each(["text/plain", "application/x-www-form-urlencoded", "application/jsonx", "constructor", "__proto__"])(
    "%s is an unsupported media type where JSON is wanted",
    async (contentType) => {
      const { status, body } = await post(createSandbox({ dialect: "source" }), "/charges", contentType, "amount=5");
      expect([status, body.errorCode]).toEqual([415, "unsupported_media_type"]);
      expect(body.error).toContain("application/json");
    },
  );

  test("parameters and case of the content type do not matter", async () => {
    const { status } = await post(
      createSandbox({ dialect: "source" }),
      "/charges",
      "Application/JSON; charset=utf-8",
      '{"amount": 5}',
    );
    expect(status).toBe(201);
  });

  test("broken JSON is a bad request and is not quoted", async () => {
    const { status, body } = await post(
      createSandbox({ dialect: "source" }),
      "/charges",
      "application/json",
      '{"amount": 5, "ssn-123"',
    );
    expect([status, body]).toEqual([400, { error: "The request body is not valid JSON.", errorCode: "bad_request" }]);
  });

  test.each(["[]", "7", "null", '"text"', ""])("a body of %j is not an object", async (text) => {
    const { status, body } = await post(createSandbox({ dialect: "source" }), "/charges", "application/json", text);
    expect([status, body.errorCode]).toEqual([422, "validation_failed"]);
    expect(body.error).toMatch(/request body/i);
  });

  test.each<[path: string, body: unknown, error: string]>([
    ["/charges", {}, "amount is required"],
    ["/charges", { amount: "secret-value" }, "amount must be number"],
    ["/charges", { amount: 0 }, "amount must be greater than 0"],
    ["/charges", { amount: -0.01 }, "amount must be greater than 0"],
    ["/charges", { amount: 5, debt_account_id: "secret-value" }, "debt_account_id must be the id of"],
    ["/charges", { amount: 5, payment_method_id: "secret-value" }, "payment_method_id must be the id of"],
    ["/customers", { first_name: "secret-value" }, "last_name is required"],
    ["/customers", { first_name: "a", last_name: "b", email: "secret-value" }, "email must be a valid email"],
    ["/payment_methods", { type: "secret-value", token: "t" }, "type must be one of card,bank_account"],
    ["/payment_methods", { type: "card", token: "t", customer_id: "secret-value" }, "customer_id must be the id of"],
    ["/webhooks", { url: "secret value", events: [] }, "url must be a valid uri"],
    ["/webhooks", { url: "https://a.test", events: ["charge.completed", "secret-value"] }, "events.1 must be one of"],
    ["/tickets", { subject: "s", description: "d", customer_id: "secret-value" }, "customer_id must be the id of"],
    ["/tickets", { subject: "s", description: "d", debt_account_id: "secret-value" }, "debt_account_id must be the id"],
    [
      "/bulk/debt_accounts",
      {
        debt_accounts: [
          { customer_id: "c", original_balance: 1 },
          { customer_id: 5, original_balance: 1 },
        ],
      },
      "debt_accounts.1.customer_id must be string",
    ],
    [
      "/debt_accounts",
      { customer_id: "c", original_balance: 5, payment_plan: { frequency: "biweekly", amount: 1 } },
      "payment_plan.start_date is required; payment_plan.frequency must be one of weekly,every_other_week",
    ],
  ])("POST %s with %j: %s", async (path, request, error) => {
    const { status, body } = await call(createSandbox({ dialect: "source" }), "POST", path, request);
    expect([status, body.errorCode]).toEqual([422, "validation_failed"]);
    expect(body.error).toContain(error);
    expect(JSON.stringify(body)).not.toMatch(/secret.value/);
  });

  test("a number beyond all numbers is refused", async () => {
    const { status, body } = await post(
      createSandbox({ dialect: "source" }),
      "/charges",
      "application/json",
      '{"amount": 1e999}',
    );
    expect([status, body.error]).toEqual([422, "amount must be number"]);
  });

  test("unknown query parameters are ignored", async () => {
    const { status, body } = await call(createSandbox({ dialect: "source" }), "GET", "/webhooks?limit=7&anything=x");
    expect([status, body.data.length]).toEqual([200, 1]);
  });
});

/** Sends new terms of a seeded plan as a form. */
async function putPlan(form: URLSearchParams): Promise<ReadResponse> {
  const sandbox = createSandbox({ dialect: "source", clock: noonOf("2025-03-01") });
  const plan = (await call(sandbox, "GET", "/payment_plans?limit=1")).body.data[0];
  const request = new Request(`http://sandbox.test/payment-plans/${plan.id}`, {
    method: "PUT",
    headers: { Accept: "application/json", Authorization: `Bearer ${sandbox.token}` },
    body: form,
  });
  return send(sandbox, request);
}

describe("forms, where the document allows them", () => {
  test("have their numbers read", async () => {
    const form = new URLSearchParams({ frequency: "weekly", start_date: "2025-03-10", amount: "700.50" });
    const { status, body } = await putPlan(form);
    expect(status).toBe(200);
    expect(body.data).toMatchObject({ frequency: "weekly", start_date: "2025-03-10", amount: 700.5 });
  });

  test.each(["", "12abc", "0x10", "1e3", " 7"])("refuse %j as a number", async (amount) => {
    const form = new URLSearchParams({ frequency: "weekly", start_date: "2025-03-10", amount });
    const { status, body } = await putPlan(form);
    expect([status, body.error]).toEqual([422, "amount must be number"]);
  });

  test("refuse a field that is sent twice", async () => {
    const form = new URLSearchParams("frequency=weekly&start_date=2025-03-10&amount=1&amount=2");
    expect((await putPlan(form)).body.error).toBe("amount must be number");
  });
});
