import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createSandbox, type Sandbox } from "../../../src/sandbox/index.ts";
import { runCli, UsageError } from "../../../src/sandbox/run-cli.ts";
import { call, noonOf } from "../../support/sandbox-caller.ts";

const NOON = noonOf("2025-03-01");
const SECRET = "0123456789abcdef";
let sandbox: Sandbox;
let url: string;

beforeEach(async () => {
  sandbox = createSandbox({ customers: 1, clock: NOON, token: "mine", webhookFetch: () => new Response() });
  ({ url } = await sandbox.listen());
});
afterEach(() => sandbox.close());

/** Runs a command on the sandbox of this test, and returns what it prints. */
async function run(...args: string[]): Promise<string[]> {
  const printed: string[] = [];
  await runCli([...args, "--url", url, "--token", "mine"], (text) => printed.push(text));
  return printed;
}

describe("a command for a running sandbox", () => {
  test("clock shows and moves the time", async () => {
    await call(sandbox, "POST", "/webhooks", { url: "https://a.test/", events: ["a.b"], secret: SECRET });
    expect(await run("clock")).toEqual(["2025-03-01T12:00:00.000Z"]);
    expect(await run("clock", "advance", "7d")).toEqual(["2025-03-08T12:00:00.000Z"]);
    expect(await run("clock", "set", "2025-04-01")).toEqual(["2025-04-01T00:00:00.000Z"]);
    expect(await run("clock", "set", String(NOON()))).toEqual(["2025-03-01T12:00:00.000Z"]);
    await expect(run("clock", "next")).rejects.toThrow("No charge is scheduled and no webhook waits");
    await expect(run("clock", "set", "tomorrow")).rejects.toThrow("set must be a valid date");
    expect(sandbox.clock.now()).toBe(NOON());
  });

  test("faults are added with what belongs to them, listed, and cleared", async () => {
    expect(await run("faults")).toEqual(["no faults"]);
    const options = ["--status", "503", "--header", "Retry-After: 5", "--method", "POST", "--path", "/charges"];
    const line = 'status status=503 headers={"Retry-After":"5"}, on POST /charges: fired 0, left 2';
    expect(await run("faults", "add", "status", ...options, "--times", "2")).toEqual([line]);
    expect((await call(sandbox, "POST", "/charges", {})).headers.get("retry-after")).toBe("5");
    await run("faults", "add", "delay", "--ms", "2s", "--body-ms", "1m");
    await run("faults", "add", "status", "--status", "500", "--body", '{"a": 1}', "--commit");
    expect(sandbox.faults.list().map(({ fault }) => fault)).toEqual([
      { kind: "status", status: 503, headers: { "Retry-After": "5" } },
      { kind: "delay", ms: 2_000, bodyMs: 60_000 },
      { kind: "status", status: 500, body: { a: 1 }, commit: true },
    ]);
    expect((await run("faults", "list"))[0]).toBe(line.replace("fired 0, left 2", "fired 1, left 1"));
    await expect(run("faults", "add", "redirect")).rejects.toThrow("fault.status");
    expect(await run("faults", "clear")).toEqual(["no faults"]);
    expect(sandbox.faults.list()).toEqual([]);
  });

  test("requests prints those received, without query, body and portal session", async () => {
    const { data } = (await call(sandbox, "GET", "/customers?limit=1")).body;
    const { body } = await call(sandbox, "POST", "/customer-sessions", { customer_id: data[0].id });
    await sandbox.fetch(new Request(body.data.portal_url));
    expect(await run("requests")).toEqual([
      "2025-03-01T12:00:00.000Z GET /customers 200",
      "2025-03-01T12:00:00.000Z POST /customer-sessions 201",
      "2025-03-01T12:00:00.000Z GET /portal/{session} 200",
    ]);
  });

  test("requests --follow prints what comes, until it is stopped or the sandbox is closed", async () => {
    const follow = (signal?: AbortSignal): { printed: string[]; ended: Promise<unknown> } => {
      const printed: string[] = [];
      const args = ["requests", "--follow", "--url", url, "--token", "mine"];
      return { printed, ended: runCli(args, (text) => printed.push(text), signal) };
    };
    const stop = new AbortController();
    const [stopped, other] = [follow(stop.signal), follow()];
    await call(sandbox, "GET", "/customers");
    const line = "2025-03-01T12:00:00.000Z GET /customers 200";
    await vi.waitFor(() => expect([stopped.printed, other.printed]).toEqual([[line], [line]]));
    stop.abort();
    await stopped.ended;
    await call(sandbox, "GET", "/tickets");
    await sandbox.close();
    await other.ended;
    expect([stopped.printed.length, other.printed.length]).toEqual([1, 2]);
  });

  test("requests --follow fails when the connection breaks", async () => {
    const server = createServer((_, response) => {
      response.writeHead(200, { "Content-Type": "application/x-ndjson" });
      response.write(`\n${JSON.stringify({ at: 0, method: "GET", path: "/a", status: 200 })}\n`);
      setImmediate(() => response.destroy());
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    try {
      url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      await expect(run("requests", "--follow")).rejects.toThrow("the connection to the sandbox was lost");
    } finally {
      server.close();
    }
  });

  test("customers prints what they owe, the newest first", async () => {
    for (const name of ["Ada Byron", "Ben Abbott"]) {
      const { body } = await call(sandbox, "POST", "/customers", { name });
      const account = {
        customer_id: body.data.id,
        external_id: name,
        location_id: "l",
        location_name: "L",
        balance: 1234_50,
      };
      if (name === "Ada Byron") await call(sandbox, "POST", "/debt-accounts", account);
    }
    const [newest, ada, ...others] = await run("customers", "--limit", "2");
    expect(newest).toMatch(/^[\da-f-]{36} {8}\$0\.00 Ben Abbott$/);
    expect(ada).toMatch(/^[\da-f-]{36} {5}\$1234\.50 Ada Byron$/);
    expect(others).toEqual(["2 of 3"]);
    expect(await run("customers", "--search", "byron")).toEqual([ada, "1 of 1"]);
  });

  test("customers prints no control characters of a name, which a terminal would obey", async () => {
    await call(sandbox, "POST", "/customers", { name: "Ada\u001B[2J\nBen\u202E" });
    const [line, total, ...others] = await run("customers", "--limit", "1");
    expect(line).toMatch(/ Ada\?\[2J\?Ben\?$/);
    expect([total, others]).toEqual(["1 of 2", []]);
  });

  test("state prints the records as JSON, and reset returns to the start", async () => {
    await call(sandbox, "POST", "/customers", { name: "Ada Byron" });
    const state = async (...args: string[]): Promise<Record<string, unknown>> =>
      JSON.parse((await run("state", ...args)).join(""));
    expect((await state())["customers"]).toHaveLength(2);
    expect(Object.keys(await state("--resource", "charges"))).toEqual(["now", "dialect", "totals", "charges"]);
    expect(await run("reset")).toEqual(["the sandbox is as it was at its start"]);
    expect((await state())["customers"]).toHaveLength(1);
  });

  test("refund refunds a charge, in part or in full", async () => {
    const [{ id, amount }] = (await call(sandbox, "GET", "/charges")).body.data;
    expect(await run("refund", id, "100")).toEqual([`refunded 100, left ${amount - 100}`]);
    await expect(run("refund", id, "0.5")).rejects.toThrow("The amount of a refund must be a whole number of cents");
    expect(await run("refund", id)).toEqual([`refunded ${amount - 100}, left 0`]);
    await expect(run("refund", id)).rejects.toThrow("The charge of a refund must be a completed one");
  });

  test.each<[args: string[], message: string]>([
    [["clock", "advance"], "clock takes advance <duration>, set <date>, next, or nothing"],
    [["clock", "advance", "7"], "a duration must be such as 500ms, 30s, 15m, 2h or 7d, not 7"],
    [["clock", "next", "1d"], "clock takes advance <duration>"],
    [["clock", "--forward"], "Unknown option '--forward'"],
    [["faults", "remove"], "faults takes list, add <kind>, clear, or nothing"],
    [["faults", "constructor"], "faults takes list, add <kind>, clear, or nothing"],
    [["faults", "add"], "faults takes list, add <kind>, clear, or nothing"],
    [["faults", "clear", "--times", "2"], "--times goes with faults add"],
    [["faults", "add", "status", "--status", "many"], "--status must be a whole number"],
    [["faults", "add", "status", "--header", "none"], "--header must be such as 'Retry-After: 5'"],
    [["faults", "add", "delay", "--ms", "2"], "a duration must be such as"],
    [["refund"], "refund takes the id of a charge and, for a part of it, an amount"],
    [["refund", "1", "2", "3"], "refund takes the id of a charge"],
    [["refund", "1", "-2"], "Unknown option '-2'"],
    [["refund", "1", "all"], "the amount of a refund must be a number, such as 700"],
    [["customers", "ada"], "customers takes no arguments but --search and --limit"],
    [["customers", "--limit", "many"], "--limit must be a whole number"],
    [["requests", "all"], "requests takes no arguments but --follow"],
    [["state", "all"], "state takes no arguments but --resource <name>"],
    [["reset", "now"], "reset takes no arguments"],
  ])("%j is a wrong command line, for exit code 2", async (args, message) => {
    const error: unknown = await run(...args).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UsageError);
    expect((error as Error).message).toContain(message);
    expect((error as Error).message).not.toContain("\n");
  });

  test.each(["clock", "faults", "refund", "requests", "state", "reset", "trigger"])(
    "%s --help describes it",
    async (command) => {
      const [help] = await run(command, "--help");
      expect(help).toContain(`tratta-sandbox ${command}`);
      for (const option of ["--url", "--token", "--help"]) expect(help).toContain(option);
      const [all] = await run(command, "--help").then(() => {
        const printed: string[] = [];
        return runCli(["--help"], (text) => printed.push(text)).then(() => printed);
      });
      expect(all).toContain(`tratta-sandbox ${command}`);
    },
  );

  test.each(["clock", "faults", "requests", "state", "reset"])(
    "%s says that no sandbox responds, or that it has another token, for exit code 1",
    async (command) => {
      const other = runCli([command, "--url", url], () => {});
      await expect(other).rejects.toThrow("the sandbox has another token; give it with --token");
      await sandbox.close();
      const error: unknown = await run(command).catch((reason: unknown) => reason);
      expect(error).not.toBeInstanceOf(UsageError);
      expect((error as Error).message).toBe(
        `no sandbox responds at ${url}; start one, or give the address of another with --url`,
      );
    },
  );
});
