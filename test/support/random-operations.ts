import { readFileSync } from "node:fs";
import { Ajv, type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";
import * as fc from "fast-check";
import { expect } from "vitest";
import { parse } from "yaml";
import { createSandbox, type Sandbox, type SandboxOptions } from "../../src/sandbox/index.ts";
import { cardOf } from "./enrol.ts";
import { call, noonOf, readResponse, send, type ReadResponse } from "./sandbox-caller.ts";

type Dialect = NonNullable<SandboxOptions["dialect"]>;

const DAY_MS = 86_400_000;
const ACH = {
  account_holder: "Ada Byron",
  account_type: "checking",
  routing_number: "011000015",
  account_number: "000120001",
  account_zip: "62701",
};
const FREQUENCIES = ["weekly", "biweekly", "every_other_week", "monthly", "last_of_month"] as const;
const LISTS = ["customers", "debt-accounts", "payment_plans", "payment-methods", "charges", "transactions", "webhooks"];

interface Terms {
  readonly frequency: (typeof FREQUENCIES)[number];
  /** From today to the start. */
  readonly days: number;
  readonly amount: number;
}

/** Amounts are in cents; what an operation is about is chosen by number among what there is by then. */
export type RandomOperation =
  | { kind: "create_customer" }
  | {
      kind: "create_account";
      customer: number;
      balance: number;
      form: "vendor" | "source";
      parent: number | null;
      plan: Terms | null;
    }
  | { kind: "create_method"; customer: number; form: "token" | "card" | "declined" }
  | { kind: "delete_method" | "set_primary"; method: number }
  | {
      kind: "charge";
      account: number;
      amount: number;
      /** Whether it is the balance instead. */
      isWhole: boolean;
      source: "none" | "method" | "card" | "declined" | "ach";
      method: number;
      days: number | null;
      isLinked: boolean | undefined;
    }
  | { kind: "create_plan"; account: number; total: number; terms: Terms }
  | { kind: "update_plan"; plan: number; terms: Terms }
  | { kind: "delete_plan"; plan: number }
  | { kind: "enrol"; customer: number; method: number | null }
  | { kind: "advance"; hours: number }
  | { kind: "refund"; charge: number; part: number | null }
  | { kind: "read"; list: string; query: string }
  | { kind: "nonsense"; method: string; path: string; body: unknown };

const some = fc.nat();
const cents = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 1, max: 60_000 }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -5, 0.5, 33.337, 2e11) },
);
const terms = fc.record({
  frequency: fc.constantFrom(...FREQUENCIES),
  days: fc.integer({ min: -1, max: 35 }),
  amount: fc.oneof(cents, fc.integer({ min: 2_000, max: 30_000 })),
});

const operation: fc.Arbitrary<RandomOperation> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("create_customer" as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("create_account" as const),
      customer: some,
      balance: cents,
      form: fc.constantFrom("vendor", "source"),
      parent: fc.option(some, { freq: 4 }),
      plan: fc.option(terms),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("create_method" as const),
      customer: some,
      form: fc.constantFrom("token", "card", "declined"),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("delete_method" as const), method: some }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("set_primary" as const), method: some }) },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant("charge" as const),
      account: some,
      amount: cents,
      isWhole: fc.boolean(),
      source: fc.constantFrom("none", "method", "card", "declined", "ach"),
      method: some,
      days: fc.option(fc.integer({ min: -1, max: 40 })),
      isLinked: fc.constantFrom(undefined, true, false),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("create_plan" as const), account: some, total: cents, terms }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("update_plan" as const), plan: some, terms }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("delete_plan" as const), plan: some }) },
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant("enrol" as const), customer: some, method: fc.option(some) }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant("advance" as const), hours: fc.integer({ min: 0, max: 400 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("refund" as const), charge: some, part: fc.option(cents) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("read" as const),
      list: fc.constantFrom(...LISTS),
      query: fc.constantFrom("", "?limit=3&page=2", "?limit=501", "?page=0", "?include=customers", "?nmae=1"),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("nonsense" as const),
      method: fc.constantFrom("GET", "POST", "PUT", "DELETE"),
      path: fc.constantFrom("/charges", "/charges/none", "/payment-plans/none", "/payment-plans/", "/bulk", "/nothing"),
      body: fc.option(fc.anything({ maxDepth: 2, maxKeys: 3 })),
    }),
  },
);

/** Makes that many random operations. */
export function randomOperations(count: number, seed: number): RandomOperation[] {
  return fc.sample(operation, { seed, numRuns: count });
}

