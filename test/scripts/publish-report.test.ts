import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { execPath } from "node:process";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { RegenerateReport } from "../../scripts/report/create-report.ts";
import { PROJECT } from "../support/project-copy.ts";

const FILES = ["openapi/tratta.yaml", "generated/openapi.yaml", "generated/schema.ts"];
const BRANCH = "regenerate/spec";

/** Stands in for GitHub's command line: notes how it was called, and answers from a file. */
const FAKE_GH = `#!${execPath}
const { appendFileSync, readFileSync } = require("node:fs");
const args = process.argv.slice(2);
appendFileSync(process.env.GH_LOG, JSON.stringify(args) + "\\n");
const state = JSON.parse(readFileSync(process.env.GH_STATE, "utf8"));
if (state.fails === args.slice(0, 2).join(" ")) { console.error("HTTP 403: no permission"); process.exit(1); }
if (args[1] === "list") console.log(JSON.stringify(state[args[0]] ? [{ number: state[args[0]] }] : []));
if (args[1] === "view") console.log((state.labels ?? []).join("\\n"));
`;

let folder: string;
let clone: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tratta-publish-"));
  mkdirSync(join(folder, "bin"));
  writeFileSync(join(folder, "bin/gh"), FAKE_GH);
  chmodSync(join(folder, "bin/gh"), 0o755);
  answerWith({});
  clone = join(folder, "clone");
  git(folder, "init", "-q", "--bare", "-b", "main", "origin.git");
  git(folder, "clone", "-q", "origin.git", "clone");
  for (const file of FILES) write(file, "old\n");
  commit("Begin", "a.person@example.com");
  git(clone, "push", "-q", "origin", "HEAD:refs/heads/main");
});
afterEach(() => rmSync(folder, { recursive: true }));

