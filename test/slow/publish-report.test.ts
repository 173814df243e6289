import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { execPath } from "node:process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PUBLISHED_FILES } from "../../scripts/report/publish-report.ts";
import { PROJECT } from "../support/project-copy.ts";

/** Stands in for GitHub's command line: notes how it was called and with what on stdin. */
const FAKE_GH = `#!${execPath}
const { appendFileSync, readFileSync } = require("node:fs");
const args = process.argv.slice(2);
const stdin = args.includes("-") ? readFileSync(0, "utf8") : "";
appendFileSync(process.env.GH_LOG, JSON.stringify({ args, stdin }) + "\\n");
if (args[0] === process.env.GH_FAILS) { console.error("HTTP 403: no permission"); process.exit(1); }
if (args[1] === "list") console.log("[]");
`;

const folder = mkdtempSync(join(tmpdir(), "tratta-publish-slow-"));
const [clone, artifact, log] = [join(folder, "clone"), join(folder, "artifact"), join(folder, "gh.log")];

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function git(...args: string[]): void {
  execFileSync("git", ["-c", "user.name=A", "-c", "user.email=a@example.com", ...args], { cwd: clone, stdio: "pipe" });
}

beforeAll(() => {
  write(join(folder, "bin/gh"), FAKE_GH);
  chmodSync(join(folder, "bin/gh"), 0o755);
  execFileSync("git", ["init", "-q", "--bare", "-b", "main", join(folder, "origin.git")]);
  execFileSync("git", ["clone", "-q", join(folder, "origin.git"), clone], { stdio: "pipe" });
  cpSync(join(PROJECT, "scripts"), join(clone, "scripts"), { recursive: true });
  write(join(clone, "package.json"), JSON.stringify({ type: "module" }));
  for (const path of PUBLISHED_FILES) write(join(clone, path), "old\n");
  git("add", ".");
  git("commit", "-q", "-m", "Begin");
  for (const path of PUBLISHED_FILES) write(join(artifact, path), "new\n");
  const upstream = Array.from({ length: 2_000 }, () => ({ impact: "patch", text: "変更".repeat(400), operations: [] }));
  const version = { bump: "minor", current: "1.0.0", suggested: "1.1.0" };
  const report = {
    verdict: "compatible",
    written: true,
    from: "x",
    version,
    operations: [],
    types: [],
    problems: [],
    unsimulated: { operations: [], fields: {} },
  };
  write(join(artifact, "report.json"), JSON.stringify({ ...report, upstream }));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the script of the clone, which has no installed packages, as the workflow does. */
function publish(from: string, env: NodeJS.ProcessEnv = {}): { status: number | null; output: string } {
  const run = ["scripts/publish-report.ts", "--from", from];
  // Before Node.js 22.18, only types have to be removed by something else.
  const types = Reflect.get(process.features, "typescript") ? [] : ["--import", import.meta.resolve("tsx")];
  const path = `${join(folder, "bin")}${delimiter}${process.env["PATH"]}`;
  const { status, stdout, stderr } = spawnSync(execPath, [...types, ...run], {
    cwd: clone,
    encoding: "utf8",
    env: { ...process.env, PATH: path, GH_LOG: log, GITHUB_STEP_SUMMARY: join(folder, "summary.md"), ...env },
  });
  return { status, output: `${stdout}${stderr}` };
}

describe("node scripts/publish-report.ts without installed packages", () => {
  it("pushes the branch and gives gh a long text of multi-byte characters", () => {
    expect(existsSync(join(clone, "node_modules"))).toBe(false);
    const run = { GITHUB_SERVER_URL: "https://github.example", GITHUB_REPOSITORY: "org/repo", GITHUB_RUN_ID: "7" };

    expect(publish(artifact, run)).toEqual({
      status: 0,
      output: "Opened: Take in a compatible spec change (minor).\n",
    });

    const calls = readFileSync(log, "utf8")
      .trim()
      .split("\n")
      .map((line): { args: string[]; stdin: string } => JSON.parse(line));
    const text = calls.find(({ args }) => args[0] === "pr" && args[1] === "create")?.stdin ?? "";
    expect(text.length).toBeLessThanOrEqual(65_536);
    expect(Buffer.byteLength(text)).toBeGreaterThan(128 * 1024);
    expect(text).toContain("`https://github.example/org/repo/actions/runs/7`");
    expect(readFileSync(join(folder, "summary.md"), "utf8")).toBe(text);
    const show = ["show", "regenerate/spec:generated/schema.ts"];
    expect(execFileSync("git", show, { cwd: join(folder, "origin.git"), encoding: "utf8" })).toBe("new\n");
  });

  it("exits with 1 and says what gh said when it fails", () => {
    write(
      join(folder, "conflict/report.json"),
      JSON.stringify({
        verdict: "overlay conflict",
        operations: [],
        types: [],
        upstream: [],
        problems: [],
        unsimulated: { operations: [], fields: {} },
      }),
    );
    expect(publish(join(folder, "conflict"), { GH_FAILS: "label" })).toEqual({
      status: 1,
      output: "gh label create failed: HTTP 403: no permission\n",
    });
  });

  it("exits with 1 when there is no report", () => {
    expect(publish(folder)).toMatchObject({ status: 1, output: expect.stringContaining("There is no report") });
  });
});
