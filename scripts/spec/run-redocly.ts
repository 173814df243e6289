import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { JsonObject } from "./json-value.ts";

/** Path of the program. */
export const REDOCLY_CLI: string = join(
  dirname(createRequire(import.meta.url).resolve("@redocly/cli/package.json")),
  "bin",
  "cli.js",
);

/**
 * Runs a command of Redocly as a process of its own, without telemetry, and by the rules of a project.
 *
 * Its exit code is not returned: 1 means both "found something" and "did not run". A complete report shows that it ran.
 *
 * @param root the project's folder
 * @returns the parts of the command's JSON report that are there, and what it printed besides
 */
export async function runRedocly<Report>(
  root: string,
  command: readonly string[],
  specs: readonly JsonObject[],
): Promise<{ report: Partial<Report>; stderr: string }> {
  // Synchronous, so that the process is running before the caller continues.
  const folder = mkdtempSync(join(tmpdir(), "tratta-redocly-"));
  try {
    const files = specs.map((spec, index) => {
      const file = join(folder, `${index}.json`);
      writeFileSync(file, JSON.stringify(spec));
      return file;
    });
    const args = [
      REDOCLY_CLI,
      ...command,
      ...files,
      "--format",
      "json",
      "--config",
      join(root, "openapi/redocly.yaml"),
    ];
    const options = { env: redoclyEnvironment(), timeout: 60_000, maxBuffer: 64 * 1024 * 1024 };
    return await new Promise((resolve) => {
      execFile(process.execPath, args, options, (_, stdout, stderr) => resolve({ report: parse(stdout), stderr }));
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The environment for the program, without telemetry and without a look for updates. */
export function redoclyEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" };
}

function parse<Report>(json: string): Partial<Report> {
  try {
    return Object(JSON.parse(json));
  } catch {
    return {};
  }
}
