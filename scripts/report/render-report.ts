import { passesChecks } from "../change/decide-verdict.ts";
import { formatSpecProblem } from "../spec/spec-problem.ts";
import type { StagedChecks } from "../change/staged-checks.ts";
import { nextSteps, type RegenerateReport } from "./create-report.ts";
import { gfm, type Markdown } from "./gfm.ts";

const NONE = gfm``;
const MAX_LINES_PER_CHECK = 20;

/** Writes a report as Markdown, for a pull request or an issue. A new part of the report gets a `section` here. */
export function renderReport(report: RegenerateReport): string {
  const { verdict, from, sha256, operations, types, unsimulated, upstream, refusal, problems, checks } = report;
  const refusals = [...(refusal === undefined ? [] : [refusal]), ...problems.map(formatSpecProblem)];
  const sections = [
    gfm`# Spec change: ${verdict}`,
    summarize(report),
    gfm`Source: ${from}${sha256 === undefined ? NONE : gfm`, sha256 ${sha256}`}`,
    section(
      verdict === "invalid spec" ? gfm`Why the spec is refused` : gfm`Overlay actions that no longer apply`,
      refusals.map((text) => gfm`- ${text}`),
    ),
    section(gfm`What changes, by operation`, operations.map(describeOperation)),
    section(gfm`New in the exported types`, types.filter(isNew).map(describeType)),
    section(gfm`Changes of the exported types`, types.filter((change) => !isNew(change)).map(describeType)),
    section(gfm`What the sandbox does not simulate yet`, [
      ...unsimulated.operations.map((id) => gfm`- operation ${id}: the sandbox sends a mock response`),
      ...Object.entries(unsimulated.fields).map(([schema, fields]) => gfm`- ${schema}: ${fields.join(", ")}`),
    ]),
    section(
      gfm`What upstream changed in its document`,
      upstream.map((change) => {
        const { length } = change.operations;
        return gfm`- ${change.text} (${change.impact}; ${length} operation${plural(length)})`;
      }),
    ),
    section(gfm`Checks of the new client`, checks ? describeChecks(checks) : []),
    section(
      gfm`What to do next`,
      // Not those of the report, which may have been read from a file.
      nextSteps(report).map((step, index) => gfm`${index + 1}. ${step}`),
    ),
  ];
  return `${sections.filter(String).join("\n\n")}\n`;
}

/** Says what the change means and what was done, in one or two sentences. */
export function summarize(report: RegenerateReport): Markdown {
  const { verdict, breaking, refusal, operations, types, written, version, problems, checks } = report;
  if (verdict === "unchanged") {
    return gfm`${verdict}: the spec is the same as openapi/tratta.yaml, byte for byte. Nothing was written.`;
  }
  if (refusal !== undefined) return gfm`${verdict}: the spec could not be read. Nothing was written.`;
  if (verdict === "invalid spec" || verdict === "overlay conflict") {
    const also = breaking ? gfm` What upstream changed also breaks code of users.` : NONE;
    return gfm`${verdict}: ${problems.length} problem${plural(problems.length)}.${also} Nothing was written.`;
  }
  const affected = operations.filter(({ operation }) => operation !== "the document").length;
  const typeCount = new Set(types.map(({ type }) => type)).size;
  const changes =
    operations.length + types.length === 0
      ? gfm`no change for users (layout, comments, order)`
      : gfm`${affected} operation${plural(affected)} and ${typeCount} exported type${plural(typeCount)} affected`;
  const advice = version
    ? gfm` Suggested version: ${version.suggested} (${version.bump}; now ${version.current}).`
    : NONE;
  const failed = checks && !passesChecks(checks) ? gfm` The new client fails its checks.` : NONE;
  const outcome = written ? gfm`The new client was written.` : gfm`Nothing was written.`;
  return gfm`${verdict}: ${changes}.${advice}${failed} ${outcome}`;
}

function isNew({ text, breaking }: RegenerateReport["types"][number]): boolean {
  return text === "was added" && !breaking;
}

function describeType({ type, member, text, breaking }: RegenerateReport["types"][number]): Markdown {
  return gfm`- ${member === "" ? type : `${type}: ${member}`} ${text}${breaking ? gfm` – **breaking**` : NONE}`;
}

function describeOperation({ operation, changes }: RegenerateReport["operations"][number]): Markdown {
  return gfm`- ${operation}${changes.map(({ impact, text }) => gfm`\n  - ${text} (${impact})`)}`;
}

function describeChecks({ typeErrors, tests: { passed, failures, files } }: StagedChecks): Markdown[] {
  return [
    gfm`- compiled: the package, its examples and type tests: ${typeErrors.length} error${plural(typeErrors.length)}${nested(typeErrors)}`,
    gfm`- client tests that depend on the spec: ${passed} passed, ${failures.length} failed, in ${files.length} file${plural(files.length)}${nested(failures)}`,
    gfm`- not run: all other tests, such as those of the sandbox; \`npm test\` runs them`,
  ];
}

function nested(lines: readonly string[]): Markdown[] {
  const shown = lines.slice(0, MAX_LINES_PER_CHECK).map((line) => gfm`\n  - ${line}`);
  const rest = lines.length - shown.length;
  return rest > 0 ? [...shown, gfm`\n  - and ${rest} more`] : shown;
}

function section(title: Markdown, lines: readonly Markdown[]): Markdown {
  return lines.length === 0 ? NONE : gfm`## ${title}\n${lines.map((line) => gfm`\n${line}`)}`;
}

function plural(count: number): Markdown {
  return count === 1 ? NONE : gfm`s`;
}
