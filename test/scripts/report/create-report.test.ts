import { describe, expect, it } from "vitest";
import type { SpecAssessment } from "../../../scripts/change/assess-spec-change.ts";
import type { Decision } from "../../../scripts/change/decide-verdict.ts";
import { createReport, type RegenerateRun } from "../../../scripts/report/create-report.ts";

const ASSESSMENT: SpecAssessment = {
  result: "generated",
  upstream: [],
  wire: [],
  types: [],
  unsimulated: { operations: [], fields: {} },
  problems: [],
  files: new Map(),
};
const DECISION: Decision = { verdict: "compatible", exitCode: 0, breaking: false, write: false };

function run(changes: Partial<RegenerateRun>): RegenerateRun {
  return {
    from: "new.yaml",
    assessment: ASSESSMENT,
    decision: DECISION,
    currentVersion: "1.0.0",
    ...changes,
  };
}

describe("createReport", () => {
  it.for([
    ["0.1.0", "major", "0.2.0"],
    ["0.1.0", "minor", "0.1.1"],
    ["0.1.0", "patch", "0.1.1"],
    ["1.2.3", "major", "2.0.0"],
    ["1.2.3", "minor", "1.3.0"],
    ["1.2.3", "patch", "1.2.4"],
    ["2.0.0-beta.1", "patch", "2.0.1"],
  ] as const)("suggests after %s, for a %s change, %s", ([currentVersion, bump, suggested]) => {
    const { version } = createReport(run({ decision: { ...DECISION, bump }, currentVersion }));
    expect(version).toEqual({ bump, current: currentVersion, suggested });
  });

  it("puts changes in order by operation, each under every operation that it affects", () => {
    const wire = [
      { impact: "major", text: "one", operations: ["POST /b", "GET /a"] },
      { impact: "patch", text: "two", operations: [] },
      { impact: "minor", text: "three", operations: ["GET /a"] },
    ] as const;
    const { operations } = createReport(run({ assessment: { ...ASSESSMENT, wire: structuredClone(wire) as never } }));
    expect(operations.map(({ operation, changes }) => [operation, changes.map(({ text }) => text)])).toEqual([
      ["GET /a", ["one", "three"]],
      ["POST /b", ["one"]],
      ["the document", ["two"]],
    ]);
  });

  it("shows problems of the new spec at the place that it came from", () => {
    const problems = [{ code: "lint", file: "openapi/tratta.yaml", line: 3, message: "wrong" }] as const;
    const report = createReport(run({ assessment: { ...ASSESSMENT, result: "invalid spec", problems } }));
    expect(report).toMatchObject({ problems: [{ file: "new.yaml", line: 3 }] });
  });

  it("says how to take in by hand a compatible change that fails its checks", () => {
    const checks = { typeErrors: ["src/a.ts(1,1): error TS1: no"], tests: { files: [], passed: 1, failures: [] } };
    const report = createReport(run({ checks }));
    expect(report.next[0]).toMatch(/Copy the new spec to openapi\/tratta\.yaml, run `npm run generate`/);
  });

  it.for([
    ["unchanged", false, undefined],
    ["invalid spec", false, /^Report the problem to the publisher/],
    ["overlay conflict", false, /^Correct openapi\/overlays\//],
    ["compatible", false, /^This was a dry run/],
    ["compatible", true, /^Read the diff/],
    ["breaking", false, /--allow-breaking/],
    ["breaking", true, /^Read the diff/],
  ] as const)("says what to do first when the change is %s and written is %s", ([verdict, written, first]) => {
    const { next } = createReport(run({ decision: { ...DECISION, verdict, write: written } }));
    if (first) expect(next[0]).toMatch(first);
    else expect(next).toEqual([]);
  });
});
