import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createSeededStore } from "../../src/sandbox/domain/seed-data.ts";
import { collectionsOf } from "../../src/sandbox/domain/store-snapshot.ts";
import { createSandbox, type Sandbox, type SandboxSnapshot } from "../../src/sandbox/index.ts";
import { call, noonOf, type ReadResponse, send } from "../support/sandbox-caller.ts";

const SECRET = "0123456789abcdef";
const DAY_MS = 86_400_000;
const CLOCK = noonOf("2025-03-01");

const NONE = { changed: [], deleted: [], added: [] };

type Step = (sandbox: Sandbox, number: number) => Promise<unknown>;

/** Returns a row of a list by number, as the same state always gives the same one. */
async function pick(sandbox: Sandbox, path: string, number: number): Promise<Record<string, string> | undefined> {
  const rows: Record<string, string>[] = (await call(sandbox, "GET", path)).body.data;
  return rows.at(number % Math.max(rows.length, 1));
}

async function remove(sandbox: Sandbox, path: string, number: number): Promise<unknown> {
  const row = await pick(sandbox, path, number);
  return (await call(sandbox, "DELETE", `${path}/${row?.["id"]}`)).body;
}

const create =
  (path: string, createBody: (sandbox: Sandbox, number: number) => object | Promise<object>): Step =>
  async (sandbox, number) =>
    (await call(sandbox, "POST", path, await createBody(sandbox, number))).body;

/** Requests of all kinds; some of them are refused. */
const STEPS: readonly Step[] = [
  create("/customers", (_, number) => ({
    name: `Ada ${number}`,
    external_id: `C-${number}`,
    metadata: { number: "1" },
  })),
  create("/debt-accounts", async (sandbox, number) => ({
    customer_id: (await pick(sandbox, "/customers", number))?.["id"],
    location_id: "LOC-001",
    external_id: `A-${number}`,
    balance: 10_000 + number,
    parent_external_id: number % 2 === 0 ? `A-${number - 1}` : undefined,
    payment_plan: { frequency: "weekly", start_date: "2025-03-08", amount: 4_000 },
  })),
  // The customer agrees to the plan in the portal, so that its charges fall due later.
  async (sandbox, number) => {
    const account = await pick(sandbox, "/debt-accounts", number);
    const { body } = await call(sandbox, "POST", "/customer-sessions", { debt_account_id: account?.["id"] });
    return (await send(sandbox, new Request(`http://sandbox.test/portal/${body.data?.id}`, { method: "POST" }))).body;
  },
  create("/charges", async (sandbox, number) => ({
    amount: 100 + number,
    debt_account_external_id: (await pick(sandbox, "/debt-accounts", number))?.["external_id"],
    payment_method_id: (await pick(sandbox, "/payment-methods", number))?.["id"],
    ...(number % 2 === 0 && { scheduled_at: "2025-04-15" }),
  })),
  (sandbox, number) => remove(sandbox, "/payment-methods", number),
  create("/webhooks", (_, number) => ({
    url: `https://a.test/${number}`,
    events: ["customer.create", "charge.created", "charge.completed", "payment_plan.updated"],
    secret: SECRET,
  })),
  (sandbox, number) => remove(sandbox, "/webhooks", number),
  create("/locations", (_, number) => ({ name: `Bank ${number}` })),
  create("/bulk", (_, number) => [
    {
      customer: { name: `Bo ${number}`, external_id: `C-${number}` },
      debt_accounts: [{ external_id: `B-${number}`, balance: 5 }],
    },
  ]),
  create("/email-templates", () => ({ subject: "Hello", body: "<p>Hi</p>" })),
  async (sandbox, number) => {
    sandbox.clock.advance((number % 40) * DAY_MS);
    await sandbox.webhooks.settled();
    return sandbox.clock.now();
  },
];

