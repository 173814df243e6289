import { Ajv } from "ajv";
import fc from "fast-check";
import type { OpenAPIV3 } from "openapi-types";
import { describe, expect, test } from "vitest";
import { CONTROL_DOCUMENT } from "../../../src/sandbox/control-api/control-document.ts";
import { CONTROL_OPERATIONS } from "../../../src/sandbox/control-api/control-operations.ts";
import { createSandbox, type Sandbox, type SandboxOptions } from "../../../src/sandbox/index.ts";
import { call, noonOf, readResponse, type ReadResponse } from "../../support/sandbox-caller.ts";

const CLOCK = noonOf("2025-03-01");
const SECRET = "0123456789abcdef";
const HOOK = { url: "https://a.test/", events: ["a.b"], secret: SECRET };
const DAY_MS = 86_400_000;

type Control = (method: string, path: string, body?: unknown, headers?: object) => Promise<ReadResponse>;

/** A body that is a string is sent as it is. */
function controlOf(sandbox: Sandbox): Control {
  return async (method, path, body, headers = {}) => {
    const init = body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) };
    const request = new Request(`http://sandbox.test/_sandbox${path}`, {
      method,
      headers: { Authorization: `Bearer ${sandbox.token}`, ...headers },
      ...init,
    });
    return readResponse(await sandbox.fetch(request));
  };
}

function createControlled(options: SandboxOptions = {}): { sandbox: Sandbox; control: Control } {
  const sandbox = createSandbox({ customers: 2, clock: CLOCK, ...options });
  return { sandbox, control: controlOf(sandbox) };
}

describe("the clock over HTTP", () => {
  test("is read, moved forward and set, and charges fall due", async () => {
    const { sandbox, control } = createControlled();
    const moves = [
      await control("GET", "/clock"),
      await control("POST", "/clock", { advanceMs: 1_500 }),
      await control("POST", "/clock", { set: "2025-04-01" }),
      await control("POST", "/clock", { set: "2025-04-01T02:00:00+02:00" }),
      await control("POST", "/clock", { set: CLOCK() }),
    ];
    const april = Date.parse("2025-04-01");
    expect(moves.map(({ status, body }) => [status, body])).toEqual(
      [CLOCK(), CLOCK() + 1_500, april, april, CLOCK()].map((now) => [200, { now }]),
    );
    expect(sandbox.clock.now()).toBe(CLOCK());
  });

  test("moves to what falls due next, and says when nothing does", async () => {
    const { sandbox, control } = createControlled({ webhookFetch: () => new Response(null, { status: 500 }) });
    await call(sandbox, "POST", "/webhooks", HOOK);
    expect((await control("GET", "/clock")).body).toEqual({ now: CLOCK() });
    const idle = await control("POST", "/clock", { next: true });
    expect([idle.status, idle.body.errorCode, sandbox.clock.now()]).toEqual([409, "nothing_due", CLOCK()]);
    await control("POST", "/webhooks/trigger", { event: "a.b" });
    await control("GET", "/webhooks/deliveries?settled=true");
    expect((await control("GET", "/clock")).body).toEqual({ now: CLOCK(), nextDueAt: CLOCK() + 900_000 });
    expect((await control("POST", "/clock", { next: true })).body).toEqual({ now: CLOCK() + 900_000 });
    const { deliveries } = (await control("GET", "/webhooks/deliveries?settled=true")).body;
    expect(deliveries).toMatchObject([{ attempts: 2, lastStatus: 500 }]);
    for (const payload of [1, 2]) await control("POST", "/webhooks/trigger", { event: "a.b", payload });
    const all = (await control("GET", "/webhooks/deliveries?settled=true")).body;
    const newest = (await control("GET", "/webhooks/deliveries?limit=2")).body;
    expect(newest).toEqual({ total: 3, deliveries: all.deliveries.slice(1) });
    expect((await control("GET", "/webhooks/deliveries?limit=0")).body.deliveries).toEqual([]);
  });
});