function git(cwd: string, ...args: string[]): string {
  return execFileSync("git", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();
}

function write(path: string, text: string): void {
  mkdirSync(join(clone, path, ".."), { recursive: true });
  writeFileSync(join(clone, path), text);
}

function commit(message: string, email: string): void {
  git(clone, "add", ".");
  git(clone, "-c", "user.name=A", "-c", `user.email=${email}`, "commit", "-q", "-m", message);
}

function answerWith(state: { pr?: number; issue?: number; labels?: string[]; fails?: string }): void {
  writeFileSync(join(folder, "state.json"), JSON.stringify(state));
}

interface Published {
  exitCode: number;
  output: string;
  calls: string[][];
}

function publish(report: Partial<RegenerateReport> | undefined, markdown = "# Report\n"): Published {
  const paths = { json: join(folder, "report.json"), report: join(folder, "report.md"), log: join(folder, "gh.log") };
  if (report) writeFileSync(paths.json, JSON.stringify({ next: [], ...report }));
  writeFileSync(paths.report, markdown);
  writeFileSync(paths.log, "");
  const env = {
    ...process.env,
    PATH: `${join(folder, "bin")}${delimiter}${process.env["PATH"]}`,
    GH_LOG: paths.log,
    GH_STATE: join(folder, "state.json"),
    GITHUB_STEP_SUMMARY: join(folder, "summary.md"),
  };
  const script = ["--import", import.meta.resolve("tsx"), join(PROJECT, "scripts/publish-report.ts")];
  let run = { exitCode: 0, output: "" };
  try {
    const args = [...script, "--report", paths.report, "--json", paths.json];
    run.output = execFileSync(execPath, args, { cwd: clone, env, encoding: "utf8", stdio: "pipe" });
  } catch (error) {
    const { status, stdout, stderr } = error as { status: number; stdout: string; stderr: string };
    run = { exitCode: status, output: `${stdout}${stderr}` };
  }
  const calls = readFileSync(paths.log, "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line): string[] => JSON.parse(line));
  return { ...run, calls: calls.filter(([command]) => command !== "auth") };
}

function takeIn(text: string): void {
  git(clone, "checkout", "-q", "main");
  for (const file of FILES) write(file, text);
}

function onRemote(path: string): string {
  return git(join(folder, "origin.git"), "show", `${BRANCH}:${path}`);
}

const COMPATIBLE = {
  verdict: "compatible",
  written: true,
  version: { bump: "minor", current: "1.0.0", suggested: "1.1.0" },
} as const;
const BREAKING = {
  verdict: "breaking",
  written: true,
  version: { bump: "major", current: "1.0.0", suggested: "2.0.0" },
} as const;

describe("npm run publish-report", () => {
  it("opens a pull request that holds the new files and nothing else, with the report as its body", () => {
    takeIn("new\n");
    write("left-over.txt", "not ours");

    const { exitCode, calls } = publish(COMPATIBLE, "# Spec change: compatible\n");

    expect(exitCode).toBe(0);
    expect(calls.find(([, action]) => action === "create")).toEqual([
      "pr",
      "create",
      "--head",
      BRANCH,
      "--title",
      "Take in a compatible spec change (minor)",
      "--body",
      "# Spec change: compatible\n",
    ]);
    expect(FILES.map(onRemote)).toEqual(["new", "new", "new"]);
    expect(git(join(folder, "origin.git"), "diff", "--name-only", "main", BRANCH).split("\n").toSorted()).toEqual(
      FILES.toSorted(),
    );
    expect(readFileSync(join(folder, "summary.md"), "utf8")).toBe("# Spec change: compatible\n");
  });

  it("labels a pull request that breaks", () => {
    takeIn("new\n");
    const { calls } = publish(BREAKING);

    expect(calls.map((call) => call.slice(0, 2).join(" "))).toEqual([
      "label create",
      "pr list",
      "pr create",
      "issue list",
    ]);
    expect(calls.find(([command, action]) => command === "pr" && action === "create")?.slice(-2)).toEqual([
      "--label",
      "breaking",
    ]);
  });

  it("updates the pull request that is open, and its label", () => {
    takeIn("new\n");
    publish(BREAKING);
    answerWith({ pr: 7, labels: ["breaking"] });
    takeIn("newer\n");

    const { exitCode, calls } = publish(COMPATIBLE);

    expect(exitCode).toBe(0);
    expect(calls.some(([, action]) => action === "create")).toBe(false);
    expect(calls.find(([, action]) => action === "edit")).toEqual([
      "pr",
      "edit",
      "7",
      "--title",
      "Take in a compatible spec change (minor)",
      "--body",
      "# Report\n",
      "--remove-label",
      "breaking",
    ]);
    expect(onRemote(FILES[0] ?? "")).toBe("newer");
  });

  it("does not push again what the branch holds already", () => {
    takeIn("new\n");
    publish(COMPATIBLE);
    const pushed = git(join(folder, "origin.git"), "rev-parse", BRANCH);
    answerWith({ pr: 7 });
    takeIn("new\n");

    expect(publish(COMPATIBLE).exitCode).toBe(0);
    expect(git(join(folder, "origin.git"), "rev-parse", BRANCH)).toBe(pushed);
  });

  it("never overwrites what a person has committed to the branch", () => {
    takeIn("new\n");
    publish(COMPATIBLE);
    git(clone, "checkout", "-q", BRANCH);
    write("src/fix.ts", "by hand");
    commit("Fix by hand", "a.person@example.com");
    git(clone, "push", "-q", "origin", `HEAD:refs/heads/${BRANCH}`);
    takeIn("newer\n");

    const { exitCode, output, calls } = publish(COMPATIBLE);

    expect(exitCode).toBe(1);
    expect(output).toContain("has commits by others (1), which a push would lose");
    expect(calls).toEqual([]);
    expect(onRemote("src/fix.ts")).toBe("by hand");
  });

  it("opens one issue for an overlay conflict, and pushes nothing", () => {
    const { exitCode, calls } = publish({ verdict: "overlay conflict", written: false }, "# Conflict\n");

    expect(exitCode).toBe(0);
    expect(calls.map((call) => call.slice(0, 2).join(" "))).toEqual(["issue list", "label create", "issue create"]);
    expect(calls.at(-1)).toEqual([
      "issue",
      "create",
      "--title",
      "Spec change: overlay conflict",
      "--body",
      "# Conflict\n",
      "--label",
      "spec-change",
    ]);
    expect(git(join(folder, "origin.git"), "branch", "--list", BRANCH)).toBe("");
  });

  it("updates the issue that is open", () => {
    answerWith({ issue: 3 });
    const { calls } = publish({ verdict: "breaking", written: false });

    expect(calls.at(-1)).toEqual([
      "issue",
      "edit",
      "3",
      "--title",
      "Spec change needs a person: breaking",
      "--body",
      "# Report\n",
    ]);
  });

  it("closes the issue once the spec goes in without help", () => {
    answerWith({ issue: 3 });
    takeIn("new\n");

    expect(publish(COMPATIBLE).calls.at(-1)?.slice(0, 3)).toEqual(["issue", "close", "3"]);
  });

  it("does nothing when nothing has changed", () => {
    expect(publish({ verdict: "unchanged", written: false })).toMatchObject({ exitCode: 0, calls: [] });
  });

  it("fails for an invalid spec, without an issue", () => {
    expect(publish({ verdict: "invalid spec", written: false })).toMatchObject({ exitCode: 1, calls: [] });
  });

  it("fails when there is no report", () => {
    const { exitCode, output, calls } = publish(undefined);

    expect({ exitCode, calls }).toEqual({ exitCode: 1, calls: [] });
    expect(output).toContain("There is no report");
  });

  it("says what GitHub said when it refuses", () => {
    answerWith({ fails: "issue create" });
    const { exitCode, output } = publish({ verdict: "overlay conflict", written: false });

    expect(exitCode).toBe(1);
    expect(output).toContain("gh issue create failed: HTTP 403: no permission");
  });

  it("cuts a report that is longer than GitHub takes, and says so", () => {
    const { calls } = publish({ verdict: "overlay conflict", written: false }, "- a change\n".repeat(10_000));
    const body = calls.at(-1)?.[5] ?? "";

    expect(body.length).toBeLessThan(65_536);
    expect(body).toContain("The rest is cut off here");
  });
});
