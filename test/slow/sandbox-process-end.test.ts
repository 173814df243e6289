import { execFile, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const SCRIPT = `
import { createSandbox } from "tratta-client/sandbox";
const sandbox = createSandbox({ dialect: "source", webhookFetch: () => new Response(null, { status: 500 }) });
const request = (path, body) => sandbox.fetch(new Request("http://sandbox.test" + path, {
  method: "POST",
  headers: { Authorization: "Bearer sandbox-token", Accept: "application/json", "Content-Type": "application/json" },
  body: JSON.stringify(body),
}));
await request("/webhooks", { url: "https://a.test/", events: ["charge.failed"] });
await request("/charges", { amount: 5, scheduled_at: "2999-01-01" });
sandbox.webhooks.trigger("charge.failed");
await sandbox.webhooks.settled();
console.log(sandbox.webhooks.deliveries[0].state);
`;

test("an attempt or a charge that falls due later does not keep the process alive", async () => {
  const args = ["--import", "tsx", "--input-type=module", "--eval", SCRIPT];
  // The timeout ends the process when the test fails: it would run for fifteen minutes.
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 45_000 });
  expect(stdout).toBe("pending\n");
});

test("a process ends by itself after cancelled and aborted delays: no timer and no socket is left", () => {
  const script = `
    const { createSandbox } = await import("./src/sandbox/index.ts");
    const sandbox = createSandbox({ dialect: "source" });
    const listener = await sandbox.listen();
    const headers = { Accept: "application/json", Authorization: "Bearer sandbox-token" };
    for (const send of [sandbox.fetch, fetch]) {
      const request = (signal) => new Request(listener.url + "/charges", { headers, signal });
      sandbox.faults.add({ kind: "delay", bodyMs: 600_000 });
      await (await send(request())).body.cancel();
      sandbox.faults.add({ kind: "delay", ms: 600_000 });
      const received = sandbox.requests.length;
      const controller = new AbortController();
      const aborted = send(request(controller.signal)).catch(() => {});
      while (sandbox.requests.length === received) await new Promise((resolve) => setImmediate(resolve));
      controller.abort();
      await aborted;
    }
    await listener.close();
    console.log("done");
  `;
  const { stdout, signal, status } = spawnSync(
    process.execPath,
    ["--import", "tsx", "--input-type=module", "--eval", script],
    { cwd: fileURLToPath(new URL("../..", import.meta.url)), encoding: "utf8", timeout: 45_000 },
  );
  expect({ stdout, signal, status }).toEqual({ stdout: "done\n", signal: null, status: 0 });
});
