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
 * @param root the project's folder, for the linter's rules
 * @returns the number of warnings
 * @throws {SpecProblemsError} with every error, at the line of the source or overlay that it comes from
 */
export async function lintSpec(root: string, { document, siteOf }: PatchedSpec): Promise<number> {
  const { report, stderr } = await runRedocly<LintReport>(root, ["lint", "--max-problems", "1000"], [document]);
  const { totals, problems } = report;
  if (!totals || !problems || !Number.isInteger(totals.errors + totals.warnings)) {
    throw new Error(`The linter did not run, so the spec was not checked. It printed:\n${stderr.trim()}`);
  }
  if (totals.errors === 0) return totals.warnings;
  const errors = problems.filter(({ severity }) => severity === "error");
  throw new SpecProblemsError(
    errors.map(({ ruleId, message, location }) => {
      const pointer = location[0]?.pointer ?? "#/";
      const oneLine = message.replaceAll(/\s+/g, " ");
      const found = `not valid OpenAPI at ${pointer}: ${oneLine.replace(/\.?$/, ".")}`;
      const site = siteOf(fromFragment(pointer) ?? []);
      return { code: "lint", ...site, message: `${found} Correct it (rule ${ruleId}).` };
    }),
  );
}
