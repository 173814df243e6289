import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/**
 * Runs Redocly's command line on its own, without telemetry.
 *
 * Its exit code is not returned on purpose: 1 means both "found something" and "did not run", and only a complete
 * report tells the two apart.
 */
export async function runRedocly(args: readonly string[]): Promise<{ stdout: string; stderr: string }> {
  const redocly = join(dirname(createRequire(import.meta.url).resolve("@redocly/cli/package.json")), "bin", "cli.js");
  const environment = { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" };
  const options = { env: environment, timeout: 60_000, maxBuffer: 64 * 1024 * 1024 };
  return new Promise((resolve) => {
    execFile(process.execPath, [redocly, ...args], options, (_, stdout, stderr) => resolve({ stdout, stderr }));
  });
}
