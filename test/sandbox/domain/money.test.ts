import * as fc from "fast-check";
import { expect, test } from "vitest";
import { checkAmount, subtractMoney } from "../../../src/sandbox/domain/money.ts";

test("subtraction leaves no noise of binary fractions", () => {
  expect(subtractMoney(0.3, 0.1)).toBe(0.2);
  expect(subtractMoney(100, 33.33)).toBe(66.67);
});

test("subtraction of cents is exact up to the largest amount", () => {
  const cents = fc.integer({ min: 0, max: 100_000_000_000 });
  fc.assert(
    fc.property(cents, cents, (a, b) => {
      expect(subtractMoney(a / 100, b / 100)).toBe((a - b) / 100 || 0);
    }),
  );
});

test("an amount must be above 0, or from 0 where that makes sense, and below a billion", () => {
  expect(() => checkAmount({ dialect: "source" }, "amount", 0)).toThrow("amount must be greater than 0");
  expect(() => checkAmount({ dialect: "source" }, "amount", -5)).toThrow("amount must be greater than 0");
  expect(() => checkAmount({ dialect: "source" }, "original_balance", -5, { zeroAllowed: true })).toThrow(
    "original_balance must be 0 or more",
  );
  expect(() => checkAmount({ dialect: "source" }, "amount", 1e300)).toThrow("amount must be at most 1000000000");
  expect(() => checkAmount({ dialect: "source" }, "original_balance", 0, { zeroAllowed: true })).not.toThrow();
  expect(() => checkAmount({ dialect: "source" }, "amount", 0.01)).not.toThrow();
});

test("an amount of the vendor's dialect is in whole cents", () => {
  const vendor = { dialect: "vendor" } as const;
  expect(() => checkAmount(vendor, "amount", 12.5)).toThrow("amount must be a whole number of cents");
  expect(() => checkAmount(vendor, "amount", 1250)).not.toThrow();
  expect(() => checkAmount(vendor, "amount", 0)).toThrow("amount must be greater than 0");
});
