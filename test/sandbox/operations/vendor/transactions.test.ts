import { describe, expect, test } from "vitest";
import { createSandbox, type Sandbox } from "../../../../src/sandbox/index.ts";
import { call } from "../../../support/sandbox-caller.ts";

/** Charges of 1, 2 and 3 on the last instant of a day, the first of the next, and two days later. */
async function chargedSandbox(): Promise<Sandbox> {
  const sandbox = createSandbox({ customers: 1, clock: () => 0 });
  const [account] = (await call(sandbox, "GET", "/debt-accounts")).body.data;
  for (const [index, time] of ["2025-03-01T23:59:59.999Z", "2025-03-02T00:00:00Z", "2025-03-04T12:00:00Z"].entries()) {
    sandbox.clock.set(Date.parse(time));
    await call(sandbox, "POST", "/charges", { amount: index + 1, debt_account_id: account.id });
  }
  return sandbox;
}

async function amounts(query: string, sandbox?: Sandbox): Promise<[number[], Record<string, unknown>]> {
  const { status, body } = await call(sandbox ?? (await chargedSandbox()), "GET", `/transactions?limit=500&${query}`);
  expect(status).toBe(200);
  const found = body.data.map(({ amount }: { amount: number }) => amount);
  // The seeded customer has paid before.
  return [found.filter((amount: number) => amount < 10), body.meta];
}

describe("GET /transactions in the vendor's dialect", () => {
  test("lists the newest first", async () => {
    expect((await amounts(""))[0]).toEqual([3, 2, 1]);
    const { body } = await call(await chargedSandbox(), "GET", "/transactions?limit=500");
    const times = body.data.map((row: { submitted_date: number }) => row.submitted_date);
    expect(times).toEqual(times.toSorted((a: number, b: number) => b - a));
  });

  test.each<[string, number[]]>([
    ["start_date=2025-03-01 23:59:59&end_date=2025-03-01 23:59:59", [1]],
    ["start_date=2025-03-02 00:00:00&end_date=2025-03-04 11:59:59", [2]],
    ["start_date=2025-03-02 00:00:00&end_date=2025-03-04 12:00:00", [3, 2]],
    ["start_date=2025-03-02&end_date=2025-03-04", [3, 2]],
    ["date_range=today", [3]],
    ["date_range=yesterday", []],
    ["date_range=since_30_days_ago", [3, 2, 1]],
    ["date_range=last_week", [2, 1]],
  ])("with %s gives %j", async (query, expected) => {
    expect((await amounts(query))[0]).toEqual(expected);
  });

  test.each(["start_date=2025-03-02 00:00:00", "end_date=2025-03-02 00:00:00"])(
    "ignores %s alone, as documented",
    async (query) => {
      const [found, meta] = await amounts(query);
      expect(found).toEqual([3, 2, 1]);
      expect(meta).not.toHaveProperty("from_submitted_date");
    },
  );

  test("says in meta which range it used", async () => {
    const [, meta] = await amounts("start_date=2025-03-02&end_date=2025-03-04 12:00:00");
    expect(meta).toMatchObject({
      from_submitted_date: "2025-03-02 00:00:00",
      to_submitted_date: "2025-03-04 12:00:00",
    });
  });

  test.each<[string, string]>([
    ["start_date=2025-03-02&end_date=2025-03-01", "query.end_date must not be before query.start_date"],
    ["start_date=yesterday", "query.start_date must be a valid date and time"],
    ["end_date=2025-02-30 00:00:00", "query.end_date must be a valid date and time"],
    ["start_date=2025-03-01 24:00:00", "query.start_date must be a valid date and time"],
    ["start_date=2025-03-01T00:00:00Z", "query.start_date must be a valid date and time"],
    ["date_range=tomorrow", "query.date_range must be one of today,yesterday"],
  ])("refuses %j", async (query, error) => {
    const { status, body } = await call(createSandbox(), "GET", `/transactions?${query}`);
    expect([status, body.error]).toEqual([422, expect.stringContaining(error)]);
  });
});