describe("faults over HTTP", () => {
  test("are added, listed with how often they fired, and cleared", async () => {
    const { sandbox, control } = createControlled();
    const fault = { kind: "status", status: 503, headers: { "Retry-After": "1" } };
    const match = { method: "POST", path: "/charges", times: 2 };
    const added = await control("POST", "/faults", { fault, match });
    expect([added.status, added.body]).toEqual([201, { fault, match, fired: 0, left: 2 }]);
    expect((await call(sandbox, "POST", "/charges", {})).status).toBe(503);
    await control("POST", "/faults", { fault: { kind: "empty" } });
    const listed = await control("GET", "/faults");
    expect(listed.body).toEqual({
      faults: [
        { fault, match, fired: 1, left: 1 },
        { fault: { kind: "empty" }, match: {}, fired: 0, left: 1 },
      ],
    });
    const cleared = await control("DELETE", "/faults");
    expect([cleared.status, cleared.body, sandbox.faults.list()]).toEqual([204, "", []]);
    expect((await call(sandbox, "POST", "/charges", {})).status).toBe(422);
  });
});

test("faults and the rate limit leave control alone, which is neither recorded nor counted", async () => {
  const { sandbox, control } = createControlled({ rateLimit: 2 });
  sandbox.faults.add({ kind: "status", status: 500 });
  for (let index = 0; index < 5; index += 1) expect((await control("GET", "/clock")).status).toBe(200);
  expect([sandbox.requests.length, sandbox.faults.list()[0]?.fired]).toEqual([0, 0]);
  const statuses = [];
  for (let index = 0; index < 3; index += 1) statuses.push((await call(sandbox, "GET", "/webhooks")).status);
  expect(statuses).toEqual([500, 200, 429]);
});

describe("the state over HTTP", () => {
  test("shows the records of all resources or of some, as of now", async () => {
    const { sandbox, control } = createControlled();
    const created = await call(sandbox, "POST", "/customers", { name: "Ada Byron", external_id: "ada" });
    const { body } = await control("GET", "/state");
    expect(body).toMatchObject({ now: CLOCK(), dialect: "vendor" });
    expect(body.customers).toHaveLength(3);
    expect(body.customers.at(-1)).toMatchObject({ id: created.body.data.id, external_id: "ada", first_name: "Ada" });
    const some = await control("GET", "/state?resource=charges&resource=tickets");
    expect(Object.keys(some.body)).toEqual(["now", "dialect", "totals", "charges", "tickets"]);
    const one = await control("GET", "/state?resource=customers");
    expect(one.body.customers).toEqual(body.customers);
  });

  test("comes in pages, with how many records there are", async () => {
    const { control } = createControlled({ customers: 7 });
    const all = (await control("GET", "/state")).body;
    const { body } = await control("GET", "/state?resource=customers&resource=tickets&offset=2&limit=3");
    expect(body.totals).toEqual({ customers: 7, tickets: all.tickets.length });
    expect(body.customers).toEqual(all.customers.slice(2, 5));
    expect(body.tickets).toEqual([]);
    expect((await control("GET", "/state?resource=customers&offset=7")).body.customers).toEqual([]);
  });

  test("masks card and account numbers and the secrets of webhooks, as the requests and faults do", async () => {
    const { sandbox, control } = createControlled();
    const card = {
      card_holder: "Ada Byron",
      card_number: "4111111111111234",
      card_expiration_month: "12",
      card_expiration_year: "30",
      card_security_code: "987",
    };
    const bank_account = {
      account_holder: "Ada Byron",
      account_type: "checking",
      routing_number: "011000015",
      account_number: "000123456789",
      account_zip: "62701",
      account_state: "IL",
    };
    for (const body of [{ card }, { ach: bank_account }]) {
      expect((await call(sandbox, "POST", "/payment-methods", body)).body.error).toBeUndefined();
    }
    await call(sandbox, "POST", "/webhooks", HOOK);
    const number = "5555555555554444";
    await call(sandbox, "POST", "/customers", { name: "Ada Byron", external_id: number });
    await call(sandbox, "POST", "/tickets", { subject: `My card ${number}`, description: number });
    const shown = [await control("GET", "/state"), await control("GET", "/requests")];
    const [state] = shown;
    expect(state?.body.payment_methods.slice(-2)).toMatchObject([
      { type: "card", last_four: "1234" },
      { type: "bank_account", last_four: "6789", routing_number: "***" },
    ]);
    expect([state?.body.customers.at(-1).external_id, state?.body.tickets.at(-1).subject]).toEqual([
      "***",
      "My card ***",
    ]);
    expect(state?.body.webhooks.at(-1)).toMatchObject({ url: HOOK.url, secret: "***" });
    expect(JSON.stringify(shown.map(({ body }) => body))).not.toMatch(
      /4111111111111234|5555555555554444|000123456789|011000015|0123456789abcdef|sandbox-token|secret-of/,
    );
  });
});

