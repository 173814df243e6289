import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { Ajv } from "ajv";
import { afterEach, expect, test, vi } from "vitest";
import { CONTROL_DOCUMENT } from "../../../src/sandbox/control-api/control-document.ts";
import { createSandbox, type Sandbox, type SandboxOptions } from "../../../src/sandbox/index.ts";
import { enrol } from "../../support/enrol.ts";
import { call, noonOf } from "../../support/sandbox-caller.ts";

const sandboxes: Sandbox[] = [];
afterEach(async () => {
  await Promise.all(sandboxes.splice(0).map((sandbox) => sandbox.close()));
});

interface Followed {
  sandbox: Sandbox;
  /** The events so far; each changed part has a line of its own. */
  events: string[];
  lines: object[];
}

/** Follows a sandbox in process, after `before`. */
async function follow(
  options: SandboxOptions = {},
  before: (sandbox: Sandbox) => Promise<unknown> = async () => {},
): Promise<Followed> {
  const sandbox = createSandbox({ customers: 1, clock: noonOf("2025-03-01"), ...options });
  sandboxes.push(sandbox);
  await before(sandbox);
  const headers = { Authorization: `Bearer ${sandbox.token}` };
  const response = await sandbox.fetch(new Request("http://sandbox.test/_sandbox/events", { headers }));
  expect(response.headers.get("content-type")).toBe("application/x-ndjson");
  const events: string[] = [];
  const lines: object[] = [];
  const read = async (): Promise<void> => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the DOM's type of the stream differs from Node's
    const input = Readable.fromWeb(response.body as ReadableStream);
    for await (const line of createInterface({ input })) {
      const event = JSON.parse(line);
      lines.push(event);
      events.push(...(event.parts ?? [event.request === undefined ? event.type : event.request.path]));
    }
    events.push("end");
  };
  void read();
  await vi.waitFor(() => expect(events).toContain("ready"));
  events.splice(0, events.indexOf("ready") + 1);
  return { sandbox, events, lines };
}

test("the requests from before come first, without what may be large and secret", async () => {
  const { lines } = await follow({}, async (sandbox) => {
    await call(sandbox, "POST", "/charges", { amount: 5, mine: "x".repeat(1_000) });
    await call(sandbox, "GET", "/nowhere");
  });
  expect(lines).toEqual([
    {
      type: "request",
      request: {
        number: 1,
        at: noonOf("2025-03-01")(),
        method: "POST",
        path: "/charges",
        pathTemplate: "/charges",
        operationId: expect.any(String),
        status: 422,
        warnings: ["mine is not documented for this operation"],
        error: expect.stringContaining("debt_account_external_id"),
      },
    },
    { type: "request", request: expect.objectContaining({ number: 2, path: "/nowhere", status: 404 }) },
    { type: "ready" },
  ]);
});

test.each<[string, string[], (sandbox: Sandbox) => unknown]>([
  ["a request", ["/customers"], (sandbox) => call(sandbox, "GET", "/customers")],
  ["a new record", ["state", "/customers"], (sandbox) => call(sandbox, "POST", "/customers", { name: "Ada Byron" })],
  ["the clock", ["clock"], (sandbox) => sandbox.clock.advance(1_000)],
  ["a new fault", ["faults"], (sandbox) => sandbox.faults.add({ kind: "reset" })],
  ["the end of all faults", ["faults"], (sandbox) => sandbox.faults.clear()],
  [
    "a fault that fires",
    ["faults", "/customers"],
    async (sandbox) => {
      sandbox.faults.add({ kind: "empty" });
      await call(sandbox, "GET", "/customers");
    },
  ],
  ["a reset", ["deliveries", "cleared", "faults", "clock", "state"], (sandbox) => sandbox.reset()],
  ["the end", ["end"], (sandbox) => sandbox.close()],
])("%s is an event", async (_, expected, act) => {
  const { sandbox, events } = await follow();
  await act(sandbox);
  await vi.waitFor(() => expect([...new Set(events)].toSorted()).toEqual(expected.toSorted()));
});

test("each step of a delivery is an event", async () => {
  const hook = { url: "https://a.test/", events: ["a.b"], secret: "0123456789abcdef" };
  const { sandbox, lines } = await follow({ webhookFetch: () => new Response(null, { status: 500 }) }, (given) =>
    call(given, "POST", "/webhooks", hook),
  );
  const changed = { type: "changed", parts: ["deliveries"] };
  for (const step of [() => sandbox.webhooks.trigger("a.b", {}), () => sandbox.clock.advance(900_000)]) {
    lines.length = 0;
    step();
    await sandbox.webhooks.settled();
    await vi.waitFor(() => expect(lines).toContainEqual(changed));
  }
});

test("a charge that falls due is an event of the records", async () => {
  const plan = { frequency: "weekly", amount: "10000", start_date: "2025-03-08" };
  const { sandbox, events } = await follow({}, (given) => enrol(given, { balance: 300_00, plan }));
  sandbox.clock.advance(7 * 86_400_000);
  await vi.waitFor(() => expect(events).toContain("state"));
});

test("changes that nobody has read yet are one line", async () => {
  const { sandbox, lines } = await follow();
  lines.length = 0;
  for (let index = 0; index < 50; index += 1) {
    sandbox.clock.advance(1);
    sandbox.faults.clear();
  }
  await vi.waitFor(() => expect(lines).not.toEqual([]));
  expect(lines).toEqual([{ type: "changed", parts: ["clock", "faults"] }]);
});

test("each line is as documented", async () => {
  const { sandbox, lines } = await follow({}, (given) => call(given, "GET", "/nowhere"));
  sandbox.reset();
  await vi.waitFor(() => expect(lines.length).toBeGreaterThanOrEqual(4));
  const { components } = CONTROL_DOCUMENT;
  const validate = new Ajv({ strict: false }).compile({ components, ...components?.schemas?.["Event"] });
  for (const line of lines) expect([validate(line), validate.errors]).toEqual([true, null]);
  expect(validate({ type: "other" })).toBe(false);
});
