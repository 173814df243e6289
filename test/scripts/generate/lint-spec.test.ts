import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { lintSpec } from "../../../scripts/generate/lint-spec.ts";
import { patchSpec, type PatchedSpec } from "../../../scripts/overlay/patch-spec.ts";
import { SpecProblemsError } from "../../../scripts/spec/spec-problem.ts";
import { readSpecSources } from "../../../scripts/spec/spec-sources.ts";
import { PROJECT } from "../../support/project-copy.ts";

const { spec, overlays } = readSpecSources(PROJECT);
const rules = join(PROJECT, "openapi/redocly.yaml");

function patched(text: string): PatchedSpec {
  return patchSpec({ path: spec.path, text }, overlays);
}

function lint({ document, siteOf, actions }: PatchedSpec): Promise<number> {
  return lintSpec(JSON.stringify(document), { document, siteOf, actions }, rules);
}

describe.concurrent("lintSpec", () => {
  it("accepts the patched spec and counts its warnings", async () => {
    expect(await lint(patched(spec.text))).toBeGreaterThan(0);
  });

  it("reports every error at the line of the source that it stems from, or of the object around it", async () => {
    const spoiled = spec.text
      .replace("summary: List Customers", "summary: 7")
      .replace("operationId: createTicket", "operationId: listTickets");
    const lineOf = (part: string): number => spoiled.slice(0, spoiled.indexOf(part)).split("\n").length;

    const error: unknown = await lint(patched(spoiled)).catch((reason: unknown) => reason);

    expect(error).toBeInstanceOf(SpecProblemsError);
    expect(error).toMatchObject({
      problems: [
        { code: "lint", file: spec.path, line: lineOf("summary: 7"), message: expect.stringContaining("rule struct") },
        {
          code: "lint",
          file: spec.path,
          line: lineOf("summary: Create Ticket") - 2,
          message: expect.stringContaining("operationId-unique"),
        },
      ],
    });
  });

  it("fails when the linter cannot read its rules", async () => {
    const { document, siteOf, actions } = patched(spec.text);
    const result = lintSpec(JSON.stringify(document), { document, siteOf, actions }, join(PROJECT, "nowhere.yaml"));
    await expect(result).rejects.toThrow("The linter did not run");
  });
});
