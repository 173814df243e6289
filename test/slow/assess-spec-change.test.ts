import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { assessSpecChange } from "../../scripts/change/assess-spec-change.ts";
import { decideVerdict } from "../../scripts/change/decide-verdict.ts";
import { copyProject, PROJECT } from "../support/project-copy.ts";
import { affectedOperations, PASSED_CHECKS, SOURCE, specEdits } from "../support/spec-edits.ts";

const project = copyProject();
const everyOperation = operationsIn(project.read("generated/openapi.yaml"));
const before = project.snapshot();
project.remove();

function operationsIn(text: string): string[] {
  const { paths }: { paths: Record<string, Record<string, unknown>> } = parse(text);
  const names = Object.entries(paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
  );
  return names.toSorted();
}

describe("assessSpecChange", () => {
  it("is tried with at least 24 edits, each with a reason", () => {
    expect(specEdits.length).toBeGreaterThanOrEqual(24);
    expect(new Set(specEdits.map(({ name }) => name)).size).toBe(specEdits.length);
    expect(specEdits.every(({ because }) => because.length > 10)).toBe(true);
  });

  describe.concurrent("says of an edit of the real source spec what a payments engineer would say", () => {
    it.for(specEdits)("$verdict when $name: $because", async (row, { expect: expectHere }) => {
      const assessment = await assessSpecChange(PROJECT, row.edit(SOURCE), () => {});

      const { verdict, exitCode, breaking } = decideVerdict({
        assessment,
        checks: PASSED_CHECKS,
        allowBreaking: false,
        dryRun: true,
      });
      const operations = row.operations === "every operation" ? everyOperation : row.operations.toSorted();
      expectHere({ verdict, exitCode, breaking, operations: affectedOperations(assessment) }).toEqual({
        verdict: row.verdict,
        exitCode: row.exitCode,
        breaking: row.breaking ?? row.verdict === "breaking",
        operations,
      });
    });
  });

  it("writes nothing to the project", () => {
    const now = copyProject();
    const relative = (files: Map<string, string>, root: string): [string, string][] =>
      [...files].map(([path, text]) => [path.slice(root.length), text]);
    expect(relative(now.snapshot(), now.root)).toEqual(relative(before, project.root));
    now.remove();
  });
});
