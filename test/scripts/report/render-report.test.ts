import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RegenerateReport } from "../../../scripts/report/create-report.ts";
import { renderReport, summarize } from "../../../scripts/report/render-report.ts";

const REPORT: RegenerateReport = {
  verdict: "breaking",
  exitCode: 2,
  from: "https://example.com/openapi.yaml",
  sha256: "abc",
  written: true,
  version: { bump: "major", current: "0.1.0", suggested: "0.2.0" },
  operations: [{ operation: "GET /charges", changes: [{ impact: "major", text: "`status` gained values" }] }],
  types: [
    { type: "Charge", member: "status", text: 'can now also be `"x"`', breaking: true, operations: ["GET /charges"] },
  ],
  upstream: [{ impact: "major", text: "`status` gained values", operations: ["GET /charges"] }],
  problems: [],
  checks: { typeErrors: [], tests: { files: ["test/a.test.ts"], passed: 3, failures: [] } },
  next: ["Do this.", "Then that."],
};

describe("renderReport", () => {
  it("tells everything that was found", () => {
    expect(renderReport(REPORT)).toMatchInlineSnapshot(`
      "# Spec change: breaking

      **breaking**: 1 operation and 1 exported type concerned. Suggested version: 0.2.0 (major; now 0.1.0). The new client was written.

      Source: \`https://example.com/openapi.yaml\`, sha256 \`abc\`

      ## What changes, by operation

      - \`GET /charges\`
        - \`status\` gained values (major)

      ## Exported types

      - \`Charge: status\` can now also be \`"x"\` – **breaking**

      ## What upstream changed in its document

      - \`status\` gained values (major; 1 operation)

      ## Checks of the new client

      - compiled: sources, tests, type tests and README examples: 0 errors
      - tests that reach the spec: 3 passed, 0 failed, in 1 file
      - not run: tests that do not read the spec; \`npm test\` runs them all

      ## What to do next

      1. Do this.
      2. Then that.
      "
    `);
  });

  it("leaves out what there is nothing to say about", () => {
    const text = renderReport({ ...REPORT, verdict: "unchanged", operations: [], types: [], upstream: [], next: [] });
    expect(text).not.toContain("## What changes");
    expect(text).toContain("**unchanged**");
  });

  it("shows texts of a spec as they are, never as Markdown, HTML or a mention", () => {
    const hostile = "@everyone <img src=x> [link](http://x) ``` **bold**\n# Title";
    const text = renderReport({
      ...REPORT,
      from: hostile,
      refusal: hostile,
      operations: [{ operation: hostile, changes: [{ impact: "patch", text: hostile }] }],
      types: [{ type: hostile, member: hostile, text: hostile, breaking: false, operations: [] }],
    });
    const outsideCode = text.replaceAll(/(`+) .*? \1/g, "");
    expect(outsideCode).not.toMatch(/(?<!\\)[@<[]|^# Title/m);
  });

  it("keeps whatever is named on one line", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (name) => {
        const before = renderReport({ ...REPORT, operations: [{ operation: "x", changes: [] }] }).split("\n").length;
        const after = renderReport({ ...REPORT, operations: [{ operation: `x${name}`, changes: [] }] });
        expect(after.split("\n").length).toBe(before);
      }),
    );
  });

  it("says how many more errors there are than it shows", () => {
    const typeErrors = Array.from({ length: 25 }, (_, index) => `src/a.ts(${index},1): error TS1: no`);
    const text = renderReport({ ...REPORT, checks: { typeErrors, tests: { files: [], passed: 0, failures: [] } } });
    expect(text).toContain("25 errors");
    expect(text).toContain("and 5 more");
  });
});

describe("summarize", () => {
  it("says that users see nothing of a change in layout", () => {
    const summary = summarize({ ...REPORT, verdict: "compatible", operations: [], types: [] });
    expect(summary).toContain("**compatible**: no change for users");
  });

  it("says that a spec could not be read", () => {
    expect(summarize({ ...REPORT, verdict: "invalid spec", refusal: "status 404" })).toContain("could not be read");
  });
});
