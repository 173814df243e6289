import { passes, type RegenerateReport } from "./create-report.ts";
import { formatSpecProblem } from "../spec/spec-problem.ts";
import { SPEC_PATH } from "../spec/spec-sources.ts";
import type { StagedChecks } from "../change/staged-checks.ts";

/** Writes a report as Markdown, for a pull request or an issue. */
export function renderReport(report: RegenerateReport): string {
  const { verdict, from, sha256, operations, types, upstream, refusal, problems, checks, next } = report;
  const refusals = [...(refusal === undefined ? [] : [refusal]), ...problems.map(formatSpecProblem)];
  const sections = [
    `# Spec change: ${verdict}`,
    summarize(report),
    `Source: ${inCode(from)}${sha256 === undefined ? "" : `, sha256 \`${sha256}\``}`,
    section(
      verdict === "invalid spec" ? "Why it is refused" : "Overlay actions that no longer apply",
      refusals.map(escapeOutsideCode),
    ),
    section("What changes, by operation", operations.map(describeOperation)),
    section(
      "Exported types",
      types.map(
        ({ type, member, text, breaking }) =>
          `${inCode(member === "" ? type : `${type}: ${member}`)} ${escapeOutsideCode(text)}${breaking ? " – **breaking**" : ""}`,
      ),
    ),
    section(
      "What upstream changed in its document",
      upstream.map(
        ({ impact, text, operations: concerned }) =>
          `${escapeOutsideCode(text)} (${impact}; ${countOf(concerned.length, "operation")})`,
      ),
    ),
    checks ? section("Checks of the new client", describeChecks(checks)) : "",
    section("What to do next", next, true),
  ];
  return `${sections.filter((text) => text !== "").join("\n\n")}\n`;
}

/** One sentence that says what the change means and what was done. */
export function summarize({
  verdict,
  refusal,
  operations,
  types,
  written,
  version,
  problems,
  checks,
}: RegenerateReport): string {
  if (verdict === "unchanged") return `**unchanged**: the same bytes as ${SPEC_PATH}. Nothing was written.`;
  if (refusal !== undefined) return `**${verdict}**: it could not be read. Nothing was written.`;
  if (verdict === "invalid spec" || verdict === "overlay conflict") {
    return `**${verdict}**: ${countOf(problems.length, "problem")}. Nothing was written.`;
  }
  const concerned = operations.filter(({ operation }) => operation !== "the document").length;
  const changes =
    operations.length + types.length === 0
      ? "no change for users (layout, comments, order)"
      : `${countOf(concerned, "operation")} and ${countOf(new Set(types.map(({ type }) => type)).size, "exported type")} concerned`;
  const outcome = written ? "The new client was written." : "Nothing was written.";
  const failed = checks && !passes(checks) ? " It does **not** pass its checks." : "";
  const advice = version ? ` Suggested version: ${version.suggested} (${version.bump}; now ${version.current}).` : "";
  return `**${verdict}**: ${changes}.${advice}${failed} ${outcome}`;
}

function describeOperation({ operation, changes }: RegenerateReport["operations"][number]): string {
  const lines = changes.map(({ impact, text }) => `\n  - ${escapeOutsideCode(text)} (${impact})`);
  return `${operation === "the document" ? operation : inCode(operation)}${lines.join("")}`;
}

function describeChecks({ typeErrors, tests }: StagedChecks): string[] {
  const shown = 20;
  const list = (lines: string[]): string =>
    lines
      .slice(0, shown)
      .map((line) => `\n  - ${inCode(line)}`)
      .join("") + (lines.length > shown ? `\n  - and ${lines.length - shown} more` : "");
  return [
    `compiled: sources, tests, type tests and README examples: ${countOf(typeErrors.length, "error")}${list(typeErrors)}`,
    `tests that reach the spec: ${tests.passed} passed, ${tests.failures.length} failed, in ${countOf(tests.files.length, "file")}${list(tests.failures)}`,
    "not run: tests that do not read the spec; `npm test` runs them all",
  ];
}

function section(title: string, entries: readonly string[], numbered = false): string {
  if (entries.length === 0) return "";
  return [`## ${title}`, "", ...entries.map((entry, index) => `${numbered ? `${index + 1}.` : "-"} ${entry}`)].join(
    "\n",
  );
}

function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** Shows a text as code, whatever it holds: names in a spec are not ours, and must not become links or mentions. */
function inCode(text: string): string {
  const line = text.replaceAll(/\s+/g, " ");
  const longest = Math.max(0, ...(line.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  return longest === 0 ? `${fence}${line}${fence}` : `${fence} ${line} ${fence}`;
}

// Messages set names in code themselves; what is outside of it must not be taken for Markdown, HTML or a mention.
function escapeOutsideCode(text: string): string {
  return text
    .replaceAll(/\s+/g, " ")
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith("`") ? part : part.replaceAll(/[\\*_[\]<>@#|~]/g, String.raw`\$&`)))
    .join("");
}
