import { describe, expect, test } from "vitest";
import { createSandbox } from "../../../src/sandbox/index.ts";
import { createSeededStore } from "../../../src/sandbox/domain/seed-data.ts";
import { call, noonOf } from "../../support/sandbox-caller.ts";

const LISTS = [
  "/customers",
  "/debt_accounts",
  "/payment_plans",
  "/payment_methods",
  "/charges",
  "/transactions",
  "/tickets",
  "/webhooks",
];

async function everything(seed: number, date: string, dialect: "source" | "vendor"): Promise<string> {
  const sandbox = createSandbox({ seed, dialect, clock: noonOf(date) });
  const responses = await Promise.all(LISTS.map((path) => call(sandbox, "GET", `${path}?limit=500`)));
  return JSON.stringify(responses.map(({ body }) => body));
}

describe("seeded data", () => {
  test.each(LISTS)("%s has rows by default", async (path) => {
    expect((await call(createSandbox(), "GET", path)).body.data.length).toBeGreaterThan(0);
  });

  test("of the source spec's dialect depends on the seed and not on the day", async () => {
    const first = await everything(7, "2025-03-01", "source");
    expect(await everything(7, "2031-12-31", "source")).toBe(first);
    expect(await everything(8, "2025-03-01", "source")).not.toBe(first);
  });

  test("of the vendor's dialect depends on the seed and the day", async () => {
    const first = await everything(7, "2025-03-01", "vendor");
    expect(await everything(7, "2025-03-01", "vendor")).toBe(first);
    expect(await everything(7, "2025-03-02", "vendor")).not.toBe(first);
    expect(await everything(8, "2025-03-01", "vendor")).not.toBe(first);
  });

  test.each([
    [1, 1],
    [1, 25],
    [2, 25],
    [9, 500],
  ])("of the vendor's dialect reaches up to yesterday, with seed %i and %i customers", async (seed, customers) => {
    const clock = noonOf("2026-03-01");
    const sandbox = createSandbox({ seed, customers, clock });
    const { body } = await call(sandbox, "GET", "/transactions?date_range=yesterday&limit=500");
    expect(body.data.length).toBeGreaterThan(0);
    const store = createSeededStore({ dialect: "vendor", seed, customers, clock });
    const { customers: people, debt_accounts, charges, transactions, tickets, payment_methods } = store;
    const times = [people, debt_accounts, charges, transactions, tickets, payment_methods].flatMap((records) =>
      [...records].map((record) => record.created_at),
    );
    expect(times.toSorted().at(-1)).toMatch(/^2026-02-28T/);
    for (const { expiry_year: year = 2027 } of [...payment_methods]) expect(year).toBeGreaterThan(2026);
  });

  test("of the vendor's dialect has plans that can be agreed to today, and paid ones whose charges are payments", () => {
    const store = createSeededStore({ dialect: "vendor", seed: 3, customers: 200, clock: noonOf("2026-03-01") });
    const waiting = [...store.payment_plans].filter(({ charges }) => charges.every(({ scheduled }) => !scheduled));
    expect(waiting).toHaveLength(50);
    for (const { start_date, charges } of waiting) {
      expect(start_date >= "2026-03-02" && start_date <= "2026-04-01").toBe(true);
      expect(charges[0] && charges[0].charge_date >= start_date).toBe(true);
    }
    const paid = [...store.payment_plans].filter((plan) => !waiting.includes(plan));
    for (const { id, start_date, charges } of paid) {
      expect(charges[0]?.charge_date.slice(0, 10)).toBe(start_date);
      expect(charges.map(({ charged_at }) => charged_at)).toEqual(
        [...store.transactions].flatMap((each) => (each.payment_plan_id === id ? each.created_at : [])),
      );
    }
  });

  test.each(["vendor", "source"] as const)(
    "every customer of the dialect %s has a debt account and a card",
    (dialect) => {
      const store = createSeededStore({ dialect, seed: 1, customers: 120 });
      expect([...store.customers]).toHaveLength(120);
      expect(new Set([...store.debt_accounts].map((account) => account.customer_id)).size).toBe(120);
      const cards = [...store.payment_methods].filter(({ type }) => type === "card");
      expect(new Set(cards.map((card) => card.customer_id)).size).toBe(120);
    },
  );

  test.each(["vendor", "source"] as const)("the money of the dialect %s adds up, in every account", (dialect) => {
    const store = createSeededStore({ dialect, seed: 3, customers: 200 });
    for (const account of [...store.debt_accounts]) {
      const charges = [...store.charges].filter((charge) => charge.debt_account_id === account.id);
      const paid = charges.reduce((sum, { amount }) => sum + amount, 0);
      expect(account.current_balance).toBe(account.original_balance - paid);
      expect(account.status).toBe(account.current_balance > 0 ? "active" : "resolved");
    }
    expect([...store.transactions].map(({ charge_id, amount }) => [charge_id, amount])).toEqual(
      [...store.charges].map(({ id, amount }) => [id, amount]),
    );
  });

  test.each(["vendor", "source"] as const)("plans of the dialect %s are finished, or wait for agreement", (dialect) => {
    const store = createSeededStore({ dialect, seed: 3, customers: 200 });
    const kinds = [...store.payment_plans].map(({ charges }) =>
      charges.map(({ scheduled, charged_at }) => `${scheduled} ${charged_at !== null}`),
    );
    for (const kind of kinds) expect(["false false", "true true"]).toEqual(expect.arrayContaining([...new Set(kind)]));
    expect(new Set(kinds.map((kind) => kind[0])).size).toBe(2);
    expect(store.plansBeingPaid.size).toBe(0);
  });

  test.each(["vendor", "source"] as const)("rows of the dialect %s come in the order of their creation", (dialect) => {
    const store = createSeededStore({ dialect, seed: 5, customers: 100 });
    for (const collection of [store.customers, store.debt_accounts, store.charges, store.transactions, store.tickets]) {
      const times = [...collection].map((record) => record.created_at);
      expect(times).toEqual(times.toSorted());
    }
  });

  test("ten thousand customers are made", () => {
    expect(createSeededStore({ dialect: "source", seed: 1, customers: 10_000 }).customers).toHaveLength(10_000);
  });
});
