import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createSandbox } from "../../../src/sandbox/index.ts";
import { call } from "../../support/sandbox-caller.ts";

const BOTH = ["vendor", "source"] as const;
const sandboxes = { vendor: createSandbox(), source: createSandbox({ dialect: "source" }) };

async function refusal(dialect: (typeof BOTH)[number], path: string, body: unknown): Promise<string> {
  const response = await call(sandboxes[dialect], "POST", path, body);
  expect(response.status).toBe(422);
  return response.body.error;
}

describe.each(BOTH)("a body that may have one of two forms, in the dialect %s", (dialect) => {
  test.each<[string, unknown, string]>([
    ["/customers", { first_name: "secret-value" }, "last_name is required"],
    ["/customers", { name: "A", email: "secret-value" }, "email must be a valid email"],
    ["/customers", { first_name: "A", last_name: "B", email: "secret-value" }, "email must be a valid email"],
    ["/customers", { name: "A", address: "secret-value" }, "address must be object"],
    ["/charges", { amount: "secret-value" }, "amount must be number"],
    ["/charges", {}, "amount is required"],
    ["/charges", [], "The request body must be object"],
    ["/charges", { amount: 1, card: { card_number: 5 } }, "card.card_number must be string"],
    ["/webhooks", { url: "secret value", events: [], secret: "0123456789abcdef" }, "url must be a valid uri"],
    ["/payment-methods", { ach: {} }, "ach.account_holder is required"],
    ["/payment-methods", { card: { card_holder: "A" } }, "card.card_number is required"],
    ["/payment-methods", {}, "card or ach is required"],
  ])("POST %s with %j: %s", async (path, body, error) => {
    const message = await refusal(dialect, path, body);
    expect(message).toContain(error);
    expect(message).not.toMatch(/secret.value|schema/);
  });

  test("never names a schema, whatever the body", async () => {
    const fields = "name first_name last_name email amount card ach url events secret payment_method_id address".split(
      " ",
    );
    const value = fc.oneof(
      fc.constantFrom("", "x@y.test", "https://a.test"),
      fc.integer(),
      fc.boolean(),
      fc.constant({}),
    );
    const body = fc.dictionary(fc.constantFrom(...fields), fc.oneof(value, fc.array(value, { maxLength: 2 })));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("/customers", "/charges", "/webhooks", "/payment-methods"),
        body,
        async (path, sent) => {
          const response = await call(sandboxes[dialect], "POST", path, sent);
          expect([201, 422]).toContain(response.status);
          if (response.status === 422) {
            expect(response.body.error).toMatch(/^[a-z_.\d]+ |^The request body /);
            expect(response.body.error).not.toMatch(/schema|anyOf|oneOf|undefined/);
          }
        },
      ),
    );
  });
});

test("where a body fits both forms equally, the dialect's own counts", async () => {
  const webhook = { url: "https://a.test", events: ["unheard.of"] };
  expect(await refusal("vendor", "/webhooks", webhook)).toBe("secret is required");
  expect(await refusal("vendor", "/customers", {})).toBe("name is required");
  expect(await refusal("source", "/customers", {})).toBe("first_name is required; last_name is required");
});

test("a body full of errors is refused without comparing each with all others, which took minutes", async () => {
  const rows = Array.from({ length: 20_000 }, () => ({ customer: { ssn_last4: {} } }));
  const { status, body } = await call(createSandbox(), "POST", "/bulk", rows);
  expect([status, body.errorCode]).toEqual([422, "validation_failed"]);
  expect(body.error).toMatch(/^.*; The request body has more errors, which are not listed$/);
  expect(body.error.split("; ").length).toBeLessThan(300);
});

test("a body of nothing but errors is refused in a few of them, where it took a message as long as the body", async () => {
  const { status, body } = await call(createSandbox(), "POST", "/bulk", Array(5_000).fill(0));
  expect([status, body.errorCode]).toEqual([422, "validation_failed"]);
  expect(body.error).toMatch(/^.*; 0 must be object; .*; The request body has more errors, which are not listed$/);
  expect(body.error.length).toBeLessThan(30_000);
});