/** Requests that read or change records of the seed. */
const SEED_STEPS: readonly Step[] = [
  async (sandbox, number) => {
    const [customer, method] = [
      await pick(sandbox, "/customers", number),
      await pick(sandbox, "/payment-methods", number),
    ];
    const update = { name: `Ada ${number}`, email: "ada@example.com" };
    return [
      await call(sandbox, "PUT", `/customers/${customer?.["external_id"]}`, update),
      await call(sandbox, "PUT", `/payment-methods/${method?.["id"]}`, { is_primary: number % 2 === 0 }),
    ].map(({ status, body }) => [status, body]);
  },
  async (sandbox, number) => {
    const charge = await pick(sandbox, "/charges", number);
    try {
      sandbox.refund(charge?.["id"] ?? "", number % 3 === 0 ? undefined : 100 * number);
      return "refunded";
    } catch (error) {
      return String(error);
    }
  },
  create("/payment-plans/request", (_, number) => ({
    type: "email",
    email: "ada@example.com",
    debt_account_external_id: `ACC-00000${1 + (number % 9)}`,
    frequency: "weekly",
    start_date: "2025-03-20",
    min_payment_amount: 5_000,
  })),
  async (sandbox, number) =>
    Promise.all(
      [
        `/customers?limit=3&page=${number}&include=debt_accounts,payment_methods,payment_plans`,
        `/debt-accounts?limit=3&page=${number}&include=customers,payment_methods,payment_plans,charges`,
        `/transactions?limit=7&page=${number % 5}&include=charges,customers`,
        `/transactions?start_date=2025-01-${10 + (number % 20)}&end_date=2025-03-${10 + (number % 20)}`,
        `/tickets?status=${number % 2 === 0 ? "open" : "resolved"}`,
        `/payment_plans?limit=3&page=${number % 4}&include=transactions`,
      ].map(async (path) => (await call(sandbox, "GET", path)).body),
    ),
];

async function run(sandbox: Sandbox, steps: readonly (readonly [step: number, number: number])[]): Promise<unknown[]> {
  const results: unknown[] = [];
  const all = [...STEPS, ...SEED_STEPS];
  for (const [step, number] of steps) results.push(await all[step]?.(sandbox, number));
  await sandbox.webhooks.settled();
  return results;
}

async function listAll(sandbox: Sandbox): Promise<unknown[]> {
  const lists = "customers debt-accounts payment-methods charges transactions tickets webhooks email-campaigns".split(
    " ",
  );
  return Promise.all(lists.map(async (list) => (await call(sandbox, "GET", `/${list}`)).body));
}

const someSteps = fc.array(fc.tuple(fc.nat(STEPS.length + SEED_STEPS.length - 1), fc.nat(60)), { maxLength: 12 });

