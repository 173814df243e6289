import { describe, expect, test } from "vitest";
import { createSandbox, type Sandbox } from "../../../../src/sandbox/index.ts";
import { call, noonOf } from "../../../support/sandbox-caller.ts";

const CARD = {
  card_holder: "Ada Byron",
  card_number: "4111 1111 1111 1234",
  card_expiration_month: "12",
  card_expiration_year: "30",
  card_security_code: "987",
};
const ACH = {
  account_holder: "Ada Byron",
  account_type: "checking",
  routing_number: "011000015",
  account_number: "000123456789",
  account_zip: "62701",
};
const CHARGE = { amount: 700, debt_account_external_id: "ACC-000002" };

function vendorSandbox(): Sandbox {
  return createSandbox({ customers: 2, clock: noonOf("2025-03-01") });
}

async function balance(sandbox: Sandbox): Promise<number> {
  const { data } = (await call(sandbox, "GET", "/debt-accounts")).body;
  return data.find((each: { external_id: string }) => each.external_id === CHARGE.debt_account_external_id)
    .current_balance;
}

describe("POST /charges in the vendor's form", () => {
  test("charges a card that is not stored, by the account's external id", async () => {
    const sandbox = vendorSandbox();
    const before = await balance(sandbox);
    const { status, body } = await call(sandbox, "POST", "/charges", { ...CHARGE, card: CARD });
    expect(status).toBe(201);
    expect(body.data).toEqual({
      id: body.data.id,
      amount: 700,
      status: "completed",
      debt_account_id: expect.any(String),
      debt_account_external_id: "ACC-000002",
      created_at: "2025-03-01T12:00:00.000Z",
    });
    expect(await balance(sandbox)).toBe(before - 700);
    const [newest] = (await call(sandbox, "GET", "/transactions?limit=1")).body.data;
    expect(newest).toMatchObject({
      id: expect.stringMatching(/^tx_[0-9a-f]{32}$/),
      amount: 700,
      submitted_date: Date.parse("2025-03-01T12:00:00Z") / 1000,
      payment_method_details: { type: "Card", card: { last4: "XXXXXXXXXXXX1234" } },
    });
    expect((await call(sandbox, "GET", `/transactions/${newest.id}`)).body.data).toEqual(newest);
  });

  test("charges a bank account, and no debt account with linked_debt_account false", async () => {
    const sandbox = vendorSandbox();
    const before = await balance(sandbox);
    const request = { ...CHARGE, ach: ACH, linked_debt_account: false };
    const { status, body } = await call(sandbox, "POST", "/charges", request);
    expect(status).toBe(201);
    expect(body.data).not.toHaveProperty("debt_account_id");
    expect(await balance(sandbox)).toBe(before);
  });

  test("is pending until the day of scheduled_at, and runs once", async () => {
    const sandbox = vendorSandbox();
    const before = await balance(sandbox);
    const request = { ...CHARGE, card: CARD, scheduled_at: "2025-03-05" };
    const { id, status } = (await call(sandbox, "POST", "/charges", request)).body.data;
    expect([status, await balance(sandbox)]).toEqual(["pending", before]);
    sandbox.clock.set(new Date("2025-03-04T23:59:59Z"));
    expect(await balance(sandbox)).toBe(before);
    sandbox.clock.set(new Date("2025-03-05"));
    expect((await call(sandbox, "GET", `/charges/${id}`)).body.data.status).toBe("completed");
    sandbox.clock.set(new Date("2025-04-01"));
    expect(await balance(sandbox)).toBe(before - 700);
    const [newest, next] = (await call(sandbox, "GET", "/transactions")).body.data;
    expect(newest.submitted_date).toBe(Date.parse("2025-03-05") / 1000);
    expect(next?.submitted_date ?? 0).toBeLessThan(newest.submitted_date);
  });

  test("runs at once when scheduled_at is today", async () => {
    const request = { ...CHARGE, card: CARD, scheduled_at: "2025-03-01" };
    expect((await call(vendorSandbox(), "POST", "/charges", request)).body.data.status).toBe("completed");
  });

  test.each<[object, string]>([
    [{ amount: 700 }, "debt_account_external_id is required unless linked_debt_account is false"],
    [{ ...CHARGE }, "payment_method_id is required without card and ach"],
    [{ amount: 700, card: CARD }, "debt_account_external_id is required unless linked_debt_account is false"],
    [{ ...CHARGE, card: CARD, ach: ACH }, "ach must not be sent together with card"],
    [{ ...CHARGE, payment_method_id: "123e4567-e89b-42d3-a456-426614174000", card: CARD }, "card must not be sent"],
    [{ ...CHARGE, payment_method_id: "7" }, "payment_method_id must be the id of an existing payment method"],
    [{ ...CHARGE, payment_method_id: "123e4567-e89b-42d3-a456-426614174000" }, "payment_method_id must be the id"],
    [
      { ...CHARGE, debt_account_external_id: "nothing", card: CARD },
      "debt_account_external_id must be the external id",
    ],
    [{ ...CHARGE, debt_account_id: "nothing", card: CARD }, "debt_account_id must be the id of an existing"],
    [{ ...CHARGE, card: CARD, scheduled_at: "2025-02-28" }, "scheduled_at must be today or later"],
    [{ ...CHARGE, card: CARD, scheduled_at: "tomorrow" }, "scheduled_at must be a valid date"],
    [{ ...CHARGE, amount: 12.5, card: CARD }, "amount must be a whole number of cents"],
    [{ ...CHARGE, card: { ...CARD, card_number: "4111" } }, "card.card_number must have 12 to 19 digits"],
    [{ ...CHARGE, card: { ...CARD, card_expiration_month: 13 } }, "card.card_expiration_month must be from 1 to 12"],
    [
      { ...CHARGE, card: { ...CARD, card_expiration_month: {} } },
      "card.card_expiration_month must be string or integer",
    ],
    [{ ...CHARGE, card: { ...CARD, card_expiration_year: "2030" } }, "card.card_expiration_year must be the last two"],
    [{ ...CHARGE, card: { ...CARD, card_postal_code: "1" } }, "card.card_postal_code must have five digits"],
    [{ ...CHARGE, card: { card_holder: "A" } }, "card.card_number is required"],
    [{ ...CHARGE, ach: { ...ACH, account_number: "123" } }, "ach.account_number must NOT have fewer than 4 characters"],
    [{ ...CHARGE, ach: { ...ACH, account_number: "12a45" } }, "ach.account_number must have only digits"],
    [{ ...CHARGE, ach: { ...ACH, routing_number: "1" } }, "ach.routing_number must have 9 digits"],
    [{ ...CHARGE, ach: { ...ACH, account_zip: "1" } }, "ach.account_zip must have five digits"],
    [{ ...CHARGE, ach: { ...ACH, account_type: "gold" } }, "ach.account_type must be one of checking,savings"],
  ])("refuses %j, naming the field, and charges nothing", async (request, error) => {
    const sandbox = vendorSandbox();
    const before = (await call(sandbox, "GET", "/charges")).body.meta.total;
    const { status, body } = await call(sandbox, "POST", "/charges", request);
    expect([status, body.errorCode, body.error]).toEqual([422, "validation_failed", expect.stringContaining(error)]);
    expect(body.error).not.toMatch(/anyOf|oneOf|schema|\d{5}/);
    expect((await call(sandbox, "GET", "/charges")).body.meta.total).toBe(before);
  });

  test("needs no payment method when the account is named as in the source spec", async () => {
    const sandbox = vendorSandbox();
    const [account] = (await call(sandbox, "GET", "/debt-accounts")).body.data;
    const { status, body } = await call(sandbox, "POST", "/charges", { amount: 1, debt_account_id: account.id });
    expect([status, body.data.debt_account_external_id]).toEqual([201, account.external_id]);
  });

  test("is served in the source spec's dialect, too", async () => {
    const sandbox = createSandbox({ dialect: "source", clock: noonOf("2025-03-01") });
    const { body } = await call(sandbox, "POST", "/charges", { amount: 7.25, card: CARD });
    expect(body.data).toEqual({
      id: body.data.id,
      amount: 7.25,
      status: "completed",
      created_at: "2025-03-01T12:00:00.000Z",
    });
  });
});

