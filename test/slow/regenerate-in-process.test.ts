import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { assessSpecChange, type SpecAssessment } from "../../scripts/change/assess-spec-change.ts";
import type { RegenerateOptions } from "../../scripts/change/regenerate.ts";
import type { StagedChecks } from "../../scripts/change/staged-checks.ts";
import { copyProject, runScript, type ProjectCopy } from "../support/project-copy.ts";
import { PASSED_CHECKS, SOURCE } from "../support/spec-edits.ts";
import { runRegenerate, type RegenerateRun } from "../support/run-regenerate.ts";

// The linter, the wire diff and the staged checks are processes of their own: test/slow/regenerate.test.ts runs them.
const SPEC = "openapi/tratta.yaml";
const SCRIPT = "scripts/regenerate.ts";

const folder = mkdtempSync(join(tmpdir(), "tratta-regenerate-"));
let project: ProjectCopy;
let before: Map<string, string>;

beforeEach(() => {
  project = copyProject();
  project.write("package.json", JSON.stringify({ name: "tratta-client", version: "1.4.2" }));
  before = project.snapshot();
});
afterEach(() => project.remove());
afterAll(() => rmSync(folder, { recursive: true }));

function replaced(from: string, to: string): string {
  if (!SOURCE.includes(from)) throw new Error(`the source spec has no ${JSON.stringify(from)}`);
  return SOURCE.replace(from, to);
}

/** Assesses each spec once: the assessment depends on the spec and the overlays alone. */
const assessments = new Map<string, Promise<SpecAssessment>>();
function assess(root: string, text: string, log: (line: string) => void): Promise<SpecAssessment> {
  const key = `${project.read("openapi/overlays/payment-plans.yaml")}${text}`;
  const assessment =
    assessments.get(key) ?? assessSpecChange(root, text, log, { lint: async () => 9, diff: async () => [] });
  assessments.set(key, assessment);
  return assessment;
}

interface Run extends RegenerateRun {
  /** Files that were to be checked. */
  checked: string[];
}

async function regenerate(
  text: string,
  options: Partial<RegenerateOptions> = {},
  checks: StagedChecks = PASSED_CHECKS,
): Promise<Run> {
  const from = join(folder, "new.yaml");
  writeFileSync(from, text);
  const checked: string[] = [];
  const run = await runRegenerate(
    { root: project.root, from, ...options },
    {
      assess,
      check: async (_, files) => {
        checked.push(...files.keys());
        return checks;
      },
    },
  );
  return { ...run, checked };
}

const newDescription = replaced("Returns a single customer by ID.", "Returns one customer.");
const lostStatus = replaced("[pending, completed, failed, refunded]", "[pending, completed, failed]");

