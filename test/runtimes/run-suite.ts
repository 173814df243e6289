import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { createSandbox } from "tratta-client/sandbox";
import { startControlledSandbox } from "./control-server.ts";
import { REQUIRE_CHECK, requirePackage } from "./require-package.ts";
import type { RuntimeResult } from "./results-table.ts";
import { type Runtime, versionOf } from "./runtimes.ts";
import type { CheckResult } from "./suite/check.ts";

const LIMIT_MS = 120_000;
const TOKEN = "secret-token-of-the-suite";

/**
 * Runs the suite in one runtime, against a sandbox of its own, and requires the package where that is promised.
 *
 * @param folder where the package is installed; holds suite.js and the compiled adapters
 * @param onCheck told of each check that begins
 */
export async function runSuiteIn(
  runtime: Runtime,
  folder: string,
  create: typeof createSandbox,
  onCheck: (name: string) => void,
): Promise<RuntimeResult> {
  const { name, path, provesRefusedConnection, hidesRedirectStatus, resendsPosts } = runtime;
  const result = { runtime: name, version: versionOf(runtime), checks: [] };
  if (path === undefined) return { ...result, missing: true };

  let begun = "none";
  const { close, ...urls } = await startControlledSandbox(create, TOKEN, (check) => {
    begun = check;
    onCheck(check);
  });
  const options = {
    runtime: { name, provesRefusedConnection, hidesRedirectStatus, resendsPosts },
    token: TOKEN,
    ...urls,
  };
  const [file, ...args] = runtime.command(path, folder, options);
  try {
    const { stdout } = await promisify(execFile)(file, args, {
      timeout: LIMIT_MS,
      maxBuffer: 64 * 1024 * 1024,
      env: { ...process.env, SUITE_OPTIONS: JSON.stringify(options), DENO_NO_UPDATE_CHECK: "1" },
    });
    const checks = readChecks(stdout);
    onCheck(REQUIRE_CHECK);
    return { ...result, checks: [...checks, await requirePackage(name, path, folder)] };
  } catch (error) {
    const { killed, stdout = "", stderr = "" } = error as { killed?: boolean; stdout?: string; stderr?: string };
    const what = killed ? `did not end within ${LIMIT_MS / 1_000} s` : String(error).split("\n", 1)[0];
    const output = (stdout + stderr).trimEnd().split("\n").slice(-20).join("\n    ");
    return { ...result, problem: `${what}\n    last check begun: ${begun}\n    ${output}` };
  } finally {
    await close();
  }
}

function readChecks(stdout: string): CheckResult[] {
  const checks: CheckResult[] = JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "");
  if (checks.length === 0) throw new Error("no check was run");
  return checks;
}
