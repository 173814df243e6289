import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { CheckResult } from "./suite/check.ts";

/** What the check is called in the table. */
export const REQUIRE_CHECK = "CommonJS code requires the entry points, makes a call and verifies a webhook";

const LIMIT_MS = 20_000;
const CODE = `
  const { createTrattaClient, TrattaError, unwrap } = require("tratta-client");
  const { signWebhook, TrattaWebhookError, verifyWebhook } = require("tratta-client/webhooks");
  const { createSandbox } = require("tratta-client/sandbox");
  const sandbox = createSandbox({ customers: 7 });
  const client = createTrattaClient({ orgUuid: "acme", token: sandbox.token, fetch: sandbox.fetch });
  const secret = "secret-of-the-check";
  (async () => {
    const { meta } = await unwrap(client.GET("/customers"));
    const signed = await signWebhook({ event: "charge.created", payload: 7, secret });
    const { payload } = await verifyWebhook(signed, { secret });
    const error = await verifyWebhook({ ...signed, body: "8" }, { secret }).catch((thrown) => thrown);
    const { TrattaWebhookError: InModules } = await import("tratta-client/webhooks");
    const classes = [TrattaError, TrattaWebhookError, InModules].map((each) => error instanceof each);
    console.log(meta.total, payload, ...classes);
  })();`;

/**
 * Requires the installed package, which the suite cannot check: it is bundled before a runtime gets to see it.
 *
 * @param name of the runtime
 * @param path of its program
 * @param folder where the package is installed
 */
export async function requirePackage(name: string, path: string, folder: string): Promise<CheckResult> {
  if (!name.startsWith("Node ")) return { name: REQUIRE_CHECK, outcome: "n/a", reason: "promised of Node alone" };
  try {
    const args = ["--input-type=commonjs", "--eval", CODE];
    const { stdout, stderr } = await promisify(execFile)(path, args, { cwd: folder, timeout: LIMIT_MS });
    // No version that we promise warns that requiring ES modules is experimental.
    assert.deepEqual({ stdout, stderr }, { stdout: "7 7 true true true\n", stderr: "" });
    return { name: REQUIRE_CHECK, outcome: "passed" };
  } catch (error) {
    return { name: REQUIRE_CHECK, outcome: "failed", reason: error instanceof Error ? error.message : String(error) };
  }
}