describe("refunds over HTTP", () => {
  test("are made in part and in full, and raise the balance", async () => {
    const { sandbox, control } = createControlled();
    const [{ id, amount, debt_account_id }] = (await call(sandbox, "GET", "/charges")).body.data;
    const balance = async (): Promise<number> =>
      (await call(sandbox, "GET", `/debt-accounts/${debt_account_id}`)).body.data.current_balance;
    const before = await balance();
    const part = await control("POST", "/refunds", { charge_id: id, amount: 100 });
    expect([part.status, part.body]).toEqual([201, { charge_id: id, amount: 100, left: amount - 100 }]);
    const rest = await control("POST", "/refunds", { charge_id: id });
    expect(rest.body).toEqual({ charge_id: id, amount: amount - 100, left: 0 });
    expect(await balance()).toBe(before + amount);
    const again = await control("POST", "/refunds", { charge_id: id });
    expect([again.status, again.body.error]).toEqual([422, "The charge of a refund must be a completed one"]);
  });
});

test("reset over HTTP returns to the start", async () => {
  const { sandbox, control } = createControlled();
  const before = await control("GET", "/state");
  await call(sandbox, "POST", "/customers", { name: "Ada Byron" });
  sandbox.clock.advance(DAY_MS);
  sandbox.faults.add({ kind: "reset" });
  const response = await control("POST", "/reset");
  expect([response.status, response.body]).toEqual([204, ""]);
  expect((await control("GET", "/state")).body).toEqual(before.body);
  expect([sandbox.requests.length, sandbox.faults.list().length]).toEqual([0, 0]);
});

test("health needs no token, and tells nothing else", async () => {
  const { control } = createControlled();
  const response = await control("GET", "/health", undefined, { Authorization: "" });
  expect([response.status, response.body]).toEqual([200, { status: "ok" }]);
  expect((await control("GET", "/clock", undefined, { Authorization: "" })).status).toBe(401);
});

