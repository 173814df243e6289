import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { fillReadme } from "../../scripts/package/fill-readme.ts";
import type { RegenerateReport } from "../../scripts/report/create-report.ts";
import { createMiniProject } from "../support/mini-project.ts";
import { copyProject, PROJECT, runScript, type ProjectCopy, type ScriptRun } from "../support/project-copy.ts";
import { SOURCE, specEdits } from "../support/spec-edits.ts";

const SPEC = "openapi/tratta.yaml";
const SCRIPT = "scripts/regenerate.ts";
const TIMEOUT = 300_000;

const folder = mkdtempSync(join(tmpdir(), "tratta-regenerate-"));
let project: ProjectCopy;
let before: Map<string, string>;

const projects: ProjectCopy[] = [];
afterAll(() => {
  for (const { remove } of projects) remove();
  rmSync(folder, { recursive: true });
});

function useProject(create: () => ProjectCopy): void {
  project = create();
  projects.push(project);
  before = project.snapshot();
}

/** The whole project, with everything that is compiled and tested. */
function copyWholeProject(): ProjectCopy {
  const copy = copyProject();
  for (const entry of ["src", "scripts", "test", "package.json", "tsconfig.json", "README.md"]) {
    cpSync(join(PROJECT, entry), join(copy.root, entry), {
      recursive: true,
      filter: (path) => !path.includes("node_modules"),
    });
  }
  symlinkSync(join(PROJECT, "node_modules"), join(copy.root, "node_modules"));
  return copy;
}

interface Run extends ScriptRun {
  json: RegenerateReport;
  markdown: string;
}

function writeSpec(text: string): string {
  const path = join(folder, "new.yaml");
  writeFileSync(path, text);
  return path;
}

function replaced(from: string, to: string): (source: string) => string {
  if (!SOURCE.includes(from)) throw new Error(`the source spec has no ${JSON.stringify(from)}`);
  return (source) => source.replace(from, to);
}

function editNamed(name: string): (source: string) => string {
  return specEdits.find((row) => row.name === name)?.edit ?? expect.fail(`no edit is called "${name}"`);
}

async function regenerate(text: string, ...options: string[]): Promise<Run> {
  const [json, markdown] = [join(folder, "report.json"), join(folder, "report.md")];
  const args = ["--root", project.root, "--from", writeSpec(text), "--json", json, "--report", markdown, ...options];
  const run = await runScript(SCRIPT, args, TIMEOUT);
  return { ...run, json: JSON.parse(readFileSync(json, "utf8")), markdown: readFileSync(markdown, "utf8") };
}

function schema(name: string, properties: string): (source: string) => string {
  return replaced("  schemas:\n", `  schemas:\n    ${name}: {type: object, properties: {${properties}}}\n`);
}

function jsonOf(name: string): string {
  return `content: {application/json: {schema: {$ref: '#/components/schemas/${name}'}}}`;
}

const newDescription = replaced("Returns a single customer by ID.", "Returns one customer.");

interface Addition {
  name: string;
  edits: ((source: string) => string)[];
  /** In generated/schema.ts afterwards. */
  generated: string;
  /** In the Markdown report. */
  reported: string[];
}

