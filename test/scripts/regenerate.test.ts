import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import type { RegenerateReport } from "../../scripts/report/create-report.ts";
import { createMiniProject } from "../support/mini-project.ts";
import { PROJECT, runScript, type ProjectCopy, type ScriptRun } from "../support/project-copy.ts";

const SPEC = "openapi/tratta.yaml";
const SCRIPT = "scripts/regenerate.ts";
const SLOW = 300_000;

const folder = mkdtempSync(join(tmpdir(), "tratta-regenerate-"));
const source = readFileSync(join(PROJECT, SPEC), "utf8");
let project: ProjectCopy;
let before: Map<string, string>;

beforeEach(() => {
  project = createMiniProject();
  before = project.snapshot();
});
afterEach(() => project.remove());
afterAll(() => rmSync(folder, { recursive: true }));

interface Run extends ScriptRun {
  json: RegenerateReport;
  markdown: string;
}

function writeSpec(text: string): string {
  const path = join(folder, "new.yaml");
  writeFileSync(path, text);
  return path;
}

function replaced(from: string, to: string): string {
  if (!source.includes(from)) throw new Error(`the source spec has no ${JSON.stringify(from)}`);
  return source.replace(from, to);
}

async function regenerate(text: string, ...options: string[]): Promise<Run> {
  const [json, markdown] = [join(folder, "report.json"), join(folder, "report.md")];
  const reports = ["--json", json, "--report", markdown];
  const run = await runScript(
    SCRIPT,
    ["--root", project.root, "--from", writeSpec(text), ...reports, ...options],
    SLOW,
  );
  return { ...run, json: JSON.parse(readFileSync(json, "utf8")), markdown: readFileSync(markdown, "utf8") };
}

const newDescription = replaced("Returns a single customer by ID.", "Returns one customer.");
const lostStatus = replaced("[pending, completed, failed, refunded]", "[pending, completed, failed]");

