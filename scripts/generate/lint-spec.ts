import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PatchedSpec } from "../overlay/patch-spec.ts";
import { fromFragment } from "../spec/json-value.ts";
import { runRedocly } from "../spec/run-redocly.ts";
import { SpecProblemsError } from "../spec/spec-problem.ts";

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
 * @param configPath file with the rules
 * @returns the number of warnings
 * @throws {SpecProblemsError} with every error, at the line of the source or overlay that it comes from
 */
export async function lintSpec(text: string, { siteOf }: PatchedSpec, configPath: string): Promise<number> {
  // Synchronous, so that the linter is running before the caller continues.
  const folder = mkdtempSync(join(tmpdir(), "tratta-lint-"));
  try {
    const file = join(folder, "openapi.yaml");
    writeFileSync(file, text);
    const options = ["--format", "json", "--config", configPath, "--max-problems", "1000"];
    const { stdout, stderr } = await runRedocly(["lint", file, ...options]);
    const report = parseReport(stdout);
    if (!report) throw new Error(`The linter did not run, so the spec was not checked. It printed:\n${stderr.trim()}`);
    if (report.totals.errors === 0) return report.totals.warnings;
    const errors = report.problems.filter(({ severity }) => severity === "error");
    throw new SpecProblemsError(
      errors.map(({ ruleId, message, location }) => {
        const pointer = location[0]?.pointer ?? "#/";
        const oneLine = message.replaceAll(/\s+/g, " ");
        const found = `not valid OpenAPI at ${pointer}: ${oneLine.replace(/\.?$/, ".")}`;
        const site = siteOf(fromFragment(pointer) ?? []);
        return { code: "lint", ...site, message: `${found} Correct it (rule ${ruleId}).` };
      }),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

// An incomplete report means that the linter did not run.
function parseReport(stdout: string): LintReport | undefined {
  try {
    const { totals, problems }: Partial<LintReport> = JSON.parse(stdout);
    return totals && problems && Number.isInteger(totals.errors + totals.warnings) ? { totals, problems } : undefined;
  } catch {
    return undefined;
  }
}
