import * as fc from "fast-check";
import { expect, test } from "vitest";
import { maskBody } from "../../../src/sandbox/http/mask-body.ts";

const NUMBER = "4111111111111111";
const bank = { isDebtAccount: false };

test("card and bank account numbers are masked at any depth and in any type", () => {
  const secret = fc.constantFrom("card_number", "card_security_code", "routing_number", "account_number");
  const field = fc.tuple(secret, fc.constantFrom(NUMBER, Number(NUMBER), [NUMBER], { text: NUMBER }));
  const wrap = fc.constantFrom<(value: unknown) => unknown>(
    (value) => ({ card: value }),
    (value) => [value, 1],
    (value) => ({ ach: [value] }),
  );
  fc.assert(
    fc.property(field, fc.array(wrap, { maxLength: 4 }), ([name, value], wraps) => {
      const body = wraps.reduce<unknown>((inner, wrapIn) => wrapIn(inner), { [name]: value, amount: 700 });
      const masked = JSON.stringify(maskBody(body, bank));
      expect(masked).not.toContain(NUMBER);
      expect(masked).toContain("700");
    }),
  );
});

test("names of form fields are recognized", () => {
  expect(maskBody({ "card[card_number]": NUMBER, "ach[account_number]": "12345", amount: "5" }, bank)).toEqual({
    "card[card_number]": "***",
    "ach[account_number]": "***",
    amount: "5",
  });
});

test("a body that could not be parsed has no long number left", () => {
  expect(maskBody(`{"card_number": "${NUMBER}", "n": "4111-1111 1111", "amount": 700`, bank)).toBe(
    '{"card_number": "***", "n": "***", "amount": 700',
  );
});

test("the number of a debt account stays, and so does everything else", () => {
  const body = { account_number: "A-1", external_account_number: "9", list: [null, true, 1.5], text: "12345678" };
  expect(maskBody(body, { isDebtAccount: true })).toEqual(body);
  expect(maskBody(body, bank)).toEqual({ ...body, account_number: "***" });
  expect(maskBody(undefined, bank)).toBeUndefined();
});
