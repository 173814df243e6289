import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";

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

// What the command line does is tested in this process, with `runCli`; here is what only a process can show.
test.each(["SIGINT", "SIGTERM"] as const)(
  "prints its address and each request, and ends cleanly on %s with a connection open",
  async (signal) => {
    const child = start("--port", "0", "--token", "my-token");
    let printed = "";
    child.stdout.on("data", (chunk: Buffer) => (printed += chunk.toString()));
    while (!printed.includes("Requests:")) await once(child.stdout, "data");
    const url = /http:\S+\/api\/v1/.exec(printed)?.[0] ?? "";
    await (await fetch(`${url}/customers`)).text();
    child.kill(signal);
    expect(await once(child, "close")).toEqual([0, null]);
    expect(printed.split("Requests:")[1]?.trim()).toBe("GET /customers 401");
  },
);

async function run(...args: string[]): Promise<unknown[]> {
  const child = start(...args);
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return [code, stdout, stderr];
}

test("a wrong option ends with one line and exit code 2", async () => {
  expect(await run("--port", "many")).toEqual([2, "", "tratta-sandbox: --port must be a whole number\n"]);
});

test("a port in use ends with one line and exit code 2", async () => {
  const taken = createServer();
  taken.listen(0, "127.0.0.1");
  await once(taken, "listening");
  const { port } = taken.address() as AddressInfo;
  try {
    const message = `port ${port} is in use; choose another one with --port, or 0 for any free one`;
    expect(await run("--port", String(port))).toEqual([2, "", `tratta-sandbox: ${message}\n`]);
  } finally {
    taken.close();
  }
});

test("another failure has exit code 1", async () => {
  const [code, , stderr] = await run("trigger", "a.b", "--url", "http://127.0.0.1:1");
  expect([code, stderr]).toEqual([1, expect.stringMatching(/^tratta-sandbox: no sandbox responds at .*\n$/)]);
});
