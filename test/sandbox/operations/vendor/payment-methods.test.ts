import { describe, expect, test } from "vitest";
import { createSandbox } from "../../../../src/sandbox/index.ts";
import { call, noonOf } from "../../../support/sandbox-caller.ts";

const CARD = {
  card_holder: "Ada Byron",
  card_number: "5500000000001234",
  card_expiration_month: 3,
  card_expiration_year: "29",
  card_postal_code: "62701",
};
const ACH = {
  account_holder: "Ada Byron",
  account_type: "savings",
  routing_number: "011000015",
  account_number: "9999123",
  account_zip: "62701",
  account_state: "IL",
};

describe("POST /payment-methods", () => {
  test("stores a card with its number masked", async () => {
    const sandbox = createSandbox();
    const { status, body } = await call(sandbox, "POST", "/payment-methods", { card: CARD });
    expect([status, body.data]).toEqual([
      201,
      {
        id: body.data.id,
        type: "card",
        card_token: {
          card_holder: "Ada Byron",
          card_number: "************1234",
          expiration_month: "03",
          expiration_year: "2029",
          card_type: "Mastercard",
          card_zip: "62701",
        },
        is_primary: false,
      },
    ]);
    expect((await call(sandbox, "GET", `/payment-methods/${body.data.id}`)).body).toEqual(body);
    expect((await call(sandbox, "DELETE", `/payment-methods/${body.data.id}`)).status).toBe(200);
    expect((await call(sandbox, "GET", `/payment-methods/${body.data.id}`)).status).toBe(404);
  });

  test("stores a bank account, whose documented type is card, too", async () => {
    const { body } = await call(createSandbox(), "POST", "/payment-methods", { ach: ACH });
    expect(body.data).toEqual({
      id: body.data.id,
      type: "card",
      bank_account: {
        account_holder: "Ada Byron",
        account_type: "savings",
        routing_number: "011000015",
        account_number: "****9123",
        account_zip: "62701",
        account_state: "IL",
      },
      is_primary: false,
    });
  });

  test.each<[object, string]>([
    [{}, "card or ach is required"],
    [{ token: "tok", type: "card" }, "card or ach is required"],
    [{ card: CARD, ach: ACH }, "card and ach exclude each other; send one of them"],
    [{ card: { ...CARD, card_number: 4111 } }, "card.card_number must be string"],
    [{ ach: { ...ACH, account_state: undefined } }, "ach.account_state is required"],
    [{ card: "4111111111111111" }, "card must be object"],
  ])("refuses %j", async (request, error) => {
    const { status, body } = await call(createSandbox(), "POST", "/payment-methods", request);
    expect([status, body.error]).toEqual([422, error]);
  });
});

test("the primary payment method is the only one of its customer", async () => {
  const sandbox = createSandbox({ customers: 4 });
  const list = async (): Promise<{ id: string; is_primary: boolean }[]> =>
    (await call(sandbox, "GET", "/payment-methods")).body.data;
  // The first and the fourth customer have a bank account as well.
  const before = await list();
  expect(before.map(({ is_primary }) => is_primary)).toEqual([true, false, true, true, true, false]);
  const { body } = await call(sandbox, "PUT", `/payment-methods/${before[1]?.id}`, { is_primary: true });
  expect(body.data.is_primary).toBe(true);
  expect((await list()).map(({ is_primary }) => is_primary)).toEqual([false, true, true, true, true, false]);
});

describe("the billing address of a payment method", () => {
  test("is that of its customer, and can be detached", async () => {
    const sandbox = createSandbox({ customers: 2, clock: noonOf("2025-03-01") });
    const [owner, other] = (await call(sandbox, "GET", "/customers")).body.data;
    const [method] = (await call(sandbox, "GET", "/payment-methods")).body.data;
    const path = `/payment-methods/${method.id}/address`;
    const stranger = await call(sandbox, "PUT", path, { billing_address_id: other.id });
    expect([stranger.status, stranger.body.error]).toEqual([422, expect.stringContaining("billing_address_id")]);
    const { status, body } = await call(sandbox, "PUT", path, { billing_address_id: owner.id });
    expect([status, body.data.billing_address]).toEqual([200, owner.address[0]]);
    expect((await call(sandbox, "DELETE", `${path}/${other.id}`)).status).toBe(404);
    const detached = await call(sandbox, "DELETE", `${path}/${owner.id}`);
    expect([detached.status, detached.body]).toEqual([200, ""]);
    expect((await call(sandbox, "GET", `/payment-methods/${method.id}`)).body.data).toEqual(method);
    expect((await call(sandbox, "DELETE", `${path}/${owner.id}`)).status).toBe(404);
  });
});
