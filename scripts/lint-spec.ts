import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fromFragment } from "./json-value.ts";
import type { PatchedSpec } from "./patch-spec.ts";
import { SpecProblemsError, type SpecProblem } from "./spec-problem.ts";

interface LintReport {
  totals: { errors: number; warnings: number };
  problems: {
    ruleId: string;
    severity: "error" | "warn";
    message: string;
    location: { pointer?: string }[];
  }[];
}

/**
 * Lints a patched spec with Redocly.
 *
 * @param text the spec as YAML
 * @param configPath of the rules to lint by
 * @returns how many warnings there were
 * @throws {SpecProblemsError} with every error, at the line of the source or overlay that it stems from
 */
export async function lintSpec(text: string, { siteOf }: PatchedSpec, configPath: string): Promise<number> {
  // Synchronous, so that the linter is under way before the caller goes on.
  const folder = mkdtempSync(join(tmpdir(), "tratta-lint-"));
  try {
    const file = join(folder, "openapi.yaml");
    writeFileSync(file, text);
    const { totals, problems } = await runRedocly(file, configPath);
    if (totals.errors > 0) {
      const errors = problems.filter(({ severity }) => severity === "error");
      throw new SpecProblemsError(
        errors.map(({ ruleId, message, location }): SpecProblem => {
          const pointer = location[0]?.pointer ?? "#/";
          return {
            code: "lint",
            ...siteOf(fromFragment(pointer) ?? []),
            message: `not valid OpenAPI at ${pointer}: ${message.replace(/\.?$/, ".")} Correct it (rule ${ruleId}).`,
          };
        }),
      );
    }
    return totals.warnings;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function runRedocly(file: string, configPath: string): Promise<LintReport> {
  const redocly = join(dirname(createRequire(import.meta.url).resolve("@redocly/cli/package.json")), "bin", "cli.js");
  const args = [redocly, "lint", file, "--format", "json", "--config", configPath, "--max-problems", "1000"];
  const environment = { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" };
  const { stdout, stderr } = await new Promise<{ stdout: string; stderr: string }>((resolve) => {
    const options = { env: environment, timeout: 60_000, maxBuffer: 64 * 1024 * 1024 };
    execFile(process.execPath, args, options, (_, out, err) => resolve({ stdout: out, stderr: err }));
  });
  const report = parseReport(stdout);
  if (!report) throw new Error(`The linter did not run, so the spec was not checked. It said:\n${stderr.trim()}`);
  return report;
}

// An exit code of 1 means both "has errors" and "did not run"; only a complete report tells them apart.
function parseReport(stdout: string): LintReport | undefined {
  try {
    const report: Partial<LintReport> = JSON.parse(stdout);
    const { totals, problems } = report;
    return totals && problems && Number.isInteger(totals.errors + totals.warnings) ? { totals, problems } : undefined;
  } catch {
    return undefined;
  }
}
