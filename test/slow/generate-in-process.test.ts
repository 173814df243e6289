import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { generate, type GenerateOptions } from "../../scripts/generate/generate.ts";
import { SpecProblemsError } from "../../scripts/spec/spec-problem.ts";
import { copyProject, type ProjectCopy } from "../support/project-copy.ts";

const SPEC = "openapi/tratta.yaml";
const OVERLAY = "openapi/overlays/payment-plans.yaml";
const EXTRA = "openapi/overlays/z-extra.yaml";

/** Generates without linting: what Redocly finds is a matter for the tests of `lintSpec`. */
async function run(
  project: ProjectCopy,
  options: Partial<GenerateOptions> = {},
): Promise<{ stale: string[]; printed: string }> {
  const lines: string[] = [];
  const log = (text: string): void => void lines.push(text);
  const stale = await generate({ root: project.root, check: false, log, lint: () => Promise.resolve(0), ...options });
  return { stale, printed: lines.join("\n") };
}

/** The message of the error that generating ends with. */
async function refusal(project: ProjectCopy): Promise<string> {
  const error: unknown = await run(project).catch((reason: unknown) => reason);
  if (!(error instanceof SpecProblemsError)) throw new Error("expected problems with the spec", { cause: error });
  return error.message;
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
    break: ({ root }) => {
      for (const name of readdirSync(join(root, "openapi/overlays"))) rmSync(join(root, "openapi/overlays", name));
    },
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
    says: [`${OVERLAY}:3: \`overlay\` is "1.0.0", and only version 1.1.x is supported`],
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

describe("generate", () => {
  for (const { name, break: spoil, says } of badInputs) {
    it(`refuses ${name}, says where and what to do, and changes no file`, () =>
      inCopy(async (project) => {
        spoil(project);
        const before = project.snapshot();

        const message = await refusal(project);

        expect({ message, unsaid: says.filter((part) => !isIn(part, message)) }).toEqual({ message, unsaid: [] });
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

      expect((await refusal(project)).match(/(?<=z-extra\.yaml:)\d+: action "[^"]*"/g)).toEqual([
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

      const { stale, printed } = await run(project);
      expect(stale).toEqual(["generated/openapi.yaml", "generated/schema.ts"]);
      expect(printed).toContain("Wrote generated/openapi.yaml, generated/schema.ts");
      expect(project.snapshot()).toEqual(committed);

      const again = await run(project);
      expect(again.stale).toEqual([]);
      expect(again.printed).toContain("Up to date: generated/openapi.yaml, generated/schema.ts");
      expect(project.snapshot()).toEqual(committed);
    }));

  it("with check, shows a unified diff of what is stale or missing, and writes nothing", () =>
    inCopy(async (project) => {
      edit(project, "generated/schema.ts", "every_other_week", "every_second_week");
      rmSync(join(project.root, "generated/openapi.yaml"));
      // The types stay as they are, but the hash in the header does not.
      project.write(OVERLAY, `${project.read(OVERLAY)}# a comment\n`);
      const before = project.snapshot();

      const { stale, printed } = await run(project, { check: true });

      expect(stale).toEqual(["generated/openapi.yaml", "generated/schema.ts"]);
      expect(printed).toMatch(/--- generated\/schema\.ts\n\+\+\+ generated\/schema\.ts\n@@ .* @@\n/);
      expect(printed).toMatch(/^-.*every_second_week/m);
      expect(printed).toMatch(/^\+.*every_other_week/m);
      expect(printed).toMatch(/^-\/\/ sha256 [0-9a-f]{64} openapi\/overlays\/payment-plans\.yaml$/m);
      expect(printed).toContain("--- /dev/null\n+++ generated/openapi.yaml");
      expect(project.snapshot()).toEqual(before);
    }));

  it("writes neither file when the linter finds an error or does not run", () =>
    inCopy(async (project) => {
      project.write("generated/schema.ts", "stale");
      const before = project.snapshot();
      const lint = (): Promise<number> => Promise.reject(new Error("The linter did not run"));

      await expect(run(project, { lint })).rejects.toThrow("The linter did not run");

      expect(project.snapshot()).toEqual(before);
    }));
});
