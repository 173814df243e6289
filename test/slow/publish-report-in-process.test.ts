import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { RegenerateReport } from "../../scripts/report/create-report.ts";
import { PUBLISHED_FILES, publishReport, type RunCommand } from "../../scripts/report/publish-report.ts";
import { HOSTILE_TEXT } from "../support/hostile-text.ts";
import { findLiveMarkdown } from "../support/live-markdown.ts";

const BRANCH = "regenerate/spec";

const folder = mkdtempSync(join(tmpdir(), "tratta-publish-"));
const [template, origin, clone] = [join(folder, "template"), join(folder, "origin.git"), join(folder, "clone")];
const [artifact, summaryPath] = [join(folder, "artifact"), join(folder, "summary.md")];

function git(cwd: string, ...args: string[]): string {
  return execFileSync("git", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function commit(message: string, email: string): void {
  git(clone, "add", ".");
  git(clone, "-c", "user.name=A", "-c", `user.email=${email}`, "commit", "-q", "-m", message);
}

beforeAll(() => {
  git(folder, "init", "-q", "--bare", "-b", "main", "origin.git");
  git(folder, "clone", "-q", "origin.git", "clone");
  for (const file of PUBLISHED_FILES) write(join(clone, file), "old\n");
  commit("Begin", "a.person@example.com");
  git(clone, "push", "-q", "origin", "HEAD:refs/heads/main");
  for (const name of ["origin.git", "clone"]) cpSync(join(folder, name), join(template, name), { recursive: true });
});
beforeEach(() => {
  vi.spyOn(console, "log").mockReturnValue();
  for (const path of [origin, clone, artifact, summaryPath]) rmSync(path, { recursive: true, force: true });
  cpSync(template, folder, { recursive: true });
  makeArtifact("new\n");
});
afterAll(() => rmSync(folder, { recursive: true }));

function makeArtifact(text: string): void {
  for (const file of PUBLISHED_FILES) write(join(artifact, file), text);
}

/** What GitHub has, as far as publishing looks at it, and which command it refuses. */
interface GitHub {
  pr?: { number: number; labels?: { name: string }[]; isCrossRepository?: boolean };
  issue?: { number: number };
  fails?: string;
}

interface Call {
  args: readonly string[];
  stdin: string | undefined;
}

/** Publishes with git as it is and with a stand-in for GitHub's command line; returns how that was called. */
function publish(report: object | undefined, { pr, issue, fails }: GitHub = {}): Call[] {
  if (report) write(join(artifact, "report.json"), JSON.stringify({ ...REPORT, ...report }));
  const calls: Call[] = [];
  const run: RunCommand = (command, args, stdin) => {
    if (command === "git") return git(clone, ...args);
    calls.push({ args, stdin });
    if (fails === args.slice(0, 2).join(" ")) throw new Error(`gh ${fails} failed: HTTP 403: no permission`);
    const open = { pr, issue }[String(args[0])];
    return args[1] === "list" ? JSON.stringify(open ? [{ labels: [], ...open }] : []) : "";
  };
  publishReport({ artifact, root: clone, source: "https://github.example/run/1", summaryPath, run });
  return calls;
}

function actionsOf(calls: Call[]): string[] {
  return calls.map(({ args }) => args.slice(0, 2).join(" "));
}

function onRemote(path: string): string {
  return git(origin, "show", `${BRANCH}:${path}`);
}

const REPORT: RegenerateReport = {
  verdict: "compatible",
  exitCode: 0,
  breaking: false,
  unsimulated: { operations: [], fields: {} },
  from: "new.yaml",
  written: true,
  version: { bump: "minor", current: "1.0.0", suggested: "1.1.0" },
  operations: [],
  types: [],
  upstream: [],
  problems: [],
  next: [],
};
const COMPATIBLE = {};
const BREAKING = {
  verdict: "breaking",
  exitCode: 2,
  breaking: true,
  version: { bump: "major", current: "1.0.0", suggested: "2.0.0" },
};
const CONFLICT = { verdict: "overlay conflict", exitCode: 3, written: false };

describe("publishReport", () => {
  it("opens a pull request that contains the new files and nothing else, with the report as its text", () => {
    write(join(clone, "left-over.txt"), "not ours");

    const calls = publish(COMPATIBLE);

    expect(actionsOf(calls)).toEqual(["pr list", "pr create", "issue list"]);
    const title = "Take in a compatible spec change (minor)";
    expect(calls[1]?.args).toEqual(["pr", "create", "--head", BRANCH, "--title", title, "--body-file", "-"]);
    expect(calls[1]?.stdin).toMatch(/^# Spec change: compatible\n/);
    expect(PUBLISHED_FILES.map(onRemote)).toEqual(PUBLISHED_FILES.map(() => "new"));
    expect(git(origin, "diff", "--name-only", "main", BRANCH).split("\n").toSorted()).toEqual(
      PUBLISHED_FILES.toSorted(),
    );
    expect(git(origin, "log", "-1", "--format=%B", BRANCH)).toBe(title);
    expect(readFileSync(summaryPath, "utf8")).toBe(calls[1]?.stdin);
  });

  it("labels a pull request that breaks", () => {
    const calls = publish(BREAKING);

    expect(actionsOf(calls)).toEqual(["label create", "pr list", "pr create", "issue list"]);
    expect(calls[2]?.args.slice(-2)).toEqual(["--label", "breaking"]);
  });

  it("updates the pull request that is open, and its label", () => {
    publish(BREAKING);
    git(clone, "checkout", "-q", "main");
    makeArtifact("newer\n");

    const calls = publish(COMPATIBLE, { pr: { number: 7, labels: [{ name: "breaking" }] } });

    expect(actionsOf(calls)).toEqual(["pr list", "pr edit", "issue list"]);
    const title = "Take in a compatible spec change (minor)";
    const edits = ["--title", title, "--body-file", "-", "--remove-label", "breaking"];
    expect(calls[1]?.args).toEqual(["pr", "edit", "7", ...edits]);
    expect(onRemote("generated/schema.ts")).toBe("newer");
  });

  it("ignores a pull request from a fork", () => {
    const calls = publish(COMPATIBLE, { pr: { number: 7, isCrossRepository: true } });
    expect(actionsOf(calls)).toContain("pr create");
  });

  it("does not push again what is already on the branch", () => {
    publish(COMPATIBLE);
    const pushed = git(origin, "rev-parse", BRANCH);
    git(clone, "checkout", "-q", "main");

    publish(COMPATIBLE, { pr: { number: 7 } });

    expect(git(origin, "rev-parse", BRANCH)).toBe(pushed);
  });

  it("never overwrites what a person has committed to the branch", () => {
    publish(COMPATIBLE);
    write(join(clone, "src/fix.ts"), "by hand");
    commit("Fix by hand", "a.person@example.com");
    git(clone, "push", "-q", "origin", `HEAD:refs/heads/${BRANCH}`);
    git(clone, "checkout", "-q", "main");
    makeArtifact("newer\n");

    expect(() => publish(COMPATIBLE)).toThrow("has commits by others (1), which a push would lose");
    expect(onRemote("src/fix.ts")).toBe("by hand");
  });

  it("opens one issue for an overlay conflict, and pushes nothing", () => {
    const calls = publish(CONFLICT);

    expect(actionsOf(calls)).toEqual(["label create", "issue list", "issue create"]);
    const text = ["--title", "Spec change: overlay conflict", "--body-file", "-"];
    expect(calls.at(-1)?.args).toEqual(["issue", "create", ...text, "--label", "spec-change"]);
    expect(calls.at(-1)?.stdin).toMatch(/^# Spec change: overlay conflict\n/);
    expect(git(origin, "branch", "--list", BRANCH)).toBe("");
  });

  it("updates the issue that is open", () => {
    const calls = publish({ ...BREAKING, written: false }, { issue: { number: 3 } });

    const text = ["--title", "Spec change needs a person: breaking", "--body-file", "-"];
    expect(calls.at(-1)?.args).toEqual(["issue", "edit", "3", ...text, "--add-label", "spec-change"]);
  });

  it("closes the issue once the spec is taken in without help", () => {
    const calls = publish(COMPATIBLE, { issue: { number: 3 } });
    expect(calls.at(-1)?.args.slice(0, 3)).toEqual(["issue", "close", "3"]);
  });

  it("does nothing when nothing has changed", () => {
    expect(publish({ verdict: "unchanged", written: false })).toEqual([]);
  });

  it("fails for an invalid spec, without an issue", () => {
    expect(() => publish({ verdict: "invalid spec", written: false })).toThrow("The spec is invalid");
    expect(readFileSync(summaryPath, "utf8")).toMatch(/^# Spec change: invalid spec\n/);
  });

  it("fails when there is no report", () => {
    expect(() => publish(undefined)).toThrow("There is no report");
  });

  it("says what GitHub said when it refuses", () => {
    expect(() => publish(CONFLICT, { fails: "issue create" })).toThrow("HTTP 403: no permission");
  });

  it("cuts a report that is longer than GitHub accepts, and says so", () => {
    const upstream = Array.from({ length: 5_000 }, () => ({
      impact: "patch",
      text: "変更".repeat(50),
      operations: [],
    }));
    const text = publish({ ...CONFLICT, upstream }).at(-1)?.stdin ?? "";

    expect(text.length).toBeLessThanOrEqual(65_536);
    expect(text).toContain("**The report is cut here**");
    expect(text).toContain("`https://github.example/run/1`");
  });
});

describe("publishReport with an artifact that an attacker made", () => {
  afterEach(() => {
    expect(git(origin, "branch", "--list", BRANCH)).toBe("");
  });

  it.for([
    ["a file", () => symlinkSync("/etc/hosts", join(artifact, "generated/schema.ts"))],
    [
      "a folder",
      () => {
        rmSync(join(artifact, "generated"), { recursive: true });
        symlinkSync(join(clone, ".git"), join(artifact, "generated"));
        write(join(clone, ".git/openapi.yaml"), "secret");
        write(join(clone, ".git/schema.ts"), "secret");
      },
    ],
  ] as const)("refuses %s that is a link, and changes nothing", ([, attack]) => {
    rmSync(join(artifact, "generated/schema.ts"));
    attack();
    expect(() => publish(COMPATIBLE)).toThrow(/generated\/(schema\.ts|openapi\.yaml) in .* is not a regular file/);
    expect(git(clone, "status", "--porcelain")).toBe("");
  });

  it("refuses a report that is a link", () => {
    write(join(folder, "secret.json"), JSON.stringify(REPORT));
    symlinkSync(join(folder, "secret.json"), join(artifact, "report.json"));
    expect(() => publish(undefined)).toThrow("report.json in");
    rmSync(join(folder, "secret.json"));
  });

  it.for([
    ["nothing", ""],
    ["null", "null"],
    ["a list", "[]"],
    ["text", '"x"'],
    ["commands for GitHub", "\n::set-output name=a::b\n##[error]x"],
    ["100,000 open brackets", "[".repeat(100_000)],
  ] as const)("refuses a report that is %s, and quotes nothing of it", ([, text]) => {
    write(join(artifact, "report.json"), text);
    expect(() => publish(undefined)).toThrow(/^report\.json (is not JSON|contains an unknown verdict or version)\. /);
  });

  it.for([
    { verdict: HOSTILE_TEXT },
    { verdict: "__proto__" },
    { verdict: "compatible\nCloses #1" },
    { verdict: ["breaking"] },
    { version: { bump: "minor\n", current: "1.0.0", suggested: "1.1.0" } },
    { version: { bump: HOSTILE_TEXT, current: "1.0.0", suggested: "1.1.0" } },
  ])("refuses words that would get into a title: %j", (report) => {
    expect(() => publish(report)).toThrow("report.json contains an unknown verdict or version");
  });
});

describe("publishReport with other files in the artifact", () => {
  it("copies only the files of the client", () => {
    for (const path of ["package.json", ".github/workflows/ci.yml", ".git/hooks/pre-commit", "generated/evil.ts"]) {
      write(join(artifact, path), "evil");
    }
    const before = git(clone, "config", "--list", "--local");

    publish(COMPATIBLE);

    const changed = git(origin, "diff", "--name-only", "main", BRANCH).split("\n");
    expect(changed.toSorted()).toEqual(PUBLISHED_FILES.toSorted());
    expect(git(clone, "status", "--porcelain")).toBe("");
    expect(git(clone, "config", "--list", "--local")).toBe(before);
  });

  it("publishes nothing of the artifact's that GitHub would act on", () => {
    write(join(artifact, "report.md"), HOSTILE_TEXT);
    const change = { impact: HOSTILE_TEXT, text: HOSTILE_TEXT, operations: [HOSTILE_TEXT] };
    const calls = publish({ ...BREAKING, from: HOSTILE_TEXT, upstream: [change], next: [HOSTILE_TEXT] });
    const { args = [], stdin = "" } =
      calls.find(({ args: [kind, action] }) => `${kind} ${action}` === "pr create") ?? {};
    expect(stdin).toContain("a` ```<img");
    expect([...args, stdin].flatMap(findLiveMarkdown)).toEqual([]);
  });
});
