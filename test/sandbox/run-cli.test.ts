import { once } from "node:events";
import { createServer, request as httpRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, test, vi } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { createSandbox, type SandboxListener } from "../../src/sandbox/index.ts";
import { runCli, UsageError } from "../../src/sandbox/run-cli.ts";

const listeners: SandboxListener[] = [];
afterEach(async () => {
  await Promise.all(listeners.splice(0).map((listener) => listener.close()));
});

/** Runs the command line and returns what it has printed so far. */
async function run(...args: string[]): Promise<{ url: string; printed: string[] }> {
  const printed: string[] = [];
  const listener = await runCli(args, (line) => printed.push(line));
  if (listener) listeners.push(listener);
  return { url: `${listener?.url}/api/v1`, printed };
}

describe("the command line of the sandbox", () => {
  test("prints its address and how to call it, then each request without query and body", async () => {
    const { url, printed } = await run("--port", "0", "--token", "my-token", "--customers", "3");
    expect(printed[0]).toContain(`base URL  ${url}\n`);
    expect(printed[0]).toContain(`console   ${new URL(url).origin}/#token=my-token\n`);
    expect(printed[0]).toContain("token     my-token");
    expect(printed[0]).toContain(`curl -H 'Authorization: Bearer my-token' '${url}/customers?limit=2'`);
    const headers = { Authorization: "Bearer my-token", Accept: "*/*", "Content-Type": "application/json" };
    const list = await fetch(`${url}/customers?limit=2`, { headers });
    expect(await list.json()).toMatchObject({ meta: { total: 3 } });
    const create = async (path: string, body: object): Promise<Record<string, string>> => {
      const response = await fetch(`${url}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
      const { data }: { data: Record<string, string> } = JSON.parse(await response.text());
      return data;
    };
    const customer = await create("/customers", { name: "Secretname B" });
    const session = await create("/customer-sessions", { customer_id: customer["id"] });
    await (await fetch(String(session["portal_url"]))).text();
    await (await fetch(`${url}/customers`)).text();
    expect(printed.slice(1)).toEqual([
      "GET /customers 200",
      "POST /customers 201",
      "POST /customer-sessions 201",
      "GET /portal/{session} 200",
      "GET /customers 401",
    ]);
  });

  test("prints a warning for a field that is not documented, and refuses it with --strict", async () => {
    for (const [flags, status] of [
      [[], 201],
      [["--strict"], 422],
    ] as const) {
      const { url, printed } = await run("--port", "0", ...flags);
      const headers = { Authorization: "Bearer sandbox-token", Accept: "*/*", "Content-Type": "application/json" };
      const body = JSON.stringify({ name: "Ada", nmae: "Secretname" });
      await (await fetch(`${url}/customers`, { method: "POST", headers, body })).text();
      expect(printed.slice(1)).toEqual([
        `POST /customers ${status}`,
        "  warning: nmae is not documented for this operation",
      ]);
    }
  });

  test("the same seed gives the same data, and the rate limit counts", async () => {
    const { url } = await run("--port", "0", "--seed", "7", "--rate-limit", "1");
    const headers = { Authorization: "Bearer sandbox-token", Accept: "application/json" };
    const first = await fetch(`${url}/customers?limit=1`, { headers });
    expect(first.headers.get("x-ratelimit-limit")).toBe("1");
    const same = await createSandbox({ seed: 7 }).fetch(new Request(`${url}/customers?limit=1`, { headers }));
    expect(await first.text()).toBe(await same.text());
  });

  test.each(["vendor", "source"] as const)("responds in the dialect %s", async (dialect) => {
    const { url } = await run("--port", "0", "--dialect", dialect);
    const headers = { Authorization: "Bearer sandbox-token", Accept: "application/json" };
    const first = await fetch(`${url}/customers?limit=1`, { headers });
    const same = await createSandbox({ dialect }).fetch(new Request(`${url}/customers?limit=1`, { headers }));
    expect(await first.text()).toBe(await same.text());
  });

  test("trigger lets a running sandbox send an event", async () => {
    const received: string[] = [];
    const receiver = createServer((request, response) => {
      void text(request).then((body) => received.push(`${String(request.headers["x-tratta-event-name"])} ${body}`));
      response.end();
    });
    receiver.listen(0, "127.0.0.1");
    await once(receiver, "listening");
    const { port } = receiver.address() as AddressInfo;
    try {
      const { url } = await run("--port", "0", "--token", "my-token");
      const { origin } = new URL(url);
      const headers = { Authorization: "Bearer my-token", Accept: "*/*", "Content-Type": "application/json" };
      const webhook = { url: `http://127.0.0.1:${port}/`, events: ["charge.failed"], secret: "0123456789abcdef" };
      await fetch(`${url}/webhooks`, { method: "POST", headers, body: JSON.stringify(webhook) });
      const trigger = (...args: string[]): ReturnType<typeof run> =>
        run("trigger", ...args, "--url", origin, "--token", "my-token");
      const { printed } = await trigger("charge.failed", "--payload", '{"id": "1"}');
      expect(printed).toEqual([`charge.failed is sent to http://127.0.0.1:${port}/`]);
      await vi.waitFor(() => expect(received).toEqual(['charge.failed {"id":"1"}']));
      await expect(trigger("customer.create")).rejects.toThrow(
        "no webhook of the sandbox is registered for customer.create",
      );
      await expect(trigger("charge.failed", "--payload", "{")).rejects.toThrow("--payload must be JSON");
      await expect(trigger("two", "events")).rejects.toThrow("trigger takes one event");
      await expect(trigger()).rejects.toThrow("trigger takes one event");
      await expect(trigger("a\nb")).rejects.toThrow("event must be a name of visible ASCII characters");
      await expect(run("trigger", "a.b", "--url", origin)).rejects.toThrow("the sandbox has another token");
      await expect(run("trigger", "a.b", "--url", "here")).rejects.toThrow("--url must be the address of a sandbox");
      const elsewhere = `http://127.0.0.1:${port}`;
      await expect(run("trigger", "a.b", "--url", elsewhere)).rejects.toThrow(`there is no sandbox at ${elsewhere}`);
    } finally {
      receiver.close();
    }
    const gone = `http://127.0.0.1:${port}`;
    await expect(run("trigger", "a.b", "--url", gone)).rejects.toThrow(`no sandbox responds at ${gone}`);
  });

  test("says which port is in use and what to do", async () => {
    const { port } = new URL((await run("--port", "0")).url);
    await expect(run("--port", port)).rejects.toThrow(
      `port ${port} is in use; choose another one with --port, or 0 for any free one`,
    );
  });

  test.each([
    [["--port", "many"], "--port must be a whole number"],
    [["--port", "70000"], "port must be a whole number from 0 to 65535"],
    [["--customers=-3"], "customers must be a whole number from 0"],
    [["--rate-limit", "0"], "rateLimit must be a whole number from 1"],
    [["--dialect", "french"], "--dialect must be vendor or source"],
    [["--token", "two words"], "token must be a string of visible ASCII characters"],
    [["--prot", "1"], "Unknown option '--prot'"],
    [["4010"], "Unexpected argument '4010'"],
    [["--port", "-1"], "Option '--port' argument is ambiguous"],
    [["--host", "0.0.0.0"], "needs a token of its own: set token (--token), because the default one is public"],
    [["--host", "0.0.0.0", "--token", "sandbox-token"], "needs a token of its own"],
    [["--host", "192.0.2.1", "--token", "my-token"], "192.0.2.1 is no address of this machine; choose another one"],
    [["--allowed-hosts", "*"], "allowedHosts must list a host name, such as sandbox.test"],
    [["--allowed-origins", "app.test"], "allowedOrigins must list an origin, such as https://app.test"],
    [["--allowed-origins", "*"], "allowedOrigins must list an origin"],
    [["trigger"], "trigger takes one event"],
    [["trigger", "a.b", "--prot", "1"], "Unknown option '--prot'"],
  ])("refuses %j", async (args, message) => {
    const error = await run(...args).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UsageError);
    expect(error).toHaveProperty("message", expect.stringContaining(message));
    expect(error).toHaveProperty("message", expect.not.stringContaining("\n"));
  });

  test("--host listens there, for the names and origins in the lists, which may be repeated", async () => {
    const { url } = await run(
      ...["--port", "0", "--host", "0.0.0.0", "--token", "my-token"],
      ...["--allowed-hosts", "sandbox, other.test:81", "--allowed-hosts", "third.test"],
      ...["--allowed-origins", "https://app.test,http://localhost:3000"],
    );
    const { port } = new URL(url);
    const statusFor = async (headers: Record<string, string>): Promise<number | undefined> => {
      const request = httpRequest({
        host: "127.0.0.1",
        port,
        path: "/webhooks",
        agent: false,
        headers: { Authorization: "Bearer my-token", Accept: "*/*", ...headers },
      });
      const [response] = await once(request.end(), "response");
      response.resume();
      return response.statusCode;
    };
    expect(await statusFor({ Host: "sandbox:81" })).toBe(200);
    expect(await statusFor({ Host: "other.test:81" })).toBe(200);
    expect(await statusFor({ Host: "third.test" })).toBe(200);
    expect(await statusFor({ Host: "evil.test" })).toBe(403);
    expect(await statusFor({ Origin: "http://localhost:3000" })).toBe(200);
    expect(await statusFor({ Origin: "http://localhost:3001" })).toBe(403);
  });

  test("what it returns ends everything that is under way", async () => {
    const hanging = createServer(() => {});
    hanging.listen(0, "127.0.0.1");
    await once(hanging, "listening");
    const { port } = hanging.address() as AddressInfo;
    try {
      const listener = await runCli(["--port", "0"], () => {});
      const headers = { Authorization: "Bearer sandbox-token", Accept: "*/*", "Content-Type": "application/json" };
      const webhook = { url: `http://127.0.0.1:${port}/`, events: ["customer.create"], secret: "0123456789abcdef" };
      const post = (path: string, body: object): Promise<Response> =>
        fetch(`${listener?.url}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
      const delivered = once(hanging, "request");
      await post("/webhooks", webhook);
      await post("/customers", { name: "Ada Byron" });
      const [, delivery] = await delivered;
      const ended = once(delivery, "close");
      await listener?.close();
      await ended;
      expect(delivery.writableFinished).toBe(false);
      await expect(fetch(`${listener?.url}/webhooks`)).rejects.toThrow("fetch failed");
    } finally {
      hanging.closeAllConnections();
      hanging.close();
    }
  });

  test("--help names every option, --version the version", async () => {
    const [help] = (await run("--help")).printed;
    for (const option of [
      "--port",
      "--host",
      "--allowed-hosts",
      "--allowed-origins",
      "--dialect",
      "--seed",
      "--customers",
      "--rate-limit",
      "--token",
      "trigger",
      "--payload",
      "--url",
      "--version",
      "--help",
    ]) {
      expect(help).toContain(option);
    }
    expect((await run("--version")).printed).toEqual([packageJson.version]);
  });
});
