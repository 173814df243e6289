import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/**
 * Runs Redocly's command line as a process of its own, without telemetry.
 *
 * Its exit code is not returned: 1 means both "found something" and "did not run". A complete report shows that it ran.
 */
export async function runRedocly(args: readonly string[]): Promise<{ stdout: string; stderr: string }> {
  const redocly = join(dirname(createRequire(import.meta.url).resolve("@redocly/cli/package.json")), "bin", "cli.js");
  const environment = { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" };
  const options = { env: environment, timeout: 60_000, maxBuffer: 64 * 1024 * 1024 };
  return new Promise((resolve) => {
    execFile(process.execPath, [redocly, ...args], options, (_, stdout, stderr) => resolve({ stdout, stderr }));
  });
}