describe("npm run regenerate", () => {
  it("says unchanged and does nothing when the bytes are the same", async () => {
    const { report, stdout, checked } = await regenerate(SOURCE);

    expect(report).toMatchObject({ verdict: "unchanged", exitCode: 0, written: false, next: [] });
    expect(stdout).not.toContain("Applied");
    expect(checked).toEqual([]);
    expect(project.snapshot()).toEqual(before);
  });

  it("writes a compatible change that passes all checks, and nothing else", async () => {
    const { report, json, markdown, stdout, stderr, checked } = await regenerate(newDescription);

    const files = ["generated/openapi.yaml", "generated/schema.ts", SPEC];
    expect(report).toMatchObject({
      verdict: "compatible",
      exitCode: 0,
      written: true,
      version: { bump: "patch", current: "1.4.2", suggested: "1.4.3" },
      checks: PASSED_CHECKS,
    });
    expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(report)));
    expect(markdown).toMatch(/^# Spec change: compatible\n/);
    expect(stdout).toContain("The new client was written.");
    expect(stderr).toBe("");
    expect(checked.toSorted()).toEqual(files);
    expect(project.read(SPEC)).toBe(newDescription);
    expect(project.read("generated/openapi.yaml")).toContain("Returns one customer.");
    const changed = [...project.snapshot()].filter(([path, text]) => before.get(path) !== text).map(([path]) => path);
    expect(changed).toEqual(files.map((path) => join(project.root, path)));
  });

  it("reports what is new and what the sandbox does not simulate yet", async () => {
    const field = "        email:\n          type: string\n";
    const operation = "get: {operationId: listNotes, summary: List, responses: {'200': {description: It}}}";
    const text = replaced(field, `        nickname:\n          type: string\n${field}`).replace(
      "  /tickets:\n",
      `  /notes:\n    ${operation}\n  /tickets:\n`,
    );

    const { report, markdown } = await regenerate(text);

    expect(report).toMatchObject({
      exitCode: 0,
      written: true,
      unsimulated: { operations: expect.arrayContaining(["listNotes"]) },
    });
    expect(report.unsimulated.fields["Customer"]).toContain("nickname");
    expect(report.types).toContainEqual(
      expect.objectContaining({ type: "Customer", member: "nickname", text: "was added", breaking: false }),
    );
    expect(report.types).toContainEqual(expect.objectContaining({ type: "GET /notes", text: "was added" }));
    expect(markdown).toContain("## What the sandbox does not simulate yet");
    expect(markdown).toMatch(/^- operation `listNotes`/m);
    expect(project.read("README.md")).toMatch(/^\| `\/notes` .*\| `GET` +\|$/m);
    expect(markdown).toMatch(/^- `Customer`: .*\bnickname\b/m);
  });

  it("refuses a breaking change, reports it, and writes nothing", async () => {
    const { report, markdown } = await regenerate(lostStatus);

    expect(report).toMatchObject({
      verdict: "breaking",
      exitCode: 2,
      breaking: true,
      written: false,
      version: { bump: "major", suggested: "2.0.0" },
      types: [{ type: "Charge", member: "status", breaking: true }],
      next: [expect.stringContaining("--allow-breaking")],
    });
    expect(markdown).toMatch(/`Charge: status` .*can no longer be.*"refunded".*\*\*breaking\*\*/);
    expect(project.snapshot()).toEqual(before);
  });

  it("writes a breaking change with --allow-breaking, and still exits with 2", async () => {
    const { report } = await regenerate(lostStatus, { allowBreaking: true });

    expect(report).toMatchObject({ verdict: "breaking", exitCode: 2, written: true });
    expect(project.read(SPEC)).toBe(lostStatus);
    expect(project.read("generated/schema.ts")).not.toContain("refunded");
  });

  it("calls a change breaking that an example does not compile with, and does not write it even with --allow-breaking", async () => {
    const error = "test/examples/labels.ts(3,14): error TS2741: Property 'urgent' is missing";
    const { report, stderr } = await regenerate(
      newDescription,
      { allowBreaking: true },
      { ...PASSED_CHECKS, typeErrors: [error] },
    );

    expect(report).toMatchObject({ verdict: "breaking", exitCode: 2, written: false, types: [] });
    expect(stderr).toContain(error);
    expect(project.snapshot()).toEqual(before);
  });

  it("exits with 1 and writes nothing when a client test fails with a compatible change", async () => {
    const failures = ["test/client.test.ts: works: AssertionError"];
    const checks = { ...PASSED_CHECKS, tests: { ...PASSED_CHECKS.tests, failures } };
    const { report, markdown, stderr } = await regenerate(newDescription, {}, checks);

    expect(report).toMatchObject({ verdict: "compatible", exitCode: 1, written: false, checks });
    expect(stderr).toBe(failures[0]);
    expect(markdown).toContain("Nothing was written.");
    expect(project.snapshot()).toEqual(before);
  });

  it("writes nothing with --dry-run, and says so", async () => {
    const { report } = await regenerate(newDescription, { dryRun: true });

    expect(report).toMatchObject({ verdict: "compatible", exitCode: 0, written: false });
    expect(report.next).toEqual([expect.stringContaining("dry run")]);
    expect(project.snapshot()).toEqual(before);
  });

  it("reports every overlay action that no longer applies, and writes nothing", async () => {
    const property =
      "        installment_amount:\n          type: number\n          format: float\n        frequency:\n          type: string\n          enum: [weekly, biweekly, monthly]\n        status:";
    const text = replaced(property, `        rules:\n          type: string\n${property}`);

    const { report, markdown, stderr } = await regenerate(text, { allowBreaking: true });

    expect(report).toMatchObject({
      verdict: "overlay conflict",
      exitCode: 3,
      breaking: false,
      written: false,
      problems: [{ code: "upstream_differs", file: "openapi/overlays/payment-plans.yaml" }],
      types: [{ type: "PaymentPlan", member: "rules", text: "was added" }],
    });
    expect(stderr).toMatch(/openapi\/overlays\/payment-plans\.yaml:\d+: action "The plan object/);
    expect(markdown).toContain("## Overlay actions that no longer apply");
    expect(project.snapshot()).toEqual(before);
  });

  it("says that an overlay conflict is breaking as well when upstream removed what an action targets", async () => {
    const field =
      "        frequency:\n          type: string\n          enum: [weekly, biweekly, monthly]\n        status:";

    const { report, markdown, stdout } = await regenerate(replaced(field, "        status:"));

    expect(report).toMatchObject({
      verdict: "overlay conflict",
      exitCode: 3,
      breaking: true,
      written: false,
      types: [{ type: "PaymentPlan", member: "frequency", text: "was removed", breaking: true }],
    });
    expect(report.problems.map(({ code }) => code)).toContain("target_gone");
    expect(markdown).toContain("breaks code of users");
    expect(stdout).toContain("breaks code of users");
  });

  it("takes in a new spec once the overlay has been corrected for it", async () => {
    const frequencies = "          enum: [weekly, biweekly, monthly]\n        start_date:";
    const text = replaced(frequencies, frequencies.replace("monthly]", "monthly, every_other_week, last_of_month]"));
    expect((await regenerate(text)).report.problems).toMatchObject([{ code: "upstream_caught_up" }]);
    const overlay = "openapi/overlays/payment-plans.yaml";
    const action = /  - target: \$\.components\.schemas\.PaymentPlanRequest\.properties\.frequency\n(    .*\n)+\n/;
    project.write(overlay, project.read(overlay).replace(action, ""));

    const { report } = await regenerate(text);

    expect(report).toMatchObject({ verdict: "compatible", exitCode: 0, written: true, types: [] });
  });

  it("refuses unknown options, a missing --from and a source without --from, and shows the options", async () => {
    const runs = await Promise.all(
      [["--form", "x"], ["--from", " "], ["https://user:secret@127.0.0.1/"]].map((args) => runScript(SCRIPT, args)),
    );

    expect(runs.map(({ exitCode }) => exitCode)).toEqual([1, 1, 1]);
    const [unknown, missing, positional] = runs.map(({ stderr }) => stderr);
    expect(unknown).toContain("Unknown option '--form'");
    expect(missing).toContain("--from is missing");
    expect(positional).toContain("such as --from <source>");
    expect(positional).not.toContain("secret");
    for (const { stderr } of runs) expect(stderr).toContain("Usage: npm run regenerate");
  });

  it("explains its exit codes with --help", async () => {
    const { exitCode, stdout } = await runScript(SCRIPT, ["--help"]);

    expect(exitCode).toBe(0);
    for (const code of [0, 1, 2, 3, 4]) expect(stdout).toMatch(new RegExp(`^  ${code}  `, "m"));
  });
});
