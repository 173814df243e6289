import { once } from "node:events";
import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { createServer } from "node:net";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };

const CLI = fileURLToPath(new URL("../../src/sandbox/cli.ts", import.meta.url));

const children: ChildProcessWithoutNullStreams[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

function start(...args: string[]): ChildProcessWithoutNullStreams {
  const child = spawn(process.execPath, ["--import", "tsx", CLI, ...args]);
  children.push(child);
  return child;
}

/** Runs the CLI until it ends by itself. */
async function run(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = start(...args);
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { code, stdout, stderr };
}

/** Starts a sandbox and waits until it has printed where it listens. */
async function serve(
  ...args: string[]
): Promise<{ child: ChildProcessWithoutNullStreams; url: string; printed: () => string }> {
  const child = start("--port", "0", ...args);
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  while (!output.includes("Requests:")) await once(child.stdout, "data");
  return { child, url: /http:\S+\/api\/v1/.exec(output)?.[0] ?? "", printed: () => output };
}

describe("tratta-sandbox", () => {
  test("prints where it is and how to call it, then each request without query and body", async () => {
    const { child, url, printed } = await serve("--token", "my-token", "--customers", "3");
    expect(printed()).toContain("token     my-token");
    expect(printed()).toContain(`curl -H 'Authorization: Bearer my-token' '${url}/customers?limit=2'`);
    const headers = { Authorization: "Bearer my-token", Accept: "*/*", "Content-Type": "application/json" };
    const list = await fetch(`${url}/customers?limit=2`, { headers });
    expect(await list.json()).toMatchObject({ meta: { total: 3 } });
    const body = JSON.stringify({ first_name: "Secretname", last_name: "B" });
    const { data } = JSON.parse(await (await fetch(`${url}/customers`, { method: "POST", headers, body })).text());
    const session = JSON.stringify({ customer_id: data.id });
    const link = JSON.parse(
      await (await fetch(`${url}/customer_sessions`, { method: "POST", headers, body: session })).text(),
    );
    await (await fetch(link.data.magic_link)).text();
    await (await fetch(`${url}/customers`)).text();
    child.kill("SIGTERM");
    await once(child, "close");
    expect(printed().split("Requests:")[1]?.trim().split("\n")).toEqual([
      "GET /customers 200",
      "POST /customers 201",
      "POST /customer_sessions 201",
      "GET /portal/{session} 200",
      "GET /customers 401",
    ]);
  });

  test.each(["SIGINT", "SIGTERM"] as const)("ends cleanly on %s, with a connection open", async (signal) => {
    const { child, url } = await serve();
    await (await fetch(`${url}/customers`)).text();
    child.kill(signal);
    expect(await once(child, "close")).toEqual([0, null]);
  });

  test("the same seed gives the same data, and the rate limit counts", async () => {
    const { url } = await serve("--seed", "7", "--rate-limit", "1");
    const headers = { Authorization: "Bearer sandbox-token", Accept: "application/json" };
    const first = await fetch(`${url}/customers?limit=1`, { headers });
    expect(first.headers.get("x-ratelimit-limit")).toBe("1");
    const { createSandbox } = await import("../../src/sandbox/index.ts");
    const same = await createSandbox({ seed: 7 }).fetch(new Request(`${url}/customers?limit=1`, { headers }));
    expect(await first.text()).toBe(await same.text());
  });

  test("says which port is in use and what to do", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const port = String(typeof address === "object" ? address?.port : "");
    const { code, stdout, stderr } = await run("--port", port);
    server.close();
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toBe(
      `tratta-sandbox: port ${port} is in use; choose another one with --port, or 0 for any free one\n`,
    );
  });

  test.each([
    [["--port", "many"], "--port must be a whole number"],
    [["--port", "70000"], "port must be a whole number from 0 to 65535"],
    [["--customers=-3"], "customers must be a whole number from 0"],
    [["--rate-limit", "0"], "rateLimit must be a whole number from 1"],
    [["--token", "two words"], "token must be a string of visible ASCII characters"],
    [["--prot", "1"], "Unknown option '--prot'"],
    [["4010"], "Unexpected argument '4010'"],
  ])("refuses %j in one line", async (args, message) => {
    const { code, stderr } = await run(...args);
    expect(code).toBe(1);
    expect(stderr).toContain(`tratta-sandbox: ${message}`);
    expect(stderr).not.toContain("    at ");
  });

  test("--help names every option, --version the version", async () => {
    const help = await run("--help");
    expect(help.code).toBe(0);
    for (const option of ["--port", "--seed", "--customers", "--rate-limit", "--token", "--version", "--help"]) {
      expect(help.stdout).toContain(option);
    }
    expect((await run("--version")).stdout).toBe(`${packageJson.version}\n`);
  });
});
