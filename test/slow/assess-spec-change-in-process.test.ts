import { describe, expect, it } from "vitest";
import { assessSpecChange, type Redocly } from "../../scripts/change/assess-spec-change.ts";
import { decideVerdict } from "../../scripts/change/decide-verdict.ts";
import { SpecProblemsError, type SpecProblem } from "../../scripts/spec/spec-problem.ts";
import { SPEC_PATH } from "../../scripts/spec/spec-sources.ts";
import { PROJECT } from "../support/project-copy.ts";
import { affectedOperations, PASSED_CHECKS, SOURCE, specEdits } from "../support/spec-edits.ts";

// Edits that the types, the overlays or the spec's own soundness decide. All edits, with Redocly's linter and diff, are in
// test/slow/assess-spec-change.test.ts.
const DECIDED_WITHOUT_REDOCLY = [
  "an operation is added",
  "an optional request property is added",
  "a response property is removed",
  "an enum value is added to a response",
  "a request property that our overlay extends is removed",
  "/payment-plans/{id} is added",
  "the PaymentPlan schema is removed and still referred to",
  "schemas refer to each other in a circle",
  "nothing changes",
];
const redocly = { lint: async () => 0, diff: async () => [] };

describe("assessSpecChange", () => {
  it.for(DECIDED_WITHOUT_REDOCLY)("says what it means when %s", async (name) => {
    const row = specEdits.find((edit) => edit.name === name) ?? expect.fail(`no edit is called "${name}"`);

    const assessment = await assessSpecChange(PROJECT, row.edit(SOURCE), () => {}, redocly);

    const { verdict, exitCode, breaking } = decideVerdict({
      assessment,
      checks: PASSED_CHECKS,
      allowBreaking: false,
      dryRun: false,
    });
    expect({ verdict, exitCode, breaking, operations: affectedOperations(assessment) }).toEqual({
      verdict: row.verdict,
      exitCode: row.exitCode,
      breaking: row.breaking ?? row.verdict === "breaking",
      operations: row.operations,
    });
  });

  it("calls it an overlay conflict when a sound spec has a fault, at a line of its own, only with the overlays", async () => {
    const fault: SpecProblem = { code: "lint", file: SPEC_PATH, line: 7, message: "the operationId occurs twice." };
    const lint: Redocly["lint"] = async (_, { actions }) => {
      if (actions > 0) throw new SpecProblemsError([fault]);
      return 0;
    };

    const assessment = await assessSpecChange(PROJECT, `${SOURCE}# new\n`, () => {}, { ...redocly, lint });

    expect(assessment).toMatchObject({ result: "overlay conflict", problems: [fault] });
  });
});
