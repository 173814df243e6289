import { execFileSync } from "node:child_process";
import { parseArgs } from "node:util";
import { publishReport, type RunCommand } from "./report/publish-report.ts";

const USAGE = `Usage: npm run publish-report -- --from <folder>

Publishes on GitHub what \`npm run regenerate\` found: opens or updates one pull request when the new client was written,
one issue when a person has to help, and nothing when the spec is unchanged. Uses git, and gh with GH_TOKEN.
Needs no installed packages: with Node.js 22.18 or later, run it with \`node scripts/publish-report.ts\`.

Options:
  --from <folder>  contains report.json and, when the new client was written, its files by their paths in the project
  --help           show this text

Exit code: 0 when everything was published; 1 when it was not, when the spec is invalid or could not be read, and when
there is no report.`;

const run: RunCommand = (command, args, stdin = "") => {
  try {
    return execFileSync(command, args, { encoding: "utf8", input: stdin, stdio: "pipe", timeout: 120_000 }).trim();
  } catch (error) {
    const reason = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : String(error);
    throw new Error(`${command} ${args.slice(0, 2).join(" ")} failed: ${reason}`, { cause: error });
  }
};

try {
  const { values } = parseArgs({ options: { from: { type: "string" }, help: { type: "boolean" } } });
  const { GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_RUN_ID, GITHUB_STEP_SUMMARY: summaryPath } = process.env;
  if (values.help) console.log(USAGE);
  else if (values.from === undefined) throw new Error(`--from is missing.\n\n${USAGE}`);
  else {
    const runUrl = `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}`;
    const source = GITHUB_RUN_ID ? runUrl : values.from;
    publishReport({ artifact: values.from, root: process.cwd(), source, summaryPath, run });
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
