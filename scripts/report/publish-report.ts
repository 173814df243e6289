import { appendFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { PATCHED_SPEC_PATH, README_PATH, SCHEMA_PATH } from "../generate/generated-paths.ts";
import { replaceFiles } from "../generate/replace-files.ts";
import { SPEC_PATH } from "../spec/spec-sources.ts";
import type { RegenerateReport } from "./create-report.ts";
import { cutReport } from "./cut-report.ts";
import { readArtifact } from "./read-artifact.ts";
import { renderReport } from "./render-report.ts";

/** The only files that get from an artifact into a pull request. */
export const PUBLISHED_FILES: readonly string[] = [SPEC_PATH, PATCHED_SPEC_PATH, SCHEMA_PATH, README_PATH];

const VERDICTS: readonly unknown[] = ["unchanged", "compatible", "breaking", "overlay conflict", "invalid spec"];
const BUMPS: readonly unknown[] = ["major", "minor", "patch", undefined];
const BRANCH = "regenerate/spec";
const AUTHOR = { name: "tratta-client regenerate", email: "regenerate@tratta-client.invalid" };
const BREAKING = { name: "breaking", description: "Breaks code of users", color: "b60205" };
const NEEDS_PERSON = { name: "spec-change", description: "The source spec needs a person", color: "fbca04" };

/** Runs a command in the clone and returns what it prints; throws when the command fails. */
export type RunCommand = (command: "git" | "gh", args: readonly string[], stdin?: string) => string;

interface PublishOptions {
  /** Folder with `report.json` and, when the new client was written, its files. */
  artifact: string;
  /** Clone of the project's repository. */
  root: string;
  /** Where a reader finds the artifact. */
  source: string;
  /** File that the report is appended to, such as the summary of the job. */
  summaryPath?: string | undefined;
  run: RunCommand;
}

/**
 * Opens or updates one pull request when the new client was written, and one issue when a person has to help.
 *
 * The job that made the artifact runs other people's code. So the text is rendered here, from data, and of the files
 * only those of the client are copied.
 *
 * @throws when there is no report, when the spec is invalid, and when git or gh fails
 */
export function publishReport({ artifact, root, source, summaryPath, run }: PublishOptions): void {
  const report = readReport(artifact);
  const { verdict, version, written } = report;
  const body = cutReport(renderReport(report), source);
  if (summaryPath) appendFileSync(summaryPath, body);
  if (verdict === "unchanged") {
    console.log("The spec is unchanged: there is nothing to publish.");
  } else if (verdict === "invalid spec") {
    // No issue: a host that is down for an hour would open one, and nothing in this repository can be done about it.
    throw new Error("The spec is invalid or could not be read. The report in the summary of the job says why.");
  } else if (written) {
    replaceFiles(root, new Map(PUBLISHED_FILES.map((path) => [path, readArtifact(artifact, path)])));
    const title = `Take in a ${verdict} spec change${version ? ` (${version.bump})` : ""}`;
    pushBranch(run, title);
    openOrUpdate(run, { kind: "pr", title, body, ...(verdict === "breaking" && { label: BREAKING }) });
    closeIssue(run);
  } else {
    const subject = verdict === "overlay conflict" ? "Spec change" : "Spec change needs a person";
    openOrUpdate(run, { kind: "issue", title: `${subject}: ${verdict}`, body, label: NEEDS_PERSON });
  }
}

function readReport(artifact: string): RegenerateReport {
  if (!existsSync(join(artifact, "report.json"))) {
    throw new Error("There is no report: `npm run regenerate` failed before it could write one. Its output says why.");
  }
  const report = parseReport(readArtifact(artifact, "report.json"));
  // These words get into titles and commit messages, where nothing can be shown as code.
  if (!VERDICTS.includes(report?.verdict) || !BUMPS.includes(report?.version?.bump)) {
    throw new Error("report.json contains an unknown verdict or version. Run the regenerate job again.");
  }
  return report;
}

// Not JSON.parse's own message, which quotes the text: GitHub acts on commands such as `::error::` in a job's output.
function parseReport(text: string): RegenerateReport {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error("report.json is not JSON. Run the regenerate job again.");
  }
}

// The branch is ours to overwrite only as long as no one else has committed to it.
function pushBranch(run: RunCommand, message: string): void {
  const git = (...args: string[]): string => run("git", args);
  // Git asks gh for the token, so that no command line and no file contains it.
  const gitOnline = (...args: string[]): string =>
    git("-c", "credential.helper=", "-c", "credential.helper=!gh auth git-credential", ...args);

  const base = git("rev-parse", "HEAD");
  const remote = gitOnline("ls-remote", "origin", `refs/heads/${BRANCH}`).split("\t", 1)[0] ?? "";
  git("checkout", "-q", "-B", BRANCH);
  git("add", "--", ...PUBLISHED_FILES);
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

interface Thread {
  kind: "pr" | "issue";
  title: string;
  body: string;
  label?: typeof BREAKING;
}

function openOrUpdate(run: RunCommand, { kind, title, body, label }: Thread): void {
  if (label) {
    const { name, description, color } = label;
    run("gh", ["label", "create", name, "--force", "--description", description, "--color", color]);
  }
  // A report can be longer than a command line may be.
  const text = ["--title", title, "--body-file", "-"];
  const open = findOpen(run, kind);
  if (!open) {
    const head = kind === "pr" ? ["--head", BRANCH] : [];
    run("gh", [kind, "create", ...head, ...text, ...(label ? ["--label", label.name] : [])], body);
    console.log(`Opened: ${title}.`);
    return;
  }
  const outdated = !label && open.labels.some(({ name }) => name === BREAKING.name);
  const labels = label ? ["--add-label", label.name] : outdated ? ["--remove-label", BREAKING.name] : [];
  run("gh", [kind, "edit", String(open.number), ...text, ...labels], body);
  console.log(`Updated ${kind} ${open.number}: ${title}.`);
}

function closeIssue(run: RunCommand): void {
  const open = findOpen(run, "issue");
  if (!open) return;
  const comment = "The spec is now taken in without help; see the pull request.";
  run("gh", ["issue", "close", String(open.number), "--comment", comment]);
  console.log(`Closed issue ${open.number}.`);
}

function findOpen(run: RunCommand, kind: Thread["kind"]): OpenThread | undefined {
  const filter = kind === "pr" ? ["--head", BRANCH] : ["--label", NEEDS_PERSON.name];
  const fields = `number,labels${kind === "pr" ? ",isCrossRepository" : ""}`;
  const found: OpenThread[] = JSON.parse(run("gh", [kind, "list", "--state", "open", ...filter, "--json", fields]));
  // Anyone can open a pull request from a branch of this name in a fork.
  return found.find(({ isCrossRepository }) => !isCrossRepository);
}

interface OpenThread {
  number: number;
  labels: { name: string }[];
  isCrossRepository?: boolean;
}
