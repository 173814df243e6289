import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { copyProject, runScript, type ProjectCopy, type ScriptRun } from "../support/project-copy.ts";

const SPEC = "openapi/tratta.yaml";
const OVERLAY = "openapi/overlays/payment-plans.yaml";
const EXTRA = "openapi/overlays/z-extra.yaml";

function generate(project: ProjectCopy, ...args: string[]): Promise<ScriptRun> {
  return runScript("scripts/generate.ts", ["--root", project.root, ...args]);
}

function overlayOf(...actionLines: string[]): string {
  return ["overlay: 1.1.0", "info: {title: Extra, version: 1.0.0}", "actions:", ...actionLines, ""].join("\n");
}

function edit(project: ProjectCopy, path: string, from: string | RegExp, to: string): void {
  const before = project.read(path);
  const after = before.replace(from, to);
  if (after === before) throw new Error(`${path} has nothing that matches ${String(from)}`);
  project.write(path, after);
}

interface BadInput {
  name: string;
  break: (project: ProjectCopy) => void;
  says: (string | RegExp)[];
}

const badInputs: BadInput[] = [
  {
    name: "a missing spec",
    break: ({ root }) => rmSync(join(root, SPEC)),
    says: [`${SPEC}:1: the file cannot be read (ENOENT)`],
  },
  {
    name: "a spec that is not text",
    break: ({ root }) => writeFileSync(join(root, SPEC), Buffer.from([0xff, 0xfe, 0x00, 0xc3])),
    says: [`${SPEC}:1: the file is not UTF-8 text`],
  },
  { name: "an empty spec", break: (p) => p.write(SPEC, ""), says: [`${SPEC}:1: the file is empty`] },
  {
    name: "an unparsable spec",
    break: (p) => edit(p, SPEC, "paths:", "paths: ["),
    says: [/openapi\/tratta\.yaml:\d+: .*Correct the YAML/],
  },
  {
    name: "HTML instead of a spec",
    break: (p) => p.write(SPEC, "<!doctype html>\n<html><body>Not found</body></html>\n"),
    says: [/openapi\/tratta\.yaml:1: .*check that it is the right file/i],
  },
  {
    name: "a spec of two documents",
    break: (p) => edit(p, SPEC, "servers:", "---\nservers:"),
    says: [`${SPEC}:15: a second document begins here. Keep one`],
  },
  {
    name: "a key that occurs twice in the spec",
    break: (p) => edit(p, SPEC, "  version: v1.0.0", "  version: v1.0.0\n  title: Other"),
    says: [`${SPEC}:10: the object has this key twice`],
  },
  {
    name: "OpenAPI 3.1",
    break: (p) => edit(p, SPEC, "3.0.3", "3.1.0"),
    says: [`${SPEC}:1: \`openapi\` is "3.1.0", and only OpenAPI 3.0.x`],
  },
  {
    name: "Swagger 2",
    break: (p) => edit(p, SPEC, "openapi: 3.0.3", 'swagger: "2.0"'),
    says: [`${SPEC}:1: it is Swagger "2.0"`],
  },
  {
    name: "`__proto__` as a key of the spec",
    break: (p) => edit(p, SPEC, "  version: v1.0.0", "  version: v1.0.0\n  __proto__: {polluted: true}"),
    says: [`${SPEC}:10: the key \`__proto__\` is refused`],
  },
  {
    name: "a remote reference in the spec",
    break: (p) => edit(p, SPEC, "'#/components/schemas/CustomerListResponse'", "https://example.com/customer.yaml"),
    says: [
      /openapi\/tratta\.yaml:\d+: `https:\/\/example\.com\/customer\.yaml` does not refer to a part of this document/,
    ],
  },
  {
    name: "a reference that goes round in a circle",
    break: (p) =>
      edit(
        p,
        SPEC,
        /    Customer:\n      type: object\n/,
        "    Customer:\n      allOf: [{$ref: '#/components/schemas/Customer'}]\n",
      ),
    says: [/openapi\/tratta\.yaml:\d+: `#\/components\/schemas\/Customer` leads back to itself/],
  },
  {
    name: "a missing overlay folder",
    break: ({ root }) => rmSync(join(root, "openapi/overlays"), { recursive: true }),
    says: ["openapi/overlays:1: the folder cannot be read (ENOENT)"],
  },
  {
    name: "an overlay folder without overlay",
    break: ({ root }) => rmSync(join(root, OVERLAY)),
    says: ["openapi/overlays:1: there is no overlay"],
  },
  {
    name: "an overlay that would not be read",
    break: (p) => p.write("openapi/overlays/more.yml", overlayOf()),
    says: ["openapi/overlays/more.yml:1: only *.yaml files are read here"],
  },
  {
    name: "an empty overlay",
    break: (p) => p.write(EXTRA, "# nothing yet\n"),
    says: [`${EXTRA}:1: the file is empty`],
  },
  {
    name: "an unparsable overlay",
    break: (p) => p.write(EXTRA, "overlay: [\n"),
    says: [/z-extra\.yaml:\d: .*Correct the YAML/],
  },
  {
    name: "an unsupported overlay version",
    break: (p) => edit(p, OVERLAY, "overlay: 1.1.0", "overlay: 1.0.0"),
    says: [`${OVERLAY}:3: \`overlay\` is "1.0.0", and only version 1.1.x is understood`],
  },
  {
    name: "an action without modifier",
    break: (p) => p.write(EXTRA, overlayOf("  - target: $.info", "    description: Does nothing")),
    says: [`${EXTRA}:4: action "Does nothing": the action needs exactly one of`, "has none"],
  },
  {
    name: "an action with two modifiers",
    break: (p) =>
      p.write(
        EXTRA,
        overlayOf("  - target: $.info", "    description: Two at once", "    remove: true", "    update: {x-a: 1}"),
      ),
    says: [`${EXTRA}:4: action "Two at once":`, "has update and remove"],
  },
  {
    name: "an action with an unknown key",
    break: (p) => p.write(EXTRA, overlayOf("  - target: $.info", "    description: A typo", "    updates: {x-a: 1}")),
    says: [`${EXTRA}:6: action "A typo": \`updates\` has no meaning here`],
  },
  {
    name: "an action without description",
    break: (p) => p.write(EXTRA, overlayOf("  - target: $.info", "    update: {x-a: 1}")),
    says: [`${EXTRA}:4: action "number 1, without description": \`description\` is missing or blank`],
  },
  {
    name: "an invalid JSONPath",
    break: (p) => p.write(EXTRA, overlayOf("  - target: $.info[", "    description: Broken path", "    remove: true")),
    says: [`${EXTRA}:4: action "Broken path": \`target\` is not a JSONPath (RFC 9535)`],
  },
  {
    name: "a target that matches nothing, since its line is gone from the spec",
    break: (p) => edit(p, SPEC, "    DebtAccountRequest:\n", "    NewName:\n"),
    says: [
      /payment-plans\.yaml:\d+: action "The page creates a plan by passing .*": the target .* matches nothing/,
      /openapi\/tratta\.yaml:\d+: `#\/components\/schemas\/DebtAccountRequest` refers to nothing/,
    ],
  },
  {
    name: "a copy source that matches two places",
    break: (p) =>
      p.write(EXTRA, overlayOf("  - target: $.info", "    description: Copies two", "    copy: $.servers[*]")),
    says: [`${EXTRA}:6: action "Copies two": \`copy\` has to match one place`, "matches 2 places"],
  },
  {
    name: "an addition that upstream now has as well",
    break: (p) =>
      edit(
        p,
        SPEC,
        "enum: [weekly, biweekly, monthly]",
        "enum: [weekly, biweekly, monthly, every_other_week, last_of_month]",
      ),
    says: [
      /payment-plans\.yaml:\d+: action "The page lists two frequencies .*": upstream has caught up: everything .* Delete the action/,
    ],
  },
  {
    name: "an addition that upstream now has differently",
    break: (p) =>
      edit(p, SPEC, "        payment_source:\n", "        rules:\n          type: string\n        payment_source:\n"),
    says: [
      /payment-plans\.yaml:\d+: action "The plan object .*": upstream has #\/components\/schemas\/PaymentPlan\/properties\/rules/,
      "Compare the two",
    ],
  },
  {
    name: "a required name that would be there twice",
    break: (p) =>
      edit(
        p,
        SPEC,
        "      required:\n        - first_name\n",
        "      required:\n        - first_name\n        - first_name\n",
      ),
    says: [/openapi\/tratta\.yaml:\d+: #\/components\/schemas\/CustomerRequest\/required holds "first_name" twice/],
  },
  {
    name: "a parameter that a reference already brings",
    break: (p) =>
      p.write(
        EXTRA,
        overlayOf(
          "  - target: $.paths['/customers'].get.parameters",
          "    description: Adds page again",
          "    update: {name: page, in: query, schema: {type: string}}",
        ),
      ),
    says: [`${EXTRA}:6: action "Adds page again":`, '{"name":"page","in":"query"} twice'],
  },
  {
    name: "a dangling reference in an overlay",
    break: (p) => edit(p, OVERLAY, 'schemas/PaymentPlanRules"', 'schemas/Rulez"'),
    says: [/payment-plans\.yaml:\d+: action "The plan object .*": `#\/components\/schemas\/Rulez` refers to nothing/],
  },
  {
    name: "a reference left dangling by a removal",
    break: (p) =>
      p.write(
        EXTRA,
        overlayOf("  - target: $.components.schemas.Ticket", "    description: Takes too much", "    remove: true"),
      ),
    says: [`${EXTRA}:4: action "Takes too much": \`#/components/schemas/Ticket\` refers to nothing`],
  },
  {
    name: "`__proto__` as a key of an overlay",
    break: (p) =>
      p.write(
        EXTRA,
        overlayOf("  - target: $.info", "    description: Pollutes", "    update: {__proto__: {polluted: true}}"),
      ),
    says: [`${EXTRA}:6: the key \`__proto__\` is refused`],
  },
  {
    name: "a result that is not valid OpenAPI",
    break: (p) =>
      p.write(
        EXTRA,
        overlayOf(
          "  - target: $.paths['/customers'].get",
          "    description: Spoils it",
          "    update: {deprecated: perhaps}",
        ),
      ),
    says: [`${EXTRA}:6: action "Spoils it": not valid OpenAPI at #/paths/~1customers/get/deprecated`, "rule struct"],
  },
  {
    name: "a path that only differs from another by the name of its parameter",
    break: (p) =>
      edit(
        p,
        SPEC,
        "  /payment_plans/{id}:\n",
        "  /payment-plans/{uuid}:\n    parameters: [{name: uuid, in: path, required: true, schema: {type: string}}]\n    get: {operationId: other, summary: Other, responses: {'200': {description: ok}}}\n  /payment_plans/{id}:\n",
      ),
    says: [/payment-plans\.yaml:\d+: action "The page documents reading.*no-identical-paths/],
  },
];

function isIn(part: string | RegExp, text: string): boolean {
  return typeof part === "string" ? text.includes(part) : part.test(text);
}

async function inCopy(test: (project: ProjectCopy) => Promise<void>): Promise<void> {
  const project = copyProject();
  try {
    await test(project);
  } finally {
    project.remove();
  }
}

describe.concurrent("npm run generate", () => {
  for (const { name, break: spoil, says } of badInputs) {
    it(`refuses ${name}, says where and what to do, and changes no file`, () =>
      inCopy(async (project) => {
        spoil(project);
        const before = project.snapshot();

        const { exitCode, stderr } = await generate(project);

        expect({ stderr, unsaid: says.filter((part) => !isIn(part, stderr)) }).toEqual({ stderr, unsaid: [] });
        expect(stderr).toContain("Nothing was written.");
        expect(exitCode).toBe(1);
        expect(project.snapshot()).toEqual(before);
      }));
  }

  it("names every action that is at fault, in one run", () =>
    inCopy(async (project) => {
      project.write(
        EXTRA,
        overlayOf(
          "  - {target: $.nowhere, description: First fault, update: {x-a: 1}}",
          "  - {target: $.info, description: Sound, update: {x-b: 1}}",
          "  - {target: $.info, description: Second fault, update: {title: Other}}",
          "  - {target: $.info, description: Third fault}",
          "  - {target: $.components.schemas, description: Fourth fault, update: {New: {$ref: '#/none'}}}",
        ),
      );

      const { stderr } = await generate(project);

      expect(stderr.match(/(?<=z-extra\.yaml:)\d+: action "[^"]*"/g)).toEqual([
        '4: action "First fault"',
        '6: action "Second fault"',
        '7: action "Third fault"',
        '8: action "Fourth fault"',
      ]);
    }));

  it("writes both files, leaves nothing else behind, and then has nothing more to do", () =>
    inCopy(async (project) => {
      const committed = project.snapshot();
      rmSync(join(project.root, "generated/openapi.yaml"));
      project.write("generated/schema.ts", "stale");

      const run = await generate(project);
      expect(run).toMatchObject({ exitCode: 0, stderr: "" });
      expect(run.stdout).toContain("Wrote generated/openapi.yaml, generated/schema.ts");
      expect(project.snapshot()).toEqual(committed);

      const check = await generate(project, "--check");
      expect(check).toMatchObject({ exitCode: 0, stderr: "" });
      expect(check.stdout).toContain("Up to date: generated/openapi.yaml, generated/schema.ts");
      expect(project.snapshot()).toEqual(committed);
    }));

  it("with --check, shows a unified diff of what is stale or missing, and writes nothing", () =>
    inCopy(async (project) => {
      edit(project, "generated/schema.ts", "every_other_week", "every_second_week");
      rmSync(join(project.root, "generated/openapi.yaml"));
      // The types stay as they are, but the hash in the header does not.
      project.write(OVERLAY, `${project.read(OVERLAY)}# a comment\n`);
      const before = project.snapshot();

      const { exitCode, stdout, stderr } = await generate(project, "--check");

      expect(exitCode).toBe(1);
      expect(stdout).toMatch(/--- generated\/schema\.ts\n\+\+\+ generated\/schema\.ts\n@@ .* @@\n/);
      expect(stdout).toMatch(/^-.*every_second_week/m);
      expect(stdout).toMatch(/^\+.*every_other_week/m);
      expect(stdout).toMatch(/^-\/\/ sha256 [0-9a-f]{64} openapi\/overlays\/payment-plans\.yaml$/m);
      expect(stdout).toContain("--- /dev/null\n+++ generated/openapi.yaml");
      expect(stderr).toContain("Out of date: generated/openapi.yaml, generated/schema.ts");
      expect(project.snapshot()).toEqual(before);
    }));

  it("says that the linter did not run rather than that there is nothing to report", () =>
    inCopy(async (project) => {
      rmSync(join(project.root, "openapi/redocly.yaml"));

      const { exitCode, stderr } = await generate(project);

      expect(exitCode).toBe(1);
      expect(stderr).toContain("The linter did not run");
    }));

  it("refuses an option it does not know, and shows those it knows", () =>
    inCopy(async (project) => {
      const { exitCode, stderr } = await generate(project, "--chek");

      expect(exitCode).toBe(1);
      expect(stderr).toContain("Unknown option '--chek'");
      expect(stderr).toContain("Usage: npm run generate");
    }));

  it("explains itself with --help", async () => {
    const { exitCode, stdout } = await runScript("scripts/generate.ts", ["--help"]);

    expect(exitCode).toBe(0);
    expect(stdout).toContain("--check");
  });
});
