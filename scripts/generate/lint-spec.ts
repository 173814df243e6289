import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fromFragment } from "../spec/json-value.ts";
import type { PatchedSpec } from "../overlay/patch-spec.ts";
import { runRedocly } from "../spec/run-redocly.ts";
import { SpecProblemsError, type SpecProblem } from "../spec/spec-problem.ts";

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
    const { totals, problems } = await runLint(file, configPath);
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

async function runLint(file: string, configPath: string): Promise<LintReport> {
  const options = ["--format", "json", "--config", configPath, "--max-problems", "1000"];
  const { stdout, stderr } = await runRedocly(["lint", file, ...options]);
  const report = parseReport(stdout);
  if (!report) throw new Error(`The linter did not run, so the spec was not checked. It said:\n${stderr.trim()}`);
  return report;
}

// What is not a complete report comes from a linter that did not run.
function parseReport(stdout: string): LintReport | undefined {
  try {
    const report: Partial<LintReport> = JSON.parse(stdout);
    const { totals, problems } = report;
    return totals && problems && Number.isInteger(totals.errors + totals.warnings) ? { totals, problems } : undefined;
  } catch {
    return undefined;
  }
}
