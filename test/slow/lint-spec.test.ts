import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { lintSpec } from "../../scripts/generate/lint-spec.ts";
import { patchSpec } from "../../scripts/overlay/patch-spec.ts";
import { formatSpecProblem, SpecProblemsError, type SpecProblem } from "../../scripts/spec/spec-problem.ts";
import { readSpecSources } from "../../scripts/spec/spec-sources.ts";
import { PROJECT } from "../support/project-copy.ts";

const { spec, overlays } = readSpecSources(PROJECT);

describe("lintSpec", () => {
  it("accepts the patched spec and counts its warnings", async () => {
    expect(await lintSpec(PROJECT, patchSpec(spec, overlays))).toBeGreaterThan(0);
  });

  it("fails when the linter cannot read its rules", async () => {
    const patched = patchSpec(spec, overlays);
    await expect(lintSpec(join(PROJECT, "nowhere"), patched)).rejects.toThrow("The linter did not run");
  });
});

const EXTRA = "openapi/overlays/z-extra.yaml";
const EXTRA_OVERLAY = `overlay: 1.1.0
info: {title: Extra, version: 1.0.0}
actions:
  - target: $.paths['/customers'].get
    description: Spoils it
    update: {deprecated: perhaps}
`;
const OTHER_ID = `  /payment-plans/{uuid}:
    parameters: [{name: uuid, in: path, required: true, schema: {type: string}}]
    get: {operationId: other, summary: Other, responses: {'200': {description: ok}}}
`;
const spoiled = spec.text
  .replace("summary: List Customers", "summary: 7")
  .replace("operationId: createTicket", "operationId: listTickets")
  .replace("  /payment_plans/{id}:\n", `${OTHER_ID}  /payment_plans/{id}:\n`);

function lineOf(part: string): number {
  return spoiled.slice(0, spoiled.indexOf(part)).split("\n").length;
}

describe("lintSpec, given a spec with many errors,", () => {
  let problems: readonly SpecProblem[];

  beforeAll(async () => {
    const extra = { path: EXTRA, text: EXTRA_OVERLAY };
    const patched = patchSpec({ path: spec.path, text: spoiled }, [...overlays, extra]);
    const error: unknown = await lintSpec(PROJECT, patched).catch((reason: unknown) => reason);
    if (!(error instanceof SpecProblemsError)) throw new Error("expected problems with the spec", { cause: error });
    ({ problems } = error);
  });

  const errors: [name: string, problem: Partial<SpecProblem>, says: string][] = [
    ["a value of the wrong type", { file: spec.path, line: lineOf("summary: 7") }, "rule struct"],
    [
      "an operationId that occurs twice, at the object around it",
      { file: spec.path, line: lineOf("summary: Create Ticket") - 2 },
      "operationId-unique",
    ],
    [
      "a value of the wrong type in an overlay",
      { file: EXTRA, line: 6, action: "Spoils it" },
      "not valid OpenAPI at #/paths/~1customers/get/deprecated",
    ],
    [
      "a path that only differs from another by the name of its parameter",
      { file: overlays[0]!.path, line: 13, action: expect.stringContaining("The page documents reading") },
      "no-identical-paths",
    ],
  ];
  it.each(errors)("reports %s, with the line that it comes from", (_, problem, says) => {
    expect(problems).toContainEqual({ code: "lint", ...problem, message: expect.stringContaining(says) });
  });

  it("reports each on one line, and nothing else", () => {
    expect(problems.map(formatSpecProblem).join("\n").split("\n")).toHaveLength(errors.length);
  });
});