const additions: Addition[] = [
  {
    name: "an optional field in a response schema",
    edits: [replaced("    Customer:\n      type: object\n      properties:\n", "$&        nickname: {type: string}\n")],
    generated: "nickname?: string",
    reported: ["`Customer: nickname` `was added`", "- `Customer`: `nickname, dob`"],
  },
  {
    name: "an optional field in a request schema",
    edits: [editNamed("an optional request property is added")],
    generated: "memo?: string",
    reported: ["`ChargeRequest: memo` `was added`", "- `ChargeRequest`: `description, memo`"],
  },
  {
    name: "a GET list with a schema of its own",
    edits: [
      replaced(
        "  /tickets:\n",
        `  /notes:\n    get:\n      operationId: listNotes\n      parameters:\n        - {$ref: '#/components/parameters/PageParam'}\n        - {$ref: '#/components/parameters/LimitParam'}\n      responses:\n        '200': {description: Notes, ${jsonOf("NoteListResponse")}}\n        '401': {$ref: '#/components/responses/Unauthorized'}\n  /tickets:\n`,
      ),
      schema("Note", "id: {type: string}, text: {type: string}"),
      schema(
        "NoteListResponse",
        "data: {type: array, items: {$ref: '#/components/schemas/Note'}}, meta: {$ref: '#/components/schemas/PaginationMeta'}, links: {$ref: '#/components/schemas/PaginationLinks'}",
      ),
    ],
    generated: "export type Note = {",
    reported: ["`GET /notes` `was added`", "`Note` `was added`", "- operation `listNotes`"],
  },
  {
    name: "a POST",
    edits: [
      replaced(
        "  /tickets:\n",
        `  /refunds:\n    post:\n      operationId: createRefund\n      requestBody: {required: true, ${jsonOf("RefundRequest")}}\n      responses:\n        '201': {description: Made, ${jsonOf("ChargeResponse")}}\n        '422': {$ref: '#/components/responses/UnprocessableEntity'}\n  /tickets:\n`,
      ),
      schema("RefundRequest", "charge_id: {type: string}"),
    ],
    generated: "export type RefundRequest = {",
    reported: ["`POST /refunds` `was added`", "- operation `createRefund`"],
  },
  {
    name: "an optional query parameter",
    edits: [editNamed("an optional query parameter is added")],
    generated: "account?: string",
    reported: ["`GET /charges: parameters.query.account` `was added`"],
  },
  {
    name: "a description",
    edits: [newDescription],
    generated: "Returns one customer.",
    reported: ["- `GET /customers/{id}`"],
  },
];

describe("npm run regenerate, on a copy of the whole project", () => {
  beforeEach(() => useProject(copyWholeProject));

  it.for(additions)("takes in $name", { timeout: TIMEOUT }, async ({ name, edits, generated, reported }) => {
    const text = edits.reduce((spec, edit) => edit(spec), SOURCE);
    const began = performance.now();
    const { exitCode, stderr, json, markdown } = await regenerate(text);
    console.log(`${name}: taken in within ${((performance.now() - began) / 1000).toFixed(1)} s`);

    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(json).toMatchObject({ verdict: "compatible", exitCode: 0, breaking: false, written: true });
    expect(json.checks?.tests.files).toEqual(
      expect.arrayContaining(["test/examples/recipes.test.ts", "test/behaviour/operations.test.ts"]),
    );
    for (const line of reported) expect(markdown).toContain(line);
    expect(project.read(SPEC)).toBe(text);
    expect(project.read("generated/schema.ts")).toContain(generated);
    const read = (path: string): string => project.read(path);
    expect(await fillReadme(read("README.md"), read)).toBe(read("README.md"));
    expect(await runScript("scripts/generate.ts", ["--check", "--root", project.root])).toMatchObject({ exitCode: 0 });
  });

  it.for([
    { name: "a response property is removed", exitCode: 2, breaking: true },
    { name: "rules of another type are added to the payment plan", exitCode: 3, breaking: false },
    { name: "the PaymentPlan schema is removed with all that refers to it", exitCode: 3, breaking: true },
    { name: "the PaymentPlan schema is removed and still referred to", exitCode: 4, breaking: false },
  ])("exits with $exitCode and leaves the tree untouched when $name", { timeout: TIMEOUT }, async (row) => {
    const { exitCode, json } = await regenerate(editNamed(row.name)(SOURCE));

    expect({ exitCode, breaking: json.breaking }).toEqual({ exitCode: row.exitCode, breaking: row.breaking });
    expect(json.written).toBe(false);
    expect(project.snapshot()).toEqual(before);
  });
});