describe("npm run regenerate", { timeout: SLOW }, () => {
  it("says unchanged and does nothing when the bytes are the same", async () => {
    const { exitCode, json, stdout } = await regenerate(source);

    expect(exitCode).toBe(0);
    expect(json).toMatchObject({ verdict: "unchanged", written: false, next: [] });
    expect(stdout).not.toContain("Applied");
    expect(project.snapshot()).toEqual(before);
  });

  it("writes a compatible change that passes all checks", async () => {
    const { exitCode, json, markdown, stdout } = await regenerate(newDescription);

    expect(exitCode).toBe(0);
    expect(json).toMatchObject({
      verdict: "compatible",
      exitCode: 0,
      written: true,
      version: { bump: "patch", current: "1.4.2", suggested: "1.4.3" },
      operations: [{ operation: "GET /customers/{id}" }],
      types: [],
      checks: { typeErrors: [], tests: { files: ["test/spec.test.ts"], passed: 1, failures: [] } },
    });
    expect(markdown).toMatch(/^# Spec change: compatible\n/);
    expect(stdout).toContain("The new client was written.");
    expect(project.read(SPEC)).toBe(newDescription);
    expect(project.read("generated/openapi.yaml")).toContain("Returns one customer.");
    const changed = [...project.snapshot()].filter(([path, text]) => before.get(path) !== text).map(([path]) => path);
    expect(changed).toEqual(
      ["generated/openapi.yaml", "generated/schema.ts", SPEC].map((path) => join(project.root, path)),
    );
    expect(await runScript("scripts/generate.ts", ["--check", "--root", project.root])).toMatchObject({ exitCode: 0 });
  });

  it("refuses a breaking change, reports it, and writes nothing", async () => {
    const { exitCode, json, markdown } = await regenerate(lostStatus);

    expect(exitCode).toBe(2);
    expect(json).toMatchObject({
      verdict: "breaking",
      written: false,
      version: { bump: "major", suggested: "2.0.0" },
      types: [{ type: "Charge", member: "status", breaking: true }],
      next: [expect.stringContaining("--allow-breaking")],
    });
    expect(markdown).toContain('- `Charge: status` `` can no longer be `"refunded"` `` – **breaking**');
    expect(project.snapshot()).toEqual(before);
  });

  it("writes a breaking change with --allow-breaking, and still exits with 2", async () => {
    const { exitCode, json } = await regenerate(lostStatus, "--allow-breaking");

    expect(exitCode).toBe(2);
    expect(json).toMatchObject({ verdict: "breaking", written: true });
    expect(project.read(SPEC)).toBe(lostStatus);
    expect(project.read("generated/schema.ts")).not.toContain("refunded");
  });

  it("calls a change breaking that an example does not survive, and does not write it even with --allow-breaking", async () => {
    const property =
      "      properties:\n        subject:\n          type: string\n        description:\n          type: string\n        customer_id:";
    const text = replaced(property, property.replace("subject:", "urgent:\n          type: boolean\n        subject:"));

    const { exitCode, json, stderr } = await regenerate(text, "--allow-breaking");

    expect(exitCode).toBe(2);
    expect(json).toMatchObject({ verdict: "breaking", written: false });
    expect(json.types.every(({ breaking }) => !breaking)).toBe(true);
    expect(stderr).toMatch(/test\/examples\/labels\.ts\(3,14\): error TS2741: Property 'urgent' is missing/);
    expect(project.snapshot()).toEqual(before);
  });

  it("exits with 1 and writes nothing when a test does not survive a compatible change", async () => {
    const operation = "get: {operationId: getTicket, summary: Get, responses: {'200': {description: It}}}";
    const text = replaced("  /tickets:\n", `  /tickets/all:\n    ${operation}\n  /tickets:\n`);

    const { exitCode, json, markdown } = await regenerate(text);

    expect(exitCode).toBe(1);
    expect(json).toMatchObject({ verdict: "compatible", exitCode: 1, written: false });
    expect(json.checks?.tests.failures).toEqual([
      expect.stringContaining("test/spec.test.ts: knows every operation: AssertionError"),
    ]);
    expect(markdown).toContain("The new client fails its checks. Nothing was written.");
    expect(project.snapshot()).toEqual(before);
  });

  it("reports every overlay action that no longer applies, and writes nothing", async () => {
    const property =
      "        installment_amount:\n          type: number\n          format: float\n        frequency:\n          type: string\n          enum: [weekly, biweekly, monthly]\n        status:";
    const text = replaced(property, `        rules:\n          type: string\n${property}`);

    const { exitCode, json, markdown, stderr } = await regenerate(text, "--allow-breaking");

    expect(exitCode).toBe(3);
    expect(json).toMatchObject({
      verdict: "overlay conflict",
      written: false,
      problems: [{ code: "upstream_differs", file: "openapi/overlays/payment-plans.yaml" }],
    });
    expect(stderr).toMatch(/openapi\/overlays\/payment-plans\.yaml:\d+: action "The plan object/);
    expect(markdown).toContain("## Overlay actions that no longer apply");
    expect(markdown).toContain("`` `PaymentPlan.rules` was added ``");
    expect(project.snapshot()).toEqual(before);
  });

  it("takes in a new spec once the overlay has been corrected for it", async () => {
    const frequencies = "          enum: [weekly, biweekly, monthly]\n        start_date:";
    const text = replaced(frequencies, frequencies.replace("monthly]", "monthly, every_other_week, last_of_month]"));
    expect((await regenerate(text)).json.problems).toMatchObject([{ code: "upstream_caught_up" }]);
    const overlay = "openapi/overlays/payment-plans.yaml";
    const action = /  - target: \$\.components\.schemas\.PaymentPlanRequest\.properties\.frequency\n(    .*\n)+\n/;
    project.write(overlay, project.read(overlay).replace(action, ""));

    const { exitCode, json } = await regenerate(text);

    expect(exitCode).toBe(0);
    expect(json).toMatchObject({ verdict: "compatible", written: true, types: [] });
  });

  it("leaves a tree that is in order when it is killed, at five random points", async () => {
    const start = (): ReturnType<typeof spawn> =>
      spawn(
        process.execPath,
        [
          "--import",
          import.meta.resolve("tsx"),
          join(PROJECT, SCRIPT),
          "--root",
          project.root,
          "--from",
          writeSpec(newDescription),
        ],
        // In a group of its own, so that what it has started is killed with it.
        { detached: true, stdio: "ignore", env: { ...process.env, TMPDIR: folder } },
      );
    const began = performance.now();
    const undisturbed = start();
    const [exitCode] = await once(undisturbed, "exit");
    expect(exitCode).toBe(0);
    const duration = performance.now() - began;

    for (let round = 0; round < 5; round++) {
      project.remove();
      project = createMiniProject();
      const child = start();
      const ended = once(child, "exit");
      await Promise.race([wait(Math.random() * duration), ended]);
      if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
      await ended;

      const check = await runScript("scripts/generate.ts", ["--check", "--root", project.root]);
      expect(check).toMatchObject({ exitCode: 0, stderr: "" });
      expect([source, newDescription]).toContain(project.read(SPEC));
    }
  });

  it("with --dry-run, takes the real project through a change of a description, tests included, and writes nothing", async () => {
    const report = join(folder, "real.json");
    const options = ["--from", writeSpec(newDescription), "--dry-run", "--json", report];
    const { exitCode, stderr } = await runScript(SCRIPT, options, SLOW);

    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    const { checks, ...json }: RegenerateReport = JSON.parse(readFileSync(report, "utf8"));
    expect(json).toMatchObject({ verdict: "compatible", written: false, next: [expect.stringContaining("dry run")] });
    expect(readFileSync(join(PROJECT, SPEC), "utf8")).toBe(source);
    expect(checks?.tests.files).toEqual(
      expect.arrayContaining(["test/examples/recipes.test.ts", "test/behaviour/operations.test.ts"]),
    );
  });

  it("refuses an option it does not know and a missing --from, and shows those it knows", async () => {
    const unknown = await runScript(SCRIPT, ["--form", "x"]);
    expect(unknown).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("Unknown option '--form'") });
    const missing = await runScript(SCRIPT, ["--from", ""]);
    expect(missing).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("--from is missing") });
    expect(missing.stderr).toContain("Usage: npm run regenerate");
  });

  it("explains its exit codes with --help", async () => {
    const { exitCode, stdout } = await runScript(SCRIPT, ["--help"]);

    expect(exitCode).toBe(0);
    for (const code of [0, 1, 2, 3, 4]) expect(stdout).toMatch(new RegExp(`^  ${code}  `, "m"));
  });
});
