import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { identifying } from "../../src/charges/charge-intent.ts";
import { type Identifying, rowMatches } from "../../src/charges/row-matches.ts";

const internal = { amount: 700, debt_account_id: "42" };
const external = { amount: 700, debt_account_external_id: "ACC-42" };
const both = { ...internal, ...external };

describe("rowMatches", () => {
  it.each<[string, Identifying, Identifying, boolean | undefined]>([
    ["the internal id that was sent", { ...internal, debt_account_external_id: "ACC-42" }, internal, true],
    ["the external id that was sent", { ...external, debt_account_id: "42" }, external, true],
    ["both ids that were sent", both, both, true],
    ["one of the two ids that were sent", external, both, true],
    ["another external id", { ...external, debt_account_external_id: "ACC-43" }, external, false],
    ["another id in place of both", { ...internal, debt_account_id: "43" }, both, false],
    ["only the id that was not sent", internal, external, undefined],
    ["only the external id, where the other was sent", external, internal, undefined],
    ["one id that was sent and another one", { ...both, debt_account_id: "43" }, both, undefined],
    [
      "an external id that is a number",
      { ...external, debt_account_external_id: 42 },
      { ...internal, ...{ debt_account_external_id: "42" } },
      true,
    ],
    [
      "an external id read as a number",
      { ...external, debt_account_external_id: 42 },
      { amount: 700, debt_account_external_id: "0042" },
      undefined,
    ],
    [
      "an id beyond 2^53, which JSON.parse rounds",
      { amount: 700, debt_account_id: JSON.parse("12345678901234567890") },
      { amount: 700, debt_account_id: "12345678901234567890" },
      undefined,
    ],
    [
      "the external id that was sent in place of the id",
      { ...external, debt_account_id: "7" },
      { amount: 700, debt_account_id: "ACC-42" },
      undefined,
    ],
    ["an external id that is empty", { ...external, debt_account_external_id: "" }, external, undefined],
    ["the external id in another case", { ...external, debt_account_external_id: "acc-42" }, external, undefined],
    ["the external id, trimmed", external, { ...external, debt_account_external_id: " ACC-42 " }, undefined],
    ["an external id that is null", { ...external, debt_account_external_id: null }, external, undefined],
    ["the external id, without an amount", { debt_account_external_id: "ACC-42" }, external, undefined],
    ["the external id, with another amount", { ...external, amount: 701 }, external, false],
  ])("judges a row with %s", (_, row, charge, expected) => {
    expect(rowMatches(row, charge)).toBe(expected);
  });

  it("never rules out the row that shows what was sent, and never takes one for it that shows anything else", () => {
    const id = fc.constantFrom<unknown>(undefined, null, "1", "2", 1, 2, "");
    const fields = fc.record({
      amount: fc.constantFrom<unknown>(1, 2, "1.00", undefined),
      debt_account_id: id,
      debt_account_external_id: id,
    });
    fc.assert(
      fc.property(fields, fields, (row, charge) => {
        expect(rowMatches(charge, charge)).not.toBe(false);
        if (!rowMatches(row, charge)) return;
        for (const key of ["debt_account_id", "debt_account_external_id"] as const) {
          const [shown, sent] = [row[key] || undefined, charge[key] || undefined];
          if (shown !== undefined && sent !== undefined) expect(`${shown as string}`).toBe(`${sent as string}`);
        }
      }),
    );
  });
});

describe("identifying", () => {
  it("leaves the account out where the charge is linked to none, whatever id is sent", () => {
    expect(identifying({ ...external, linked_debt_account: false })).toEqual({ amount: 700 });
    expect(identifying({ ...external, linked_debt_account: true })).toEqual({
      ...external,
      debt_account_id: undefined,
    });
  });
});
