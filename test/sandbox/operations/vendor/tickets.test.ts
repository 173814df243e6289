import { describe, expect, test } from "vitest";
import { createSandbox } from "../../../../src/sandbox/index.ts";
import { call, noonOf } from "../../../support/sandbox-caller.ts";

interface Row {
  status: string;
  category: string;
  last_activity_at: string;
  resolved_at: string | null;
}

async function list(query: string): Promise<Row[]> {
  const { status, body } = await call(createSandbox({ customers: 200 }), "GET", `/tickets?limit=100&${query}`);
  expect(status).toBe(200);
  return body.data;
}

describe("GET /tickets in the vendor's dialect", () => {
  test("lists 15 by default, the latest activity first", async () => {
    const { body } = await call(createSandbox({ customers: 200 }), "GET", "/tickets");
    expect([body.data.length, body.meta.per_page, body.meta.total]).toEqual([15, "15", 40]);
    const times = body.data.map((row: Row) => row.last_activity_at);
    expect(times).toEqual(times.toSorted().reverse());
    expect(times[0]).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
  });

  test("has the documented states, and a time for those that are resolved", async () => {
    const rows = await list("");
    expect(new Set(rows.map(({ status }) => status))).toEqual(new Set(["open", "in_progress", "resolved"]));
    for (const { status, resolved_at } of rows) expect(resolved_at === null).toBe(status !== "resolved");
  });

  test.each<[string, (row: Row) => boolean]>([
    ["status=open", ({ status }) => status === "open"],
    ["status=open&status=resolved", ({ status }) => status !== "in_progress"],
    ["category=other&status=open", ({ status, category }) => status === "open" && category === "other"],
    ["source=guest", () => false],
    ["source=collect", () => true],
  ])("filters by %s", async (query, isExpected) => {
    const all = await list("");
    expect(await list(query)).toEqual(all.filter(isExpected));
  });

  test.each<[string, string]>([
    ["status=closed", "query.status must be one of open,in_progress,resolved"],
    ["status=open&status=gone", "query.status.1 must be one of open,in_progress,resolved"],
    ["limit=101", "query.limit must be <= 100"],
  ])("refuses %s", async (query, error) => {
    const { status, body } = await call(createSandbox(), "GET", `/tickets?${query}`);
    expect([status, body.error]).toEqual([422, error]);
  });

  test("shows who wrote a ticket", async () => {
    const sandbox = createSandbox({ customers: 1, clock: noonOf("2025-03-01") });
    const [customer] = (await call(sandbox, "GET", "/customers")).body.data;
    await call(sandbox, "POST", "/tickets", { subject: "Help", description: "Please", customer_id: customer.id });
    const [ticket] = (await call(sandbox, "GET", "/tickets")).body.data;
    expect(ticket).toMatchObject({
      subject: "Help",
      status: "open",
      name: customer.name,
      email: customer.email,
      created_at: "2025-03-01 12:00:00",
    });
  });
});

test("the source spec's dialect lists up to 500 tickets", async () => {
  const sandbox = createSandbox({ dialect: "source", customers: 200 });
  expect((await call(sandbox, "GET", "/tickets?limit=500")).body.data).toHaveLength(40);
  expect((await call(sandbox, "GET", "/tickets")).body.meta.per_page).toBe(10);
});
