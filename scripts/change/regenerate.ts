import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PATCHED_SPEC_PATH, README_PATH } from "../generate/generated-paths.ts";
import { replaceFiles } from "../generate/replace-files.ts";
import { fillOperations } from "../package/fill-readme.ts";
import { createReport, type RegenerateReport, type RegenerateRun } from "../report/create-report.ts";
import { renderReport, summarize } from "../report/render-report.ts";
import { printable } from "../spec/printable.ts";
import { formatSpecProblem } from "../spec/spec-problem.ts";
import { assessSpecChange, invalidSpec } from "./assess-spec-change.ts";
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

/** The slow parts of a run, and where its lines go; tests of everything else replace them. */
export interface RegenerateParts {
  fetch: typeof fetchSpec;
  assess: typeof assessSpecChange;
  check: typeof runStagedChecks;
  console: Pick<Console, "log" | "error">;
}

const PARTS: RegenerateParts = { fetch: fetchSpec, assess: assessSpecChange, check: runStagedChecks, console };

/** Takes in a new source spec: assesses it, checks the new client, writes it if it may be written, and reports. */
export async function regenerate(
  options: RegenerateOptions,
  parts: Partial<RegenerateParts> = {},
): Promise<RegenerateReport> {
  const { root, allowBreaking, dryRun, signal } = options;
  const { fetch, assess, check, console: output } = { ...PARTS, ...parts };
  const { version }: { version: string } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

  const source = await readSource(options.from, fetch, output);
  const assessment = source.text === undefined ? invalidSpec([]) : await assess(root, source.text, output.log);
  const { files } = assessment;
  if (files.size > 0) output.log("Compiling and testing the new client");
  const checks = files.size > 0 ? await check(root, files, signal) : undefined;
  const decision = decideVerdict({ assessment, checks, allowBreaking, dryRun });
  if (decision.write) replaceFiles(root, new Map([...files, [README_PATH, await readmeFor(root, files)]]));

  const report = createReport({ ...source, assessment, decision, checks, currentVersion: version });
  if (options.report !== undefined) writeFileSync(options.report, renderReport(report));
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
  print(report, output);
  return report;
}

/** The README with the table of the new client's operations. */
function readmeFor(root: string, files: ReadonlyMap<string, string>): Promise<string> {
  return fillOperations(readFileSync(join(root, README_PATH), "utf8"), files.get(PATCHED_SPEC_PATH) ?? "");
}

async function readSource(
  location: string,
  fetch: typeof fetchSpec,
  { log }: RegenerateParts["console"],
): Promise<Pick<RegenerateRun, "from" | "text" | "refusal">> {
  // A name that is safe to print: a mistyped URL may hold credentials.
  let from = "the source given with --from";
  try {
    const source = parseSpecSource(location);
    from = source.name;
    log(`Reading ${from}`);
    return { from, text: await fetch(source) };
  } catch (error) {
    if (error instanceof FetchSpecError) return { from, refusal: error.message };
    throw error;
  }
}

function print(report: RegenerateReport, { log, error }: RegenerateParts["console"]): void {
  const lines = [
    ...(report.refusal === undefined ? [] : [report.refusal]),
    ...report.problems.map(formatSpecProblem),
    ...(report.checks?.typeErrors ?? []),
    ...(report.checks?.tests.failures ?? []),
  ];
  for (const line of lines) error(printable(line));
  log(`\n${String(summarize(report))}`);
  report.next.forEach((step, index) => log(`${index + 1}. ${step}`));
}
