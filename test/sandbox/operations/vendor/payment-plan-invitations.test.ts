import { describe, expect, test } from "vitest";
import { createSandbox, type Sandbox } from "../../../../src/sandbox/index.ts";
import { call, noonOf, send } from "../../../support/sandbox-caller.ts";

const EMAIL = { type: "email", email: "ada@example.com", debt_account_external_id: "ACC-000002" };
const OFFER = { frequency: "weekly", start_date: "2025-03-08", min_payment_amount: 100_000 };

function vendorSandbox(): Sandbox {
  return createSandbox({ customers: 3, clock: noonOf("2025-03-01") });
}

describe("POST /payment-plans/request", () => {
  test("responds with the session whose link the message would hold, and leaves the account as it is", async () => {
    const sandbox = vendorSandbox();
    const { status, body } = await call(sandbox, "POST", "/payment-plans/request", EMAIL);
    expect([status, Object.keys(body.data)]).toEqual([201, ["id", "portal_url", "expiration"]]);
    expect((await call(sandbox, "GET", "/debt-accounts")).body.data[1]).not.toHaveProperty("payment_plan");
  });

  test("with terms leaves a plan that the customer can agree to", async () => {
    const sandbox = vendorSandbox();
    const { data } = (await call(sandbox, "POST", "/payment-plans/request", { ...EMAIL, ...OFFER })).body;
    const agreed = await send(sandbox, new Request(data.portal_url, { method: "POST" }));
    expect(agreed.status).toBe(200);
    const account = (await call(sandbox, "GET", "/debt-accounts")).body.data[1];
    const { charges, ...plan } = account.payment_plan;
    expect(plan).toMatchObject({ frequency: "weekly", start_date: "2025-03-08", amount: 100_000 });
    expect(charges.every(({ scheduled }: { scheduled: boolean }) => scheduled)).toBe(true);
    const total = charges.reduce((sum: number, { amount }: { amount: number }) => sum + amount, 0);
    expect(total).toBe(account.current_balance);
  });

  test.each<[object, string]>([
    [{ type: "email" }, "email is required when type is email"],
    [{ ...EMAIL, email: undefined }, "email is required when type is email"],
    [{ ...EMAIL, email: "nowhere" }, "email must be a valid email"],
    [{ ...EMAIL, type: "sms" }, "phone is required when type is sms"],
    [{ ...EMAIL, type: "fax" }, "type must be one of sms,email"],
    [{}, "debt_account_external_id is required"],
    [{ ...EMAIL, debt_account_external_id: "nothing" }, "debt_account_external_id must be the external id"],
    [{ ...EMAIL, ...OFFER, frequency: "daily" }, "frequency must be one of weekly,every_other_week"],
    [{ ...EMAIL, ...OFFER, start_date: "2025-03-01" }, "start_date must be a date from 2025-03-02"],
    [{ ...EMAIL, ...OFFER, min_payment_amount: 0.5 }, "min_payment_amount must be a whole number of cents"],
    [{ ...EMAIL, ...OFFER, debt_account_external_id: "ACC-000003" }, "already has an unfinished payment plan"],
  ])("refuses %j", async (request, error) => {
    const { status, body } = await call(vendorSandbox(), "POST", "/payment-plans/request", request);
    expect([status, body.error]).toEqual([422, expect.stringContaining(error)]);
  });
});