describe("a snapshot", () => {
  test("restores a sandbox that responds, delivers and moves on like the one that it was taken of", async () => {
    await fc.assert(
      fc.asyncProperty(someSteps, someSteps, fc.constantFrom("vendor", "source"), async (before, after, dialect) => {
        const start = (options: object): [Sandbox, string[]] => {
          const received: string[] = [];
          const webhookFetch = async (request: Request): Promise<Response> => {
            received.push(await request.text());
            // By the webhook: attempts to several are made side by side.
            const fails = /^[0-7]/.test(request.headers.get("x-tratta-webhook-id") ?? "");
            return new Response(null, { status: fails ? 500 : 200 });
          };
          return [createSandbox({ clock: CLOCK, webhookFetch, ...options }), received];
        };
        const [original, sent] = start({ customers: 5, dialect });
        await run(original, before);
        sent.length = 0;
        const snapshot = JSON.parse(JSON.stringify(original.snapshot()));
        const [restored, sentAgain] = start({ snapshot });
        expect(restored.clock.now()).toBe(original.clock.now());
        const outcome = async (sandbox: Sandbox): Promise<unknown> =>
          JSON.parse(JSON.stringify([await run(sandbox, after), await listAll(sandbox), sandbox.webhooks.deliveries]));
        expect(await outcome(restored)).toEqual(await outcome(original));
        expect(sentAgain.toSorted()).toEqual(sent.toSorted());
        expect(JSON.parse(JSON.stringify(restored.snapshot()))).toEqual(
          JSON.parse(JSON.stringify(original.snapshot())),
        );
      }),
      { numRuns: 20 },
    );
  });

  test("of a seed leaves out what nobody has changed, and another that has all of it does the same", async () => {
    await fc.assert(
      fc.asyncProperty(someSteps, fc.integer({ min: 1, max: 30 }), async (steps, customers) => {
        const lazy = createSandbox({ customers, clock: CLOCK });
        const snapshot = lazy.snapshot();
        const records = collectionsOf(createSeededStore({ seed: 1, customers, dialect: "vendor", clock: CLOCK }));
        const made = Object.entries(records).map(([name, rows]) => [
          name,
          { ...NONE, added: rows.slice(0, rows.length) },
        ]);
        const store = { ...snapshot.store, seed: undefined, records: Object.fromEntries(made) };
        const eager = createSandbox({ clock: CLOCK, snapshot: { ...snapshot, store } });
        const outcome = async (sandbox: Sandbox): Promise<unknown> => [
          await run(sandbox, steps),
          await listAll(sandbox),
        ];
        expect(await outcome(lazy)).toEqual(await outcome(eager));
      }),
      { numRuns: 20 },
    );
    const huge = createSandbox({ customers: 1_000_000, clock: CLOCK });
    await call(huge, "PUT", "/customers/CUS-777777", { name: "Ada Byron" });
    const restored = createSandbox({ clock: CLOCK, snapshot: JSON.parse(JSON.stringify(huge.snapshot())) });
    expect(JSON.stringify(huge.snapshot()).length).toBeLessThan(5_000);
    expect((await call(restored, "GET", "/customers/CUS-777777")).body.data.name).toBe("Ada Byron");
    expect((await call(restored, "GET", "/customers/CUS-777778")).body).toEqual(
      (await call(huge, "GET", "/customers/CUS-777778")).body,
    );
  });

  test("keeps what is not seen in records: charges to come, families, imports, recipients", async () => {
    const original = createSandbox({ customers: 3, clock: CLOCK });
    const post = async (path: string, body: object): Promise<ReadResponse> => {
      const response = await call(original, "POST", path, body);
      expect([path, response.body.error]).toEqual([path, undefined]);
      return response;
    };
    const [customer, method] = [await pick(original, "/customers", 1), await pick(original, "/payment-methods", 1)];
    const account = { customer_id: customer?.["id"], location_id: "LOC-001", balance: 9_000 };
    await post("/debt-accounts", { ...account, external_id: "parent" });
    await post("/debt-accounts", { ...account, balance: 4_000, external_id: "child", parent_external_id: "parent" });
    await post("/charges", {
      amount: 500,
      debt_account_external_id: "parent",
      payment_method_id: method?.["id"],
      scheduled_at: "2025-04-15",
    });
    const terms = { frequency: "weekly", start_date: "2025-03-08", min_payment_amount: 100_000 };
    const invitation = { type: "email", email: "ada@example.com", debt_account_external_id: "ACC-000002", ...terms };
    const { data: session } = (await post("/payment-plans/request", invitation)).body;
    expect((await send(original, new Request(session.portal_url, { method: "POST" }))).status).toBe(200);
    const { data: template } = (await post("/email-templates", { subject: "Hello", body: "<p>Hi</p>" })).body;
    const { data: campaign } = (await post("/email-campaigns", { name: "A", email_template_id: template.id })).body;
    const subscribers = { subscribers: [{ email: "ada@example.com" }] };
    const subscribe = `/email-campaigns/${campaign.id}/subscribers`;
    expect((await post(subscribe, subscribers)).body.passed).toHaveLength(1);
    await post("/bulk", [{ customer: { name: "Bo", external_id: "bo" }, debt_accounts: [] }]);

    const restored = createSandbox({ snapshot: JSON.parse(JSON.stringify(original.snapshot())), clock: CLOCK });
    const outcomes = await Promise.all(
      [original, restored].map(async (sandbox) => {
        const again = (await call(sandbox, "POST", subscribe, subscribers)).body;
        const due = sandbox.clock.advanceToNextDue();
        sandbox.clock.advance(60 * DAY_MS);
        return { due, again, lists: await listAll(sandbox) };
      }),
    );
    expect(outcomes[1]).toEqual(outcomes[0]);
    expect(outcomes[0]?.due).toBe(Date.parse("2025-03-08"));
    expect(JSON.stringify(outcomes[1]?.lists)).toContain('"external_id":"bo"');
    // The sum of its children, less the charge.
    expect(await pick(restored, "/debt-accounts", 3)).toMatchObject({ external_id: "parent", current_balance: 3_500 });
  });

  test("is a copy: what happens later is not in it, and reset returns to it", async () => {
    const sandbox = createSandbox({ customers: 1, clock: CLOCK });
    sandbox.clock.advance(5_000);
    const snapshot = sandbox.snapshot();
    const text = JSON.stringify(snapshot);
    const restored = createSandbox({ snapshot, clock: CLOCK });
    for (const each of [sandbox, restored]) {
      await call(each, "POST", "/customers", { name: "Ada Byron" });
      each.clock.advance(1);
    }
    expect(JSON.stringify(snapshot)).toBe(text);
    restored.reset();
    expect(JSON.stringify(restored.snapshot())).toBe(text);
  });

  test("goes on with the retries of webhooks: an attempt under way is made again", async () => {
    const hanging = createSandbox({ customers: 0, clock: CLOCK, webhookFetch: () => new Promise(() => {}) });
    await call(hanging, "POST", "/webhooks", { url: "https://a.test/", events: ["a.b"], secret: SECRET });
    hanging.webhooks.trigger("a.b", { id: "1" });
    await new Promise((resolve) => setImmediate(resolve));
    expect(hanging.webhooks.deliveries).toMatchObject([{ state: "pending", attempts: 1 }]);
    const received: (string | null)[] = [];
    const restored = createSandbox({
      snapshot: hanging.snapshot(),
      clock: CLOCK,
      webhookFetch(request) {
        received.push(request.headers.get("x-tratta-signature-256"));
        return new Response();
      },
    });
    await restored.webhooks.settled();
    expect(received).toEqual([expect.stringMatching(/[0-9a-f]{64}/)]);
    expect(restored.webhooks.deliveries).toMatchObject([
      { state: "acknowledged", attempts: 1, times: [CLOCK()], lastStatus: 200 },
    ]);
    await hanging.close();
  });

  const good = createSandbox({ customers: 1, clock: CLOCK }).snapshot();
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a part that may change, as its doc comment says
  const store = good.store as { seed: object };
  const withStore = (changes: object): unknown => ({ ...good, store: { ...store, ...changes } });
  const withRecords = (customers: object): unknown => withStore({ records: { customers } });
  test.each<[value: unknown, message: string]>([
    [null, "snapshot must be what sandbox.snapshot() returned"],
    [{}, "snapshot must be what sandbox.snapshot() returned"],
    [[good], "snapshot must be what sandbox.snapshot() returned"],
    [JSON.stringify(good), "snapshot must be an object, not a string"],
    [{ ...good, version: 2 }, "snapshot has version 2, and this sandbox reads 1"],
    [{ ...good, dialect: "french" }, 'snapshot.dialect must be "vendor" or "source"'],
    [{ ...good, now: "2025" }, "snapshot.now must be epoch milliseconds"],
    [{ ...good, now: 1e18 }, "snapshot.now must be epoch milliseconds"],
    [{ ...good, store: undefined }, "snapshot.store must be an object"],
    [{ ...good, deliveries: [null] }, "snapshot.deliveries must be a list"],
    [{ ...good, deliveries: [{ state: "pending", times: [] }] }, "snapshot.deliveries must have payload"],
    [{ ...good, store: {} }, "snapshot.store.random must be a list"],
    [withStore({ random: [1] }), "snapshot.store.random must be four whole numbers"],
    [withStore({ records: {} }), "snapshot.store.records.customers is missing"],
    [withStore({ seed: { ...store.seed, customers: -1 } }), "snapshot.store.seed cannot be"],
    [withStore({ seed: { ...store.seed, today: "2025-02-30" } }), "snapshot.store.seed cannot be"],
    [withStore({ seed: { ...store.seed, seed: "1" } }), "snapshot.store.seed cannot be"],
    [{ ...good, dialect: "source" }, "snapshot.store.seed cannot be"],
    [withStore({ records: { people: [] } }), "snapshot.store.records.people is not a kind of record"],
    [withRecords([{ id: "1" }]), "snapshot.store.records.customers must be a list"],
    [withRecords({ ...NONE, added: [{ id: 1 }] }), "snapshot.store.records.customers must be records with an id"],
    [
      withRecords({ ...NONE, added: [{ id: "1" }, { id: "1" }] }),
      "snapshot.store.records.customers must be records with an id each, which no other has",
    ],
    [withRecords({ ...NONE, changed: [{ id: "1" }] }), "snapshot.store.records.customers must change and delete"],
    [withRecords({ ...NONE, deleted: ["1"] }), "snapshot.store.records.customers must change and delete"],
    [withStore({ plansBeingPaid: ["1"] }), "snapshot.store.plansBeingPaid must be ids of its own records"],
    [withStore({ childAccounts: {} }), "snapshot.store.childAccounts must be a list"],
    [withStore({ webhookSecrets: [[1]] }), "snapshot.store.webhookSecrets must be pairs that begin with an id"],
  ])("a value that is none is refused: %#", (value, message) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what a JavaScript caller may do
    expect(() => createSandbox({ snapshot: value as SandboxSnapshot })).toThrow(message);
  });

  test("options that contradict it are refused", () => {
    expect(() => createSandbox({ snapshot: good, seed: 2 })).toThrow("seed excludes snapshot");
    expect(() => createSandbox({ snapshot: good, customers: 2 })).toThrow("customers excludes snapshot");
    expect(() => createSandbox({ snapshot: good, dialect: "source" })).toThrow('dialect must be "vendor"');
    expect(() => createSandbox({ snapshot: good, dialect: "vendor", token: "mine" })).not.toThrow();
  });
});
