import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TrattaRequestError } from "../src/errors.ts";
import { formatCents, toCents } from "../src/money.ts";

const refusedBy = (call: () => unknown): unknown => {
  try {
    return call();
  } catch (error) {
    return error instanceof TrattaRequestError ? error.field : error;
  }
};

describe("toCents", () => {
  it.each([
    ["20.00", 2000],
    ["20", 2000],
    ["20.5", 2050],
    [20, 2000],
    [20.5, 2050],
    [1.1, 110],
    [4.35, 435],
    ["-0.05", -5],
    ["+0.05", 5],
    ["0", 0],
    ["-0.00", 0],
    [-0, 0],
    ["007.10", 710],
    ["90071992547409.91", Number.MAX_SAFE_INTEGER],
    ["-90071992547409.91", Number.MIN_SAFE_INTEGER],
  ])("converts %j", (amount, cents) => {
    expect(toCents(amount)).toBe(cents);
  });

  it.each([
    "",
    " ",
    "$20.00",
    "20.00 USD",
    "1,000.00",
    "1 000",
    "20.",
    ".50",
    "20.001",
    "2e3",
    "--2",
    "20.00\n",
    "٢٠",
    "0x10",
    "Infinity",
    90071992547409.91,
    -(2 ** 46) - 0.5,
    NaN,
    Infinity,
    1e21,
    0.1 + 0.2,
    1e-7,
    "90071992547409.92",
    null,
    undefined,
    true,
    10n,
    [20],
    { valueOf: () => 20 },
  ])("refuses %s", (amount) => {
    expect(refusedBy(() => toCents(amount as number))).toBe("amount");
  });

  it("does not quote the amount that it refuses", () => {
    expect(() => toCents("123-45-6789")).toThrow(/^(?!.*6789).*such as "20\.00"/);
  });
});

describe("formatCents", () => {
  it.each([
    [2000, "20.00"],
    [5, "0.05"],
    [-5, "-0.05"],
    [0, "0.00"],
    [-0, "0.00"],
    [-123456, "-1234.56"],
    [Number.MAX_SAFE_INTEGER, "90071992547409.91"],
  ])("formats %j", (cents, text) => {
    expect(formatCents(cents)).toBe(text);
  });

  it.each([0.5, NaN, Infinity, 2 ** 53, "20", null, undefined, 5n])("refuses %s", (cents) => {
    expect(refusedBy(() => formatCents(cents as number))).toBe("cents");
  });
});

describe("toCents and formatCents", () => {
  it("are each other's inverse over all safe integers", () => {
    fc.assert(fc.property(fc.maxSafeInteger(), (cents) => Object.is(toCents(formatCents(cents)), cents + 0)));
  });

  it("agree with every number that has at most two decimals and an exact shortest form", () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), (cents) => {
        expect(toCents(cents / 100)).toBe(cents);
      }),
    );
  });
});