describe("a request that cannot be", () => {
  const REFUSED: [method: string, path: string, body: unknown, status: number, error: string][] = [
    ["GET", "/nothing", undefined, 404, "The sandbox has no such control."],
    ["GET", "", undefined, 404, "The sandbox has no such control."],
    ["GET", "/clock/", undefined, 404, "The sandbox has no such control."],
    ["GET", "/__proto__", undefined, 404, "The sandbox has no such control."],
    ["PUT", "/clock", "{}", 405, "This control allows GET, POST."],
    ["HEAD", "/clock", undefined, 405, ""],
    ["GET", "/reset", undefined, 405, "This control allows POST."],
    ["POST", "/health", "{}", 405, "This control allows GET."],
    ["POST", "/clock", "{", 400, "The request body is not valid JSON."],
    ["POST", "/clock", "advanceMs=5", 400, "The request body is not valid JSON."],
    ["POST", "/clock", "", 400, "The request body is missing."],
    ["POST", "/faults", "[".repeat(5_000) + "]".repeat(5_000), 400, "The request body is nested too deeply."],
    ["POST", "/faults", `"${"a".repeat(5_000_001)}"`, 413, "at most 5000000 bytes and 250000 values"],
    ["POST", "/clock", null, 422, "The request body must be object"],
    ["POST", "/clock", {}, 422, "must have one of advanceMs, set and next"],
    ["POST", "/clock", { advanceMs: 1, next: true }, 422, "must have one of advanceMs, set and next"],
    ["POST", "/clock", { advanceMs: "1" }, 422, "advanceMs must be number"],
    ["POST", "/clock", { advanceMs: null }, 422, "advanceMs must be number"],
    ["POST", "/clock", { advanceMs: -1 }, 422, "advanceMs must be >= 0"],
    ["POST", "/clock", '{"advanceMs": 1e999}', 422, "advanceMs must"],
    ["POST", "/clock", { advanceMs: 1e18 }, 422, "advanceMs must not lead beyond the year 8999"],
    ["POST", "/clock", { set: "tomorrow" }, 422, "set must be a valid date"],
    ["POST", "/clock", { set: 1e18 }, 422, "set must be from the year 1970 to the year 8999"],
    ["POST", "/clock", { set: "9500-01-01" }, 422, "set must be from the year 1970 to the year 8999"],
    ["POST", "/clock", { set: true }, 422, "set must be number or string"],
    ["POST", "/clock", { next: false }, 422, "next must be one of true"],
    ["POST", "/clock", { advance: 1 }, 422, "advance is not known"],
    ["POST", "/faults", {}, 422, "fault is required"],
    ["POST", "/faults", { fault: {} }, 422, "fault.kind is required"],
    ["POST", "/faults", { fault: { kind: "explode" } }, 422, "fault.kind must be one of status,html"],
    ["POST", "/faults", { fault: { kind: "status" } }, 422, "fault.status"],
    ["POST", "/faults", { fault: { kind: "status", status: "503" } }, 422, "fault.status must be integer"],
    ["POST", "/faults", { fault: { kind: "status", status: 99 } }, 422, "fault.status must be >= 200"],
    ["POST", "/faults", { fault: { kind: "status", status: 500, headers: { a: 1 } } }, 422, "fault.headers.a must be"],
    ["POST", "/faults", { fault: { kind: "delay", ms: -1 } }, 422, "fault.ms must be >= 0"],
    ["POST", "/faults", { fault: { kind: "redirect", status: 302 } }, 422, "fault.location"],
    ["POST", "/faults", { fault: { kind: "redirect", status: 200, location: "/" } }, 422, "fault.status"],
    ["POST", "/faults", { fault: { kind: "empty", why: 1 } }, 422, "fault.why is not known"],
    ["POST", "/faults", { fault: { kind: "empty" }, match: { path: "charges" } }, 422, "path"],
    ["POST", "/faults", { fault: { kind: "empty" }, match: { times: 0 } }, 422, "match.times must be >= 1"],
    ["POST", "/faults", { fault: { kind: "empty" }, match: { path: "/_sandbox/clock" } }, 422, "path"],
    ["POST", "/faults", { fault: { kind: "empty" }, match: { method: "POST", path: "/tickets/{id}" } }, 422, "path"],
    ["POST", "/faults", { fault: { kind: "empty" }, match: { url: "/" } }, 422, "match.url is not known"],
    ["POST", "/refunds", {}, 422, "charge_id is required"],
    ["POST", "/refunds", { charge_id: "1" }, 422, "must be a completed one; none has this id"],
    ["POST", "/refunds", { charge_id: "1", amount: "5" }, 422, "amount must be number"],
    ["POST", "/refunds", { charge_id: "1", reason: "" }, 422, "reason is not known"],
    ["POST", "/webhooks/trigger", {}, 422, "event is required"],
    ["POST", "/webhooks/trigger", { event: "a\nb" }, 422, "event must be a name of visible ASCII characters"],
    ["GET", "/requests?follow=1", undefined, 422, "query.follow must be one of true,false"],
    ["GET", "/requests?follow=true&follow=true", undefined, 422, "query.follow must be string"],
    ["GET", "/state?resource=people", undefined, 422, "query.resource must be one of customers,"],
    ["GET", "/state?token=sandbox-token", undefined, 422, "query.token is not known"],
  ];

  test.each(REFUSED)("%s %s is refused: %#", async (method, path, body, status, error) => {
    const { sandbox, control } = createControlled();
    const before = JSON.stringify([sandbox.snapshot(), sandbox.faults.list()]);
    const response = await control(method, path, body);
    expect([response.status, response.body.error ?? ""]).toEqual([status, expect.stringContaining(error)]);
    if (status === 405) expect(response.headers.get("Allow")).toMatch(/^[A-Z, ]+$/);
    expect(JSON.stringify([sandbox.snapshot(), sandbox.faults.list()])).toBe(before);
  });

  test("changes nothing, whatever the body is", async () => {
    const { sandbox, control } = createControlled();
    const before = JSON.stringify([sandbox.snapshot(), sandbox.faults.list()]);
    const body = fc.oneof(
      fc.string(),
      fc.json(),
      fc.object().map((value) => JSON.stringify(value)),
    );
    const path = fc.constantFrom("/clock", "/faults", "/webhooks/trigger");
    await fc.assert(
      fc.asyncProperty(path, body, async (to, text) => {
        expect([400, 422]).toContain((await control("POST", to, text || " ")).status);
      }),
      { numRuns: 500 },
    );
    expect(JSON.stringify([sandbox.snapshot(), sandbox.faults.list()])).toBe(before);
  });
});

