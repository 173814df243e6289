import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { replaceFiles } from "../generate/replace-files.ts";
import { createReport, type RegenerateReport } from "../report/create-report.ts";
import { renderReport, summarize } from "../report/render-report.ts";
import { formatSpecProblem } from "../spec/spec-problem.ts";
import { assessSpecChange, invalidSpec, type SpecAssessment } from "./assess-spec-change.ts";
import { decideVerdict } from "./decide-verdict.ts";
import { fetchSpec, FetchSpecError, parseSpecSource } from "./fetch-spec.ts";
import { runStagedChecks } from "./staged-checks.ts";

/** What a run of `npm run regenerate` is given. */
export interface RegenerateOptions {
  /** The project's folder. */
  root: string;
  /** Where the new spec comes from: the path of a file, or an https URL. */
  from: string;
  /** Where to write the report as Markdown. */
  report?: string | undefined;
  /** Where to write the report as JSON. */
  json?: string | undefined;
  /** Writes the new client even if it breaks code of users. */
  allowBreaking: boolean;
  /** Writes no client. */
  dryRun: boolean;
  /** Ends the run early. */
  signal: AbortSignal;
}

/** The slow parts of a run. */
export interface RegenerateParts {
  fetch: typeof fetchSpec;
  assess: (root: string, text: string, log: (line: string) => void) => Promise<SpecAssessment>;
  check: typeof runStagedChecks;
  /** Where the lines of a run go. */
  console: Pick<Console, "log" | "error">;
}

const PARTS: RegenerateParts = { fetch: fetchSpec, assess: assessSpecChange, check: runStagedChecks, console };

/** Takes in a new source spec: assesses it, checks the new client, writes it if it may be written, and reports. */
export async function regenerate(
  options: RegenerateOptions,
  parts: Partial<RegenerateParts> = {},
): Promise<RegenerateReport> {
  const { root, allowBreaking, dryRun, signal } = options;
  const { check, console: output, ...readers } = { ...PARTS, ...parts };
  const { version }: { version: string } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

  const { assessment, ...source } = await readAndAssess(options, { ...readers, console: output });
  const { files } = assessment;
  if (files.size > 0) output.log("Compiling and testing the new client");
  const checks = files.size > 0 ? await check(root, files, signal) : undefined;
  const decision = decideVerdict({ assessment, checks, allowBreaking, dryRun });
  if (decision.write) replaceFiles(root, files);

  const report = createReport({
    ...source,
    assessment,
    decision,
    ...(checks && { checks }),
    currentVersion: version,
  });
  if (options.report !== undefined) writeFileSync(options.report, renderReport(report));
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
  print(report, output);
  return report;
}

interface AssessedSource {
  assessment: SpecAssessment;
  /** Name of the source that is safe to print. */
  from: string;
  text?: string;
  /** Why the spec could not be read. */
  refusal?: string;
}

async function readAndAssess(
  options: RegenerateOptions,
  { fetch, assess, console: output }: Omit<RegenerateParts, "check">,
): Promise<AssessedSource> {
  let from = "the source given with --from";
  let text: string;
  try {
    const source = parseSpecSource(options.from);
    from = source.name;
    output.log(`Reading ${from}`);
    text = await fetch(source);
  } catch (error) {
    if (!(error instanceof FetchSpecError)) throw error;
    return { from, refusal: error.message, assessment: invalidSpec([]) };
  }
  return { from, text, assessment: await assess(options.root, text, output.log) };
}

function print(report: RegenerateReport, { log, error }: RegenerateParts["console"]): void {
  if (report.refusal !== undefined) error(report.refusal);
  for (const problem of report.problems) error(formatSpecProblem(problem));
  for (const line of [...(report.checks?.typeErrors ?? []), ...(report.checks?.tests.failures ?? [])]) error(line);
  log(`\n${String(summarize(report))}`);
  report.next.forEach((step, index) => log(`${index + 1}. ${step}`));
}
