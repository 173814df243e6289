import { expect, test } from "vitest";
import { createSeededStore } from "../../../src/sandbox/domain/seed-data.ts";
import { collectPayment } from "../../../src/sandbox/domain/collect-payment.ts";

const AT = "2025-03-01T12:00:00.000Z";

test("a payment lowers the balance of its account, and resolves it at zero", () => {
  const store = createSeededStore({ dialect: "source", seed: 1, customers: 1 });
  const [account] = [...store.debt_accounts];
  if (account === undefined) throw new Error("no account");
  const before = account.current_balance;
  collectPayment(store, { amount: 0.1, created_at: AT, debt_account_id: account.id });
  expect(account).toMatchObject({ current_balance: Math.round((before - 0.1) * 100) / 100, status: "active" });
  collectPayment(store, { amount: account.current_balance, created_at: AT, debt_account_id: account.id });
  expect(account).toMatchObject({ current_balance: 0, status: "resolved" });
});

test("what is paid too much stays as a negative balance", () => {
  const store = createSeededStore({ dialect: "source", seed: 1, customers: 1 });
  const [account] = [...store.debt_accounts];
  if (account === undefined) throw new Error("no account");
  collectPayment(store, { amount: account.current_balance + 7, created_at: AT, debt_account_id: account.id });
  expect(account).toMatchObject({ current_balance: -7, status: "resolved" });
});

test("every charge has one transaction of the same amount and time", () => {
  const store = createSeededStore({ dialect: "source", seed: 1, customers: 0 });
  const charge = collectPayment(store, { amount: 5, created_at: AT });
  expect(charge).toEqual({ id: charge.id, amount: 5, status: "completed", created_at: AT });
  expect([...store.transactions]).toMatchObject([{ charge_id: charge.id, amount: 5, created_at: AT }]);
});