describe("npm run regenerate, on a small project", { timeout: TIMEOUT }, () => {
  beforeEach(() => useProject(createMiniProject));

  it("writes a compatible change that passes all checks", async () => {
    const { exitCode, json, markdown } = await regenerate(newDescription(SOURCE));

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
    const changed = [...project.snapshot()].filter(([path, text]) => before.get(path) !== text).map(([path]) => path);
    expect(changed).toEqual(
      ["generated/openapi.yaml", "generated/schema.ts", SPEC].map((path) => join(project.root, path)),
    );
  });

  it("calls a change breaking that an example does not compile with", async () => {
    const property =
      "      properties:\n        subject:\n          type: string\n        description:\n          type: string\n        customer_id:";

    const text = replaced(property, property.replace("subject:", "urgent:\n          type: boolean\n        subject:"));

    const { exitCode, json, stderr } = await regenerate(text(SOURCE), "--allow-breaking");

    expect(exitCode).toBe(2);
    expect(json).toMatchObject({ verdict: "breaking", written: false });
    expect(json.types.every(({ breaking }) => !breaking)).toBe(true);
    expect(stderr).toMatch(/test\/examples\/labels\.ts\(3,14\): error TS2741: Property 'urgent' is missing/);
    expect(project.snapshot()).toEqual(before);
  });

  it("exits with 1 and writes nothing when a client test fails with a compatible change", async () => {
    const operation = "get: {operationId: getTicket, summary: Get, responses: {'200': {description: It}}}";
    const text = replaced("  /tickets:\n", `  /tickets/all:\n    ${operation}\n  /tickets:\n`);

    const { exitCode, json, markdown } = await regenerate(text(SOURCE));

    expect(exitCode).toBe(1);
    expect(json).toMatchObject({ verdict: "compatible", exitCode: 1, written: false });
    expect(json.checks?.tests.failures).toEqual([
      expect.stringContaining("test/spec.test.ts: knows the operations: AssertionError"),
    ]);
    expect(markdown).toContain("The new client fails its checks. Nothing was written.");
    expect(project.snapshot()).toEqual(before);
  });

  it("leaves a tree that is in order when it is killed, at five random points", async () => {
    const text = newDescription(SOURCE);
    const start = (): ReturnType<typeof spawn> => {
      const command = ["--import", import.meta.resolve("tsx"), join(PROJECT, SCRIPT)];
      return spawn(process.execPath, [...command, "--root", project.root, "--from", writeSpec(text)], {
        // In a process group of its own, so that the processes that it starts are killed with it.
        detached: true,
        stdio: "ignore",
        env: { ...process.env, TMPDIR: folder },
      });
    };
    const began = performance.now();
    const undisturbed = start();
    const [exitCode] = await once(undisturbed, "exit");
    expect(exitCode).toBe(0);
    const duration = performance.now() - began;

    for (let round = 0; round < 5; round++) {
      useProject(createMiniProject);
      const child = start();
      const ended = once(child, "exit");
      await Promise.race([wait(Math.random() * duration), ended]);
      if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
      await ended;

      const check = await runScript("scripts/generate.ts", ["--check", "--root", project.root]);
      expect(check).toMatchObject({ exitCode: 0, stderr: "" });
      expect([SOURCE, text]).toContain(project.read(SPEC));
    }
  });

  it("with --dry-run, does not change the real project", async () => {
    const report = join(folder, "real.json");
    const options = ["--from", writeSpec(newDescription(SOURCE)), "--dry-run", "--json", report];
    const { exitCode, stderr } = await runScript(SCRIPT, options, TIMEOUT);

    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    const json: RegenerateReport = JSON.parse(readFileSync(report, "utf8"));
    expect(json).toMatchObject({ verdict: "compatible", written: false, next: [expect.stringContaining("dry run")] });
    expect(readFileSync(join(PROJECT, SPEC), "utf8")).toBe(SOURCE);
  });
});
