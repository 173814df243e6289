import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { assessSpecChange, type SpecAssessment } from "../../../scripts/change/assess-spec-change.ts";
import { createReport } from "../../../scripts/report/create-report.ts";
import { copyProject, PROJECT } from "../../support/project-copy.ts";
import { specEdits } from "../../support/spec-edits.ts";

const project = copyProject();
const source = project.read("openapi/tratta.yaml");
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

// Where the overlays do not apply there is no new client, and only what upstream changed can be told.
function concernedBy({ verdict, upstream, wire, types }: SpecAssessment): string[] {
  const changes = verdict === "overlay conflict" ? upstream : [...wire, ...types];
  return [...new Set(changes.flatMap(({ operations }) => operations))].toSorted();
}

describe("assessSpecChange", () => {
  it("is tried with at least 24 edits, each with a reason", () => {
    expect(specEdits.length).toBeGreaterThanOrEqual(24);
    expect(new Set(specEdits.map(({ name }) => name)).size).toBe(specEdits.length);
    expect(specEdits.every(({ because }) => because.length > 10)).toBe(true);
  });

  describe.concurrent("says of an edit of the real source spec what a payments engineer would say", () => {
    it.for(specEdits)("$verdict when $name: $because", async (row, { expect: expectHere }) => {
      const text = row.edit(source);

      const assessment = await assessSpecChange(PROJECT, text, () => {});

      const { exitCode } = createReport({
        from: "new.yaml",
        text,
        assessment,
        written: false,
        currentVersion: "1.0.0",
      });
      const operations = row.operations === "every operation" ? everyOperation : row.operations;
      expectHere({ verdict: assessment.verdict, exitCode, operations: concernedBy(assessment) }).toEqual({
        verdict: row.verdict,
        exitCode: row.exitCode,
        operations: operations.toSorted(),
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
