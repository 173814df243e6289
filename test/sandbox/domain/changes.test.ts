import { expect, test } from "vitest";
import type { Change } from "../../../src/sandbox/domain/changes.ts";
import { createStore } from "../../../src/sandbox/domain/store.ts";
import { eventsOf, RESOURCE_OF_EVENT } from "../../../src/sandbox/domain/webhook-events.ts";

const AT = "2025-03-01T12:00:00.000Z";

function createListenedStore() {
  const store = createStore(1, "vendor");
  const steps: { at: number; events: string[] }[] = [];
  const changed: Change[] = [];
  store.changes.listen((changes, at) => {
    changed.push(...changes);
    steps.push({ at, events: changes.flatMap(eventsOf) });
  });
  return { store, steps, changed };
}

test("a record is reported once for each step, as the step leaves it, in the order of the first changes", () => {
  const { store, steps, changed } = createListenedStore();
  const ticket = { id: "t", subject: "s", description: "d", status: "open", created_at: AT } as const;
  const location = store.locations.add({ id: "l", name: "A", type: "product_type", metadata: {} });
  store.tickets.add(ticket);
  store.locations.update(location, { name: "B" });
  expect(steps).toEqual([]);
  store.changes.endStep(5);
  expect(steps).toEqual([{ at: 5, events: ["location.create", "ticket.create"] }]);
  store.locations.update(location, { name: "C" });
  store.locations.update(location, { name: "D" });
  store.changes.endStep(6);
  store.changes.endStep(7);
  expect(steps.slice(1)).toEqual([{ at: 6, events: ["location.update"] }]);
  expect(changed.at(-1)).toMatchObject({ kind: "updated", record: { name: "D" }, before: { name: "B" } });
});

test("a record that is changed and then deleted is deleted; one that was never seen is not reported", () => {
  const { store, steps } = createListenedStore();
  const [seen, unseen] = ["seen", "unseen"].map(
    (id) => ({ id, name: id, type: "product_type", metadata: {} }) as const,
  );
  if (!seen || !unseen) throw new Error("two locations were expected");
  const record = store.locations.add({ ...seen });
  store.changes.endStep(1);
  store.locations.update(record, { name: "other" });
  store.locations.delete("seen");
  store.locations.add({ ...unseen });
  store.locations.delete("unseen");
  store.locations.delete("unheard of");
  store.changes.endStep(2);
  expect(steps.slice(1)).toEqual([{ at: 2, events: ["location.delete"] }]);
});

test("a charge has an event for the status that it reaches, and none for one that it keeps", () => {
  const { store, steps } = createListenedStore();
  const eventsAfter = (change: () => unknown): string[] => {
    change();
    store.changes.endStep(0);
    return steps.splice(0).flatMap(({ events }) => events);
  };
  const charge = { id: "c", amount: 1, status: "pending", created_at: AT } as const;
  expect(eventsAfter(() => store.charges.add({ ...charge }))).toEqual(["charge.created"]);
  const record = store.charges.get("c");
  if (!record) throw new Error("no charge");
  expect(eventsAfter(() => store.charges.update(record, { amount: 2 }))).toEqual([]);
  expect(eventsAfter(() => store.charges.update(record, { status: "failed" }))).toEqual(["charge.failed"]);
  expect(eventsAfter(() => store.charges.update(record, { status: "failed" }))).toEqual([]);
  expect(eventsAfter(() => store.charges.add({ ...charge, id: "d", status: "failed" }))).toEqual([
    "charge.created",
    "charge.failed",
  ]);
  const transaction = { id: "t", amount: 1, type: "payment", charge_id: "c", created_at: AT } as const;
  expect(eventsAfter(() => store.transactions.add({ ...transaction, status: "pending" }))).toEqual([]);
  expect(eventsAfter(() => store.transactions.add({ ...transaction, id: "u", status: "completed" }))).toEqual([
    "transaction.completed",
  ]);
});

test("before somebody listens, nothing is noted", () => {
  const { store, steps } = createListenedStore();
  const quiet = createStore(1, "vendor");
  quiet.locations.add({ id: "l", name: "A", type: "product_type", metadata: {} });
  quiet.changes.listen(() => {
    throw new Error("a change was noted");
  });
  quiet.changes.endStep(1);
  store.payment_methods.add({ id: "p", type: "card", last_four: "4242", created_at: AT });
  store.changes.endStep(2);
  expect(steps).toEqual([{ at: 2, events: [] }]);
});

test("there are nineteen events, each about a resource", () => {
  expect(Object.fromEntries(RESOURCE_OF_EVENT)).toEqual({
    "customer.create": "customers",
    "customer.update": "customers",
    "customer.delete": "customers",
    "debt-account.create": "debt_accounts",
    "debt-account.update": "debt_accounts",
    "debt-account.delete": "debt_accounts",
    "location.create": "locations",
    "location.update": "locations",
    "location.delete": "locations",
    "charge.created": "charges",
    "ticket.create": "tickets",
    "ticket.update": "tickets",
    "payment_plan.created": "payment_plans",
    "payment_plan.updated": "payment_plans",
    "payment_plan.completed": "payment_plans",
    "payment_plan.cancelled": "payment_plans",
    "charge.completed": "charges",
    "charge.failed": "charges",
    "transaction.completed": "transactions",
  });
});
