import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { assessSpecChange, type SpecAssessment } from "./change/assess-spec-change.ts";
import { fetchSpec, FetchSpecError, nameOfSource } from "./change/fetch-spec.ts";
import { createReport, passes, type RegenerateReport } from "./report/create-report.ts";
import { renderReport, summarize } from "./report/render-report.ts";
import { replaceFiles } from "./generate/replace-files.ts";
import { formatSpecProblem } from "./spec/spec-problem.ts";
import { runStagedChecks, type StagedChecks } from "./change/staged-checks.ts";

const USAGE = `Usage: npm run regenerate -- --from <file or https URL> [<options>]

Takes in a new version of the source spec: applies the overlays, compares it with the old one, generates the
client, compiles and tests it beside this project, and writes openapi/tratta.yaml and generated/ only when all
of that has passed. Says what the change means for users.

Options:
  --from <source>   the new source spec: a file, or an https URL (at most 5 MB, within 30 seconds)
  --report <file>   write the report as Markdown, for a pull request
  --json <file>     write the report as JSON
  --allow-breaking  write the new client although it breaks code of users
  --dry-run         do everything but write the new client
  --root <dir>      project to work on (default: this one)
  --help            show this text

Exit code:
  0  unchanged, or compatible
  2  breaking; with --allow-breaking as well, so that no caller takes it for compatible
  3  overlay conflict: an overlay action no longer applies
  4  invalid spec, or it could not be fetched
  1  anything else, such as a compatible change with which the client does not pass its tests
Both reports are written whatever the verdict; the JSON report says in "written" whether the client was.`;

interface Options {
  from: string;
  report?: string;
  json?: string;
  "allow-breaking": boolean;
  "dry-run": boolean;
  root: string;
}

try {
  const options = readOptions();
  if (options) process.exitCode = await regenerate(options);
  else console.log(USAGE);
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : String(error)}\n\nNothing was written.`);
  process.exitCode = 1;
}

function readOptions(): Options | undefined {
  const options = {
    from: { type: "string" },
    report: { type: "string" },
    json: { type: "string" },
    "allow-breaking": { type: "boolean", default: false },
    "dry-run": { type: "boolean", default: false },
    root: { type: "string", default: fileURLToPath(new URL("..", import.meta.url)) },
    help: { type: "boolean", default: false },
  } as const;
  try {
    const { help, from, ...values } = parseArgs({ options }).values;
    if (help) return undefined;
    if (from === undefined || from.trim() === "") {
      throw new Error("--from is missing: give the file or https URL of the spec (in CI: the variable SPEC_URL).");
    }
    return { from, ...values };
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`, { cause: error });
  }
}

async function regenerate(options: Options): Promise<number> {
  const { root } = options;
  const dryRun = options["dry-run"];
  const allowBreaking = options["allow-breaking"];
  const from = nameOfSource(options.from);
  const currentVersion = readVersion(root);
  console.log(`Reading ${from}`);
  let text: string | undefined;
  let refusal: string | undefined;
  let assessment: SpecAssessment;
  try {
    text = await fetchSpec(options.from);
    assessment = await assessSpecChange(root, text, console.log);
  } catch (error) {
    if (!(error instanceof FetchSpecError)) throw error;
    refusal = error.message;
    assessment = { verdict: "invalid spec", upstream: [], wire: [], types: [], problems: [], files: new Map() };
  }

  let checks: StagedChecks | undefined;
  let written = false;
  if (assessment.files.size > 0) {
    console.log("Compiling and testing the new client, which takes a while");
    checks = await runStagedChecks(root, assessment.files, endedByUser());
    if (breaksExamples(checks)) assessment = { ...assessment, verdict: "breaking", bump: "major" };
    const wanted = !dryRun && (assessment.verdict === "compatible" || allowBreaking);
    if (wanted && passes(checks)) {
      replaceFiles(root, assessment.files);
      written = true;
    }
  }
  const report = createReport({
    from,
    ...(text !== undefined && { text }),
    ...(refusal !== undefined && { refusal }),
    assessment,
    ...(checks && { checks }),
    written,
    currentVersion,
  });
  tell(report, options);
  return report.exitCode;
}

function readVersion(root: string): string {
  const { version }: { version: string } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return version;
}

// Examples and type tests are code as users write it: what breaks them breaks users, whatever the comparisons say.
function breaksExamples({ typeErrors }: StagedChecks): boolean {
  return typeErrors.some((error) => /^test\/(examples\/|.*\.test-d\.ts)/.test(error));
}

// On Ctrl-C the copy is removed and what runs in it is ended, instead of both being left behind.
function endedByUser(): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.once(name, () => controller.abort(new Error(`Ended by ${name}.`)));
  }
  return controller.signal;
}

function tell(report: RegenerateReport, { report: markdownPath, json: jsonPath }: Options): void {
  if (markdownPath !== undefined) writeFileSync(markdownPath, renderReport(report));
  if (jsonPath !== undefined) writeFileSync(jsonPath, `${JSON.stringify(report, null, 2)}\n`);
  if (report.refusal !== undefined) console.error(report.refusal);
  for (const problem of report.problems) console.error(formatSpecProblem(problem));
  for (const line of report.checks?.typeErrors ?? []) console.error(line);
  for (const line of report.checks?.tests.failures ?? []) console.error(line);
  console.log(`\n${summarize(report).plain}`);
  report.next.forEach((step, index) => console.log(`${index + 1}. ${step}`));
}
