import { execFile } from "node:child_process";
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
