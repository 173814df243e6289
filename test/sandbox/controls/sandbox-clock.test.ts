import { expect, test } from "vitest";
import { createSandboxClock } from "../../../src/sandbox/controls/sandbox-clock.ts";
import { createSandbox } from "../../../src/sandbox/index.ts";
import { call } from "../../support/sandbox-caller.ts";

test("the clock is an offset over its base and runs on with it", () => {
  let base = 1_000;
  const clock = createSandboxClock(() => base);
  expect(clock.now()).toBe(1_000);
  clock.advance(500);
  clock.advance(250);
  expect(clock.now()).toBe(1_750);
  base += 10;
  expect(clock.now()).toBe(1_760);
});

test("set moves to a moment, given as a number or a Date, also backwards", () => {
  let base = 1_000;
  const clock = createSandboxClock(() => base);
  clock.set(new Date(5_000));
  expect(clock.now()).toBe(5_000);
  clock.set(10);
  base += 1;
  expect(clock.now()).toBe(11);
});

test("reset goes back to the base", () => {
  const clock = createSandboxClock(() => 7);
  clock.advance(5);
  clock.reset();
  expect(clock.now()).toBe(7);
});

test("impossible times are refused and change nothing", () => {
  const clock = createSandboxClock(() => 7);
  expect(() => clock.advance(-1)).toThrow(RangeError);
  expect(() => clock.advance(Number.NaN)).toThrow("clock.advance");
  expect(() => clock.set(new Date("never"))).toThrow("clock.set");
  expect(clock.now()).toBe(7);
});

test.each([1e18, 8.64e15, Date.parse("9000-01-01"), -1, Number.POSITIVE_INFINITY, null, "2025-03-01", undefined])(
  "a time that no date of a response can have is refused, with those that can: %j",
  (time) => {
    const clock = createSandboxClock(() => 7);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what a JavaScript caller may do
    expect(() => clock.set(time as number)).toThrow("from the year 1970 to the year 8999");
    expect(() => clock.advance(1e18)).toThrow("up to the year 8999");
    expect(clock.now()).toBe(7);
  },
);

test("at both ends of the clock, requests and the longest plan have dates with a year of four digits", async () => {
  for (const end of [0, Date.parse("9000-01-01") - 1]) {
    const sandbox = createSandbox({ clock: () => 0 });
    sandbox.clock.set(end);
    const customer = await call(sandbox, "POST", "/customers", { name: "Ada Byron" });
    const account = await call(sandbox, "POST", "/debt-accounts", {
      customer_id: customer.body.data.id,
      location_id: "LOC-001",
      balance: 2_000,
      payment_plan: { frequency: "monthly", amount: 1 },
    });
    const session = await call(sandbox, "POST", "/customer-sessions", { customer_id: customer.body.data.id });
    expect([customer.status, account.status, session.status]).toEqual([201, 201, 201]);
    const { charges } = account.body.data.payment_plan;
    expect(charges).toHaveLength(2_000);
    for (const date of [charges[0].charge_date, charges[1_999].charge_date, session.body.data.expiration]) {
      expect(date).toMatch(/^\d{4}-/);
    }
  }
});

test("a move is reported once time has moved, and says how long ago it was", () => {
  let base = 1_000;
  const times: number[] = [];
  const clock = createSandboxClock(() => base, { onMove: () => times.push(clock.now()) });
  expect(clock.sinceMoved()).toBe(Number.POSITIVE_INFINITY);
  clock.advance(5);
  base += 3;
  expect([times, clock.sinceMoved()]).toEqual([[1_005], 3]);
  clock.set(10);
  expect([times, clock.sinceMoved()]).toEqual([[1_005, 10], 0]);
  clock.reset();
  expect([times.length, clock.sinceMoved()]).toEqual([2, Number.POSITIVE_INFINITY]);
});

test("the clock of a sandbox moves to what falls due next, such as the next attempt to deliver a webhook", async () => {
  const sandbox = createSandbox({
    customers: 0,
    clock: () => 1_000,
    webhookFetch: () => new Response(null, { status: 500 }),
  });
  expect(sandbox.clock.advanceToNextDue()).toBeUndefined();
  const webhook = { url: "https://a.test/", events: ["a.b"], secret: "0123456789abcdef" };
  expect((await call(sandbox, "POST", "/webhooks", webhook)).status).toBe(201);
  sandbox.webhooks.trigger("a.b", {});
  const times: (number | undefined)[] = [];
  for (let attempt = 0; attempt < 4; attempt += 1) {
    await sandbox.webhooks.settled();
    times.push(sandbox.clock.advanceToNextDue());
  }
  expect(times).toEqual([901_000, 1_801_000, 2_701_000, undefined]);
  expect(sandbox.clock.now()).toBe(2_701_000);
});