describe("the document of the control", () => {
  const operations = Object.entries(CONTROL_DOCUMENT.paths).flatMap(([path, item = {}]) =>
    Object.entries(item).map(([method, operation]) => ({
      path,
      method: method.toUpperCase(),
      id: (operation as { operationId: string }).operationId,
    })),
  );

  test("is served", async () => {
    const { control } = createControlled();
    const { body } = await control("GET", "/openapi.json");
    expect(body).toEqual(JSON.parse(JSON.stringify(CONTROL_DOCUMENT)));
  });

  test("has an operation for each that the sandbox runs, and no other", () => {
    expect(operations.map(({ id }) => id).toSorted()).toEqual(Object.keys(CONTROL_OPERATIONS).toSorted());
  });

  const BODIES: Readonly<Record<string, object>> = {
    moveClock: { advanceMs: 5 },
    addFault: { fault: { kind: "delay", ms: 1 }, match: { method: "GET" } },
    triggerWebhook: { event: "a.b", payload: {} },
  };

  const QUERIES: Readonly<Record<string, string>> = { getCustomer: "?id=ada", listCustomers: "?search=a" };

  // What follows has no end, and tests of its own.
  test.each(operations.filter(({ id }) => id !== "followEvents"))(
    "$method $path responds as documented",
    async (each) => {
      const { path, method, id } = each;
      const { sandbox, control } = createControlled({ webhookFetch: () => new Response() });
      await call(sandbox, "POST", "/customers", { name: "Ada Byron", external_id: "ada" });
      await call(sandbox, "POST", "/webhooks", HOOK);
      const charge_id = (await call(sandbox, "GET", "/charges")).body.data[0].id;
      sandbox.faults.add({ kind: "status", status: 500, headers: {}, body: "", commit: true });
      sandbox.webhooks.trigger("a.b", {});
      const given = id === "refundCharge" ? { charge_id } : BODIES[id];
      const { status, body } = await control(method, `${path}${QUERIES[id] ?? ""}`, given);
      expect(status).toBeLessThan(300);
      const item = CONTROL_DOCUMENT.paths[path] as Record<string, OpenAPIV3.OperationObject>;
      const { responses } = item[method.toLowerCase()] as { responses: Record<string, OpenAPIV3.ResponseObject> };
      expect(Object.keys(responses)).toContain(String(status));
      if (status === 204) return;
      const { schema } = responses[status]?.content?.["application/json"] ?? {};
      const { components } = CONTROL_DOCUMENT;
      const validate = new Ajv({ strict: false }).compile({ components, ...schema });
      expect([validate(body), validate.errors]).toEqual([true, null]);
      expect(validate([])).toBe(false);
    },
  );
});