interface Account {
  readonly id: string;
  readonly externalId: string | undefined;
  readonly parentId: string | undefined;
}

/** What the operations have achieved, so that a run which achieves little is noticed. */
export interface Achieved {
  readonly payments: number;
  readonly failedCharges: number;
  readonly refunds: number;
  readonly completedPlans: number;
}

/**
 * Runs operations against a new sandbox. Every response has to be as the document says, and after every `checkEvery`
 * operations the books have to balance.
 */
export async function runOperations(
  dialect: Dialect,
  operations: readonly RandomOperation[],
  checkEvery: number,
): Promise<Achieved> {
  const sandbox = createSandbox({ dialect, customers: 4, clock: noonOf("2025-01-20"), recordRequests: 1 });
  const unit = dialect === "vendor" ? 1 : 100;
  const customers: string[] = (await readAll(sandbox, "/customers")).map(({ id }) => id);
  const seeded = await readAll(sandbox, "/debt-accounts");
  const accounts: Account[] = seeded.map(({ id }) => ({ id, externalId: undefined, parentId: undefined }));
  const methods: string[] = (await readAll(sandbox, "/payment_methods")).map(({ id }) => id);
  const plans: string[] = [];
  const charges: string[] = [];
  const dateIn = (days: number): string => new Date(sandbox.clock.now() + days * DAY_MS).toISOString().slice(0, 10);
  // The source spec's dialect takes fractions of a cent, too.
  const money = (amount: number): number => (dialect === "vendor" ? amount : Math.round(amount) / unit);

  async function request(method: string, path: string, body?: unknown): Promise<ReadResponse> {
    const response = await call(sandbox, method, path, body);
    checkResponse(response, sandbox.requests.at(-1)?.operationId);
    return response;
  }

  async function createAccount(op: Extract<RandomOperation, { kind: "create_account" }>): Promise<void> {
    // A plan of old that nobody has agreed to keeps its customer from agreeing to others.
    const customer_id = pick(customers.slice(-3), op.customer);
    const parent = op.parent === null ? undefined : pick(accounts, op.parent);
    const externalId = `account-${accounts.length}`;
    const isVendorForm = op.form === "vendor";
    const plan = op.plan && { frequency: op.plan.frequency, start_date: dateIn(op.plan.days) };
    const { status, body } = await request(
      "POST",
      isVendorForm ? "/debt-accounts" : "/debt_accounts",
      isVendorForm
        ? {
            customer_id,
            location_id: "L",
            location_name: "Bank",
            external_id: externalId,
            balance: money(op.balance),
            ...(parent?.externalId !== undefined && { parent_external_id: parent.externalId }),
            ...(plan && op.plan && { payment_plan: { ...plan, amount: String(money(op.plan.amount)) } }),
          }
        : {
            customer_id,
            original_balance: money(op.balance),
            ...(plan && op.plan && { payment_plan: { ...plan, amount: money(op.plan.amount) } }),
          },
    );
    if (status !== 201) return;
    accounts.push({
      id: body.data.id,
      externalId: isVendorForm ? externalId : undefined,
      parentId: isVendorForm && parent?.externalId !== undefined ? parent.id : undefined,
    });
    if (!body.data.payment_plan) return;
    plans.push(body.data.payment_plan.id);
    if (op.customer % 4 > 0)
      await enrolCustomer(customer_id, op.customer % 4 === 1 ? pick(methods, op.customer) : undefined);
  }

  async function charge(op: Extract<RandomOperation, { kind: "charge" }>): Promise<void> {
    const { id, externalId } = pick(accounts, op.account);
    const shown = op.isWhole ? (await request("GET", `/debt-accounts/${id}`)).body.data.current_balance : 0;
    const sources: Record<typeof op.source, object> = {
      none: {},
      method: { payment_method_id: pick(methods, op.method) },
      card: { card: cardOf("4111111111111111") },
      declined: { card: cardOf("4000000000000002") },
      ach: { ach: ACH },
    };
    const { status, body } = await request("POST", "/charges", {
      amount: op.isWhole && shown > 0 ? shown : money(op.amount),
      ...(externalId !== undefined && op.method % 2 === 0
        ? { debt_account_external_id: externalId }
        : { debt_account_id: id }),
      ...(op.days !== null && { scheduled_at: dateIn(op.days) }),
      ...(op.isLinked !== undefined && { linked_debt_account: op.isLinked }),
      ...sources[op.source],
    });
    if (status === 201) charges.push(body.data.id);
  }

  async function createMethod(op: Extract<RandomOperation, { kind: "create_method" }>): Promise<void> {
    const { status, body } =
      op.form === "token"
        ? await request("POST", "/payment_methods", {
            type: "card",
            token: "tok",
            customer_id: pick(customers, op.customer),
          })
        : await request("POST", "/payment-methods", {
            card: cardOf(op.form === "card" ? "4111111111111111" : "4000000000000002"),
          });
    expect(status).toBe(201);
    methods.push(body.data.id);
  }

  async function enrolCustomer(customer_id: string, payment_method_id: string | undefined): Promise<void> {
    const { body } = await request("POST", "/customer-sessions", { customer_id });
    const link: string = body.data.portal_url ?? body.data.magic_link;
    const fields = payment_method_id === undefined ? {} : { payment_method_id };
    const agreed = await send(sandbox, new Request(link, { method: "POST", body: new URLSearchParams(fields) }));
    expect([200, 422]).toContain(agreed.status);
  }

  function refund(op: Extract<RandomOperation, { kind: "refund" }>): void {
    if (charges.length === 0) return;
    try {
      sandbox.refund(pick(charges, op.charge), op.part === null ? undefined : money(op.part));
    } catch (error) {
      expect(error).toBeInstanceOf(RangeError);
    }
  }

  async function run(op: RandomOperation): Promise<void> {
    switch (op.kind) {
      case "create_customer": {
        const { body } = await request("POST", "/customers", { name: "Ada Byron" });
        customers.push(body.data.id);
        return;
      }
      case "create_account":
        return createAccount(op);
      case "create_method":
        return createMethod(op);
      case "delete_method":
        await request("DELETE", `/payment-methods/${pick(methods, op.method)}`);
        return;
      case "set_primary":
        await request("PUT", `/payment-methods/${pick(methods, op.method)}`, { is_primary: true });
        return;
      case "charge":
        return charge(op);
      case "create_plan": {
        const { status, body } = await request("POST", "/payment_plans", {
          debt_account_id: pick(accounts, op.account).id,
          total_amount: money(op.total),
          installment_amount: money(op.terms.amount),
          frequency: op.terms.frequency,
          start_date: dateIn(op.terms.days),
        });
        if (status === 201) plans.push(body.data.id);
        return;
      }
      case "update_plan": {
        if (plans.length === 0) return;
        const { frequency, days, amount } = op.terms;
        const body = { frequency, start_date: dateIn(days), amount: money(amount) };
        await request("PUT", `/payment-plans/${pick(plans, op.plan)}`, body);
        return;
      }
      case "delete_plan":
        if (plans.length > 0) await request("DELETE", `/payment-plans/${pick(plans, op.plan)}`);
        return;
      case "enrol":
        return enrolCustomer(pick(customers, op.customer), op.method === null ? undefined : pick(methods, op.method));
      case "advance":
        sandbox.clock.advance(op.hours * 3_600_000);
        return;
      case "refund":
        return refund(op);
      case "read":
        await request("GET", `/${op.list}${op.query}`);
        return;
      case "nonsense":
        await sendNonsense(sandbox, op);
    }
  }

  async function checkBooks(): Promise<Achieved> {
    const rows = await readAll(sandbox, "/debt-accounts");
    const allCharges = new Map((await readAll(sandbox, "/charges")).map((each) => [each.id, each]));
    const transactions = await readAll(sandbox, "/transactions", "include=charges");
    const toCents = (amount: number): number => {
      const inCents = Math.round(amount * unit);
      expect(amount, "an amount of whole cents").toBe(inCents / unit);
      return inCents;
    };
    const family = new Map(accounts.map(({ id, parentId }) => [id, parentId ?? id]));
    const paid = new Map<string, number>();
    const paidOfCharge = new Map<string, number>();
    let refunds = 0;
    for (const { amount, type, charges: [own] = [] } of transactions) {
      const isRefund = type === "refund" || amount < 0;
      const moved = isRefund ? -Math.abs(toCents(amount)) : toCents(amount);
      if (isRefund) refunds += 1;
      paidOfCharge.set(own.id, (paidOfCharge.get(own.id) ?? 0) + moved);
      const root = family.get(own.debt_account_id);
      if (root !== undefined) paid.set(root, (paid.get(root) ?? 0) + moved);
    }
    // The balances of a parent are the sums of its children's.
    const parents = new Set(accounts.flatMap(({ parentId }) => parentId ?? []));
    const owed = new Map<string, number>();
    for (const { id, balance, original_balance: original = balance, current_balance: current, status } of rows) {
      expect(status).toBe(current > 0 ? "active" : "resolved");
      if (dialect === "vendor") expect(current).toBeGreaterThanOrEqual(0);
      const root = family.get(id);
      if (root === undefined || parents.has(id)) continue;
      owed.set(root, (owed.get(root) ?? 0) + toCents(original) - toCents(current));
    }
    for (const [root, difference] of owed) expect([root, difference]).toEqual([root, paid.get(root) ?? 0]);
    let failedCharges = 0;
    for (const { id, status, amount } of allCharges.values()) {
      const moved = paidOfCharge.get(id);
      if (status === "failed" || status === "pending") expect(moved).toBeUndefined();
      if (status === "refunded") expect(moved).toBe(0);
      if (status === "completed") expect(moved).toBeLessThanOrEqual(toCents(amount));
      if (status === "failed") failedCharges += 1;
    }
    const isDone = ({ charges: all }: { charges: { charged_at: string | null }[] }): boolean =>
      all.length > 0 && all.every(({ charged_at }) => charged_at !== null);
    const completedPlans = (await readAll(sandbox, "/payment_plans")).filter(isDone).length;
    return { payments: transactions.length - refunds, failedCharges, refunds, completedPlans };
  }

  for (const [index, op] of operations.entries()) {
    await run(op).catch((error: unknown) => {
      throw new Error(`Operation ${index}, ${JSON.stringify(op)}: ${String(error)}`, { cause: error });
    });
    if (index % checkEvery === checkEvery - 1) await checkBooks();
  }
  return checkBooks();
}