test("card and account numbers are nowhere but in the request", async () => {
  const recorded: unknown[] = [];
  const sandbox = createSandbox({ onRequest: (request) => recorded.push(request) });
  const responses = [
    await call(sandbox, "POST", "/charges", { ...CHARGE, card: CARD }),
    await call(sandbox, "POST", "/charges", { ...CHARGE, ach: ACH }),
    await call(sandbox, "POST", "/charges", { card: CARD, ach: ACH, account_number: "000123456789" }),
    await call(sandbox, "POST", "/payment-methods", { card: CARD }),
    await call(sandbox, "POST", "/payment-methods", { ach: { ...ACH, account_state: "IL" } }),
    await call(sandbox, "POST", "/payment-methods", { card: CARD, ach: ACH }),
    await call(sandbox, "GET", "/payment-methods?limit=500"),
    await call(sandbox, "GET", "/charges?limit=500"),
    await call(sandbox, "GET", "/transactions?limit=500"),
  ];
  const seen = JSON.stringify([responses.map(({ body }) => body), sandbox.requests, recorded]);
  expect(seen).not.toMatch(/4111|000123456789|987"/);
  expect(sandbox.requests[0]?.body).toMatchObject({
    amount: 700,
    card: { card_holder: "Ada Byron", card_number: "***" },
  });
});
