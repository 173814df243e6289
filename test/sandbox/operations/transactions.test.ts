import { describe, expect, test } from "vitest";
import { createSandbox, type Sandbox } from "../../../src/sandbox/index.ts";
import { call } from "../../support/sandbox-caller.ts";

/** Charges of 1, 2 and 3 on the last instant of a day, the first of the next, and two days later. */
async function chargedSandbox(): Promise<Sandbox> {
  const sandbox = createSandbox({ dialect: "source", customers: 0, clock: () => 0 });
  for (const [index, time] of ["2025-03-01T23:59:59.999Z", "2025-03-02T00:00:00Z", "2025-03-04T12:00:00Z"].entries()) {
    sandbox.clock.set(Date.parse(time));
    await call(sandbox, "POST", "/charges", { amount: index + 1 });
  }
  return sandbox;
}

describe("GET /transactions", () => {
  test.each<[string, number[]]>([
    ["", [1, 2, 3]],
    ["start_date=2025-03-02", [2, 3]],
    ["end_date=2025-03-02", [1, 2]],
    ["start_date=2025-03-02&end_date=2025-03-02", [2]],
    ["start_date=2025-03-03&end_date=2025-03-03", []],
    ["start_date=2025-03-01&end_date=2025-03-04", [1, 2, 3]],
  ])("with %j gives the amounts %j: both dates are included", async (query, amounts) => {
    const { body } = await call(await chargedSandbox(), "GET", `/transactions?${query}`);
    expect(body.data.map((transaction: { amount: number }) => transaction.amount)).toEqual(amounts);
    expect(body.meta.total).toBe(amounts.length);
  });

  test("keeps the dates in the links", async () => {
    const { body } = await call(await chargedSandbox(), "GET", "/transactions?start_date=2025-03-01&limit=2");
    expect(body.links.next).toBe("http://sandbox.test/api/v1/transactions?start_date=2025-03-01&limit=2&page=2");
  });

  test.each<[string, string]>([
    ["start_date=2025-03-02&end_date=2025-03-01", "query.end_date must not be before query.start_date"],
    ["start_date=yesterday", "query.start_date must be a valid date"],
    ["end_date=2025-02-30", "query.end_date must be a valid date"],
    ["end_date=", "query.end_date must be a valid date"],
  ])("refuses %j", async (query, error) => {
    const { status, body } = await call(createSandbox({ dialect: "source" }), "GET", `/transactions?${query}`);
    expect([status, body]).toEqual([422, { error, errorCode: "validation_failed" }]);
  });
});
