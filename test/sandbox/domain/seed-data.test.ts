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
    const times = [people, debt_accounts, charges, transactions, tickets, payment_methods].flatMap(({ all }) =>
      all.map((record) => record.created_at),
    );
    expect(times.toSorted().at(-1)).toMatch(/^2026-02-28T/);
    for (const { expiry_year: year = 2027 } of payment_methods.all) expect(year).toBeGreaterThan(2026);
  });

  test("of the vendor's dialect has plans that can be agreed to today, and paid ones whose charges are payments", () => {
    const store = createSeededStore({ dialect: "vendor", seed: 3, customers: 200, clock: noonOf("2026-03-01") });
    const waiting = store.payment_plans.all.filter(({ charges }) => charges.every(({ scheduled }) => !scheduled));
    expect(waiting).toHaveLength(50);
    for (const { start_date, charges } of waiting) {
      expect(start_date >= "2026-03-02" && start_date <= "2026-04-01").toBe(true);
      expect(charges[0] && charges[0].charge_date >= start_date).toBe(true);
    }
    const paid = store.payment_plans.all.filter((plan) => !waiting.includes(plan));
    for (const { id, start_date, charges } of paid) {
      expect(charges[0]?.charge_date.slice(0, 10)).toBe(start_date);
      expect(charges.map(({ charged_at }) => charged_at)).toEqual(
        store.transactions.all.flatMap((each) => (each.payment_plan_id === id ? each.created_at : [])),
      );
    }
  });

  test("every customer has a debt account and a card", () => {
    const store = createSeededStore({ dialect: "source", seed: 1, customers: 120 });
    expect(store.customers.all).toHaveLength(120);
    expect(new Set(store.debt_accounts.all.map((account) => account.customer_id)).size).toBe(120);
    const cards = store.payment_methods.all.filter(({ type }) => type === "card");
    expect(new Set(cards.map((card) => card.customer_id)).size).toBe(120);
  });

  test("the money adds up: balance, charges and transactions of every account", () => {
    const store = createSeededStore({ dialect: "source", seed: 3, customers: 200 });
    for (const account of store.debt_accounts.all) {
      const charges = store.charges.all.filter((charge) => charge.debt_account_id === account.id);
      const paid = charges.reduce((sum, { amount }) => sum + amount, 0);
      expect(account.current_balance).toBe(account.original_balance - paid);
      expect(account.status).toBe(account.current_balance > 0 ? "active" : "resolved");
    }
    expect(store.transactions.all.map((transaction) => transaction.charge_id)).toEqual(
      store.charges.all.map((charge) => charge.id),
    );
  });

  test("plans are either finished or wait for agreement, so that nothing falls due by itself", () => {
    const store = createSeededStore({ dialect: "source", seed: 3, customers: 200 });
    const kinds = store.payment_plans.all.map(({ charges }) =>
      charges.map(({ scheduled, charged_at }) => `${scheduled} ${charged_at !== null}`),
    );
    for (const kind of kinds) expect(["false false", "true true"]).toEqual(expect.arrayContaining([...new Set(kind)]));
    expect(new Set(kinds.map((kind) => kind[0])).size).toBe(2);
    expect(store.plansBeingPaid.size).toBe(0);
  });

  test("rows of every kind come in the order of their creation", () => {
    const store = createSeededStore({ dialect: "source", seed: 5, customers: 100 });
    for (const collection of [store.customers, store.debt_accounts, store.charges, store.transactions, store.tickets]) {
      const times = collection.all.map((record) => record.created_at);
      expect(times).toEqual(times.toSorted());
    }
  });

  test("the vendor's dialect has the same ids, names and, in cents, amounts", () => {
    const [source, vendor] = (["source", "vendor"] as const).map((dialect) =>
      createSeededStore({ dialect, seed: 3, customers: 60 }),
    );
    if (!source || !vendor) throw new Error("two stores");
    const ids = (store: typeof source): unknown[] =>
      [store.customers, store.debt_accounts, store.payment_plans, store.payment_methods, store.charges].map(({ all }) =>
        all.map(({ id }) => id),
      );
    expect(ids(vendor).slice(0, 4)).toEqual(ids(source).slice(0, 4));
    expect(vendor.debt_accounts.all.map((account) => account.current_balance)).toEqual(
      source.debt_accounts.all.map((account) => account.current_balance * 100),
    );
    expect(vendor.charges.all.map(({ amount }) => amount)).toEqual(
      source.charges.all.map(({ amount }) => amount * 100),
    );
    for (const { all } of [vendor.customers, vendor.debt_accounts]) {
      expect(new Set(all.map(({ external_id }) => external_id)).size).toBe(60);
    }
  });

  test("ten thousand customers are made", () => {
    expect(createSeededStore({ dialect: "source", seed: 1, customers: 10_000 }).customers.all).toHaveLength(10_000);
  });
});