async function sendNonsense(
  sandbox: Sandbox,
  { method, path, body }: Extract<RandomOperation, { kind: "nonsense" }>,
): Promise<void> {
  const response = await sandbox.fetch(
    new Request(`http://sandbox.test${path}`, {
      method,
      headers: {
        Accept: "application/json",
        Authorization: `Bearer ${sandbox.token}`,
        "Content-Type": "application/json",
      },
      ...(method === "POST" || method === "PUT" ? { body: fc.stringify(body) } : {}),
    }),
  );
  checkResponse(await readResponse(response), sandbox.requests.at(-1)?.operationId);
}

function pick<Item>(items: readonly Item[], number: number): Item {
  const item = items[number % items.length];
  if (item === undefined) throw new Error("nothing to pick from");
  return item;
}

async function readAll(sandbox: Sandbox, path: string, query = ""): Promise<ReadResponse["body"][]> {
  const rows: ReadResponse["body"][] = [];
  for (let page = 1; ; page += 1) {
    const response = await call(sandbox, "GET", `${path}?limit=500&page=${page}&${query}`);
    checkResponse(response, sandbox.requests.at(-1)?.operationId);
    rows.push(...response.body.data);
    if (rows.length >= response.body.meta.total) return rows;
  }
}

// oxlint-disable-next-line typescript/no-explicit-any -- a document of any shape, read by its known paths
const document: any = parse(readFileSync(new URL("../../generated/openapi.yaml", import.meta.url), "utf8"));
const ajv = new Ajv({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema({ $id: "document", components: document.components });

const responses = new Map<string, Record<string, { content?: Record<string, { schema: object }> }>>();
for (const item of Object.values<object>(document.paths)) {
  // oxlint-disable-next-line typescript/no-explicit-any -- as above
  for (const each of Object.values<any>(item)) responses.set(each.operationId, each.responses);
}

const validators = new Map<string, ValidateFunction | undefined>();

/** Checks a response: it is a success that the document has and as the document says, or an error of its form. */
function checkResponse({ status, body }: ReadResponse, operationId: string | undefined): void {
  expect(status).toBeLessThan(500);
  const documented = responses.get(operationId ?? "") ?? {};
  const isError = status >= 400;
  if (isError) expect([typeof body.error, typeof body.errorCode]).toEqual(["string", "string"]);
  else
    expect([operationId, Object.keys(documented)]).toEqual([
      operationId,
      expect.arrayContaining([expect.stringMatching(new RegExp(`^(${status}|2XX)$`))]),
    ]);
  const key = `${operationId} ${status}`;
  if (!validators.has(key)) {
    const schema = isError
      ? { $ref: "#/components/schemas/ErrorResponse" }
      : (documented[status] ?? documented["2XX"])?.content?.["application/json"]?.schema;
    validators.set(key, schema && ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"document#/'))));
  }
  const validate = validators.get(key);
  if (validate && !validate(body)) expect([key, validate.errors]).toEqual([key, []]);
}
