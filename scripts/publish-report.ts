import { execFileSync } from "node:child_process";
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { PATCHED_SPEC_PATH, SCHEMA_PATH } from "./generate/generated-files.ts";
import type { RegenerateReport } from "./report/create-report.ts";
import { SPEC_PATH } from "./spec/spec-sources.ts";

const USAGE = `Usage: npm run publish-report -- --report <file> --json <file>

Tells people on GitHub what \`npm run regenerate\` found: opens or updates one pull request when the new client was
written, one issue when a person has to help, and nothing when nothing has changed. Uses git, and gh with GH_TOKEN.

Options:
  --report <file>  the report as Markdown
  --json <file>    the report as JSON
  --help           show this text

Exit code: 0 when all is told; 1 when not, and when the spec was invalid, could not be fetched, or no report was made.`;

const BRANCH = "regenerate/spec";
const ISSUE_LABEL = "spec-change";
const AUTHOR = { name: "tratta-client regenerate", email: "regenerate@tratta-client.invalid" };
/** GitHub takes 65,536 characters. */
const LONGEST_BODY = 60_000;

try {
  process.exitCode = main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

function main(): number {
  const options = { report: { type: "string" }, json: { type: "string" }, help: { type: "boolean" } } as const;
  const { report: reportPath, json: jsonPath, help } = parseArgs({ options }).values;
  if (help) {
    console.log(USAGE);
    return 0;
  }
  if (reportPath === undefined || jsonPath === undefined) throw new Error(`Both reports are needed.\n\n${USAGE}`);
  if (!existsSync(jsonPath) || !existsSync(reportPath)) {
    throw new Error("There is no report: `npm run regenerate` failed before it could write one. Its output says why.");
  }
  const report: RegenerateReport = JSON.parse(readFileSync(jsonPath, "utf8"));
  const body = shorten(readFileSync(reportPath, "utf8"));
  if (process.env["GITHUB_STEP_SUMMARY"]) appendFileSync(process.env["GITHUB_STEP_SUMMARY"], body);
  return publish(report, body);
}

function publish(report: RegenerateReport, body: string): number {
  if (report.verdict === "unchanged") {
    console.log("The spec is unchanged: there is nothing to publish.");
    return 0;
  }
  if (report.verdict === "invalid spec") {
    // No issue: a host that is down for an hour would open one, and nothing in this repository can be done about it.
    console.error("The spec is invalid or could not be fetched; the report is in the job's summary.");
    return 1;
  }
  if (report.written) publishPullRequest(report, body);
  else publishIssue(report, body);
  return 0;
}

function publishPullRequest({ verdict, version }: RegenerateReport, body: string): void {
  const title = `Take in a ${verdict} spec change${version ? ` (${version.bump})` : ""}`;
  pushBranch(title);
  const breaking = verdict === "breaking";
  if (breaking)
    gh("label", "create", "breaking", "--force", "--description", "Breaks code of users", "--color", "b60205");
  const number = findOpen("pr", "--head", BRANCH);
  if (number === undefined) {
    gh(
      "pr",
      "create",
      "--head",
      BRANCH,
      "--title",
      title,
      "--body",
      body,
      ...(breaking ? ["--label", "breaking"] : []),
    );
    console.log("Opened a pull request.");
  } else {
    const hasLabel = gh("pr", "view", number, "--json", "labels", "--jq", ".labels[].name")
      .split("\n")
      .includes("breaking");
    const labels = breaking ? ["--add-label", "breaking"] : hasLabel ? ["--remove-label", "breaking"] : [];
    gh("pr", "edit", number, "--title", title, "--body", body, ...labels);
    console.log(`Updated pull request ${number}.`);
  }
  const issue = findOpen("issue", "--label", ISSUE_LABEL);
  if (issue !== undefined) {
    gh("issue", "close", issue, "--comment", "The spec now goes in without help; see the pull request.");
    console.log(`Closed issue ${issue}.`);
  }
}

function publishIssue({ verdict, next }: RegenerateReport, body: string): void {
  const title =
    verdict === "overlay conflict" ? "Spec change: overlay conflict" : `Spec change needs a person: ${verdict}`;
  const number = findOpen("issue", "--label", ISSUE_LABEL);
  if (number === undefined) {
    gh(
      "label",
      "create",
      ISSUE_LABEL,
      "--force",
      "--description",
      "A change of the source spec needs a person",
      "--color",
      "fbca04",
    );
    gh("issue", "create", "--title", title, "--body", body, "--label", ISSUE_LABEL);
    console.log("Opened an issue.");
  } else {
    gh("issue", "edit", number, "--title", title, "--body", body);
    console.log(`Updated issue ${number}.`);
  }
  console.log(next[0] ?? "");
}

// The branch is ours to overwrite only as long as nobody else has worked on it.
function pushBranch(message: string): void {
  const base = git("rev-parse", "HEAD");
  const remote = gitOnline("ls-remote", "origin", `refs/heads/${BRANCH}`).split("\t", 1)[0] ?? "";
  git("checkout", "-q", "-B", BRANCH);
  git("add", "--", SPEC_PATH, PATCHED_SPEC_PATH, SCHEMA_PATH);
  git("-c", `user.name=${AUTHOR.name}`, "-c", `user.email=${AUTHOR.email}`, "commit", "-q", "-m", message);
  if (remote !== "") {
    gitOnline("fetch", "-q", "origin", `refs/heads/${BRANCH}`);
    const authors = git("log", "--format=%ae", `${base}..${remote}`).split("\n");
    const others = authors.filter((author) => author !== "" && author !== AUTHOR.email);
    if (others.length > 0) {
      throw new Error(
        `Branch ${BRANCH} has commits by others (${others.length}), which a push would lose. ` +
          "Merge or close its pull request and delete the branch, then run this again.",
      );
    }
    if (git("rev-parse", "HEAD^{tree}") === git("rev-parse", `${remote}^{tree}`)) return;
  }
  gitOnline("push", "-q", `--force-with-lease=refs/heads/${BRANCH}:${remote}`, "origin", `HEAD:refs/heads/${BRANCH}`);
}

function findOpen(kind: "pr" | "issue", ...filter: string[]): string | undefined {
  const found: { number: number }[] = JSON.parse(gh(kind, "list", "--state", "open", ...filter, "--json", "number"));
  return found[0] && String(found[0].number);
}

function shorten(body: string): string {
  if (body.length <= LONGEST_BODY) return body;
  const cut = body.lastIndexOf("\n", LONGEST_BODY);
  return `${body.slice(0, cut)}\n\nThe rest is cut off here: run \`npm run regenerate\` to see all of it.\n`;
}

function git(...args: string[]): string {
  return run("git", args);
}

// Git asks gh for the token, so that it is in no command line and no file.
function gitOnline(...args: string[]): string {
  return git("-c", "credential.helper=", "-c", "credential.helper=!gh auth git-credential", ...args);
}

function gh(...args: string[]): string {
  return run("gh", args);
}

function run(command: string, args: string[]): string {
  try {
    return execFileSync(command, args, {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      timeout: 120_000,
    }).trim();
  } catch (error) {
    const said = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : String(error);
    throw new Error(`${command} ${args.slice(0, 2).join(" ")} failed: ${said}`, { cause: error });
  }
}
