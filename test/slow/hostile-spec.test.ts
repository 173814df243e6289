import { describe, expect, it } from "vitest";
import { parseDocument, type Document } from "yaml";
import { assessSpecChange } from "../../scripts/change/assess-spec-change.ts";
import { decideVerdict } from "../../scripts/change/decide-verdict.ts";
import { createReport } from "../../scripts/report/create-report.ts";
import { renderReport } from "../../scripts/report/render-report.ts";
import { HOSTILE_TEXT } from "../support/hostile-text.ts";
import { findLiveMarkdown } from "../support/live-markdown.ts";
import { copyProject } from "../support/project-copy.ts";

const CONTACT = "@org Closes https://evil.example/org/repo/issues/1";

const edits: Record<string, (spec: Document.Parsed) => void> = {
  "a property's name": (spec) =>
    spec.setIn(["components", "schemas", "Charge", "properties", HOSTILE_TEXT], { type: "string" }),
  "a description": (spec) => spec.setIn(["paths", "/charges", "get", "description"], HOSTILE_TEXT),
  "a value of an enum": (spec) =>
    spec.addIn(["components", "schemas", "Charge", "properties", "status", "enum"], HOSTILE_TEXT),
  "a path": (spec) =>
    spec.setIn(["paths", `/${HOSTILE_TEXT}`], { get: { operationId: "x", responses: { 200: { description: "x" } } } }),
  "a summary": (spec) => spec.setIn(["paths", "/charges", "get", "summary"], HOSTILE_TEXT),
  "the contact's name": (spec) => spec.setIn(["info", "contact"], { name: CONTACT }),
};

describe("the report of a hostile spec", () => {
  it.for(Object.entries(edits))("is inert where %s comes from an attacker", async ([, edit]) => {
    const project = copyProject();
    try {
      const spec = parseDocument(project.read("openapi/tratta.yaml"));
      edit(spec);
      const text = spec.toString();
      const assessment = await assessSpecChange(project.root, text, () => {});
      const decision = decideVerdict({ assessment, allowBreaking: false, dryRun: false });
      const report = createReport({ from: "new.yaml", text, assessment, decision, currentVersion: "1.0.0" });
      expect(report.upstream).not.toEqual([]);
      expect(findLiveMarkdown(renderReport(report))).toEqual([]);
    } finally {
      project.remove();
    }
  });
});
