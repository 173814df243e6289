import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SpecChange } from "../../../scripts/change/diff-specs.ts";
import type { RegenerateReport } from "../../../scripts/report/create-report.ts";
import { renderReport, summarize } from "../../../scripts/report/render-report.ts";
import { hostileText } from "../../support/hostile-text.ts";
import { findLiveMarkdown, structureOf } from "../../support/live-markdown.ts";

const REPORT: RegenerateReport = {
  verdict: "breaking",
  exitCode: 2,
  breaking: true,
  from: "https://example.com/openapi.yaml",
  sha256: "abc",
  written: true,
  version: { bump: "major", current: "0.1.0", suggested: "0.2.0" },
  operations: [{ operation: "GET /charges", changes: [{ impact: "major", text: "`status` gained values" }] }],
  types: [
    { type: "Charge", member: "status", text: 'can now also be `"x"`', breaking: true, operations: ["GET /charges"] },
    { type: "GET /notes", member: "", text: "was added", breaking: false, operations: ["GET /notes"] },
  ],
  unsimulated: { operations: ["listNotes"], fields: { Charge: ["memo", "currency"] } },
  upstream: [{ impact: "major", text: "`status` gained values", operations: ["GET /charges"] }],
  problems: [],
  checks: { typeErrors: [], tests: { files: ["test/a.test.ts"], passed: 3, failures: [] } },
  next: ["Do this.", "Then that."],
};

/** A report in which every text is foreign. */
function reportOf(text: string): RegenerateReport {
  const change: SpecChange = { impact: "major", text, operations: [text] };
  return {
    ...REPORT,
    from: text,
    sha256: text,
    version: { bump: "major", current: text, suggested: text },
    operations: [{ operation: `GET ${text}`, changes: [change, change] }],
    types: [
      { type: text, member: text, text, breaking: true, operations: [text] },
      { type: text, member: text, text: "was added", breaking: false, operations: [text] },
    ],
    unsimulated: { operations: [text], fields: { [text]: [text, text] } },
    upstream: [change],
    problems: [{ code: "lint", file: text, line: 1, action: text, message: text }],
    checks: { typeErrors: [text], tests: { files: [text], passed: 1, failures: [text] } },
    next: [text],
  };
}

describe("renderReport", () => {
  it("contains everything that was found", () => {
    expect(renderReport(REPORT)).toMatchInlineSnapshot(`
      "# Spec change: breaking

      breaking: 1 operation and 2 exported types affected. Suggested version: \`0.2.0\` (major; now \`0.1.0\`). The new client was written.

      Source: \`https://example.com/openapi.yaml\`, sha256 \`abc\`

      ## What changes, by operation

      - \`GET /charges\`
        - \`\` \`status\` gained values \`\` (major)

      ## New in the exported types

      - \`GET /notes\` \`was added\`

      ## Changes of the exported types

      - \`Charge: status\` \`\` can now also be \`"x"\` \`\` – **breaking**

      ## What the sandbox does not simulate yet

      - operation \`listNotes\`: the sandbox sends a mock response
      - \`Charge\`: \`memo, currency\`

      ## What upstream changed in its document

      - \`\` \`status\` gained values \`\` (major; 1 operation)

      ## Checks of the new client

      - compiled: the package, its examples and type tests: 0 errors
      - client tests that depend on the spec: 3 passed, 0 failed, in 1 file
      - not run: all other tests, such as those of the sandbox; \`npm test\` runs them

      ## What to do next

      1. Read the diff of generated/schema.ts: it is what users get.
      2. Update the hashes of the source spec in openapi/README.md and test/scripts/overlay/patch-spec.test.ts: they pin the document that a person has read.
      3. Run \`npm run readme\`, which updates the README's table of operations.
      4. Describe in CHANGELOG.md what users have to change, type by type.
      5. Release with the suggested version.
      "
    `);
  });

  it("leaves out what there is nothing to say about", () => {
    const text = renderReport({ ...REPORT, verdict: "unchanged", operations: [], types: [], upstream: [], next: [] });
    expect(text).not.toContain("## What changes");
    expect(text).toContain("unchanged: the spec is the same as openapi/tratta.yaml");
  });

  it("gives foreign text no effect: any text leaves the structure as it is, and everything outside code ours", () => {
    const reportsOf = (text: string): string[] => [
      renderReport(reportOf(text)),
      renderReport({ ...reportOf(text), verdict: "invalid spec", refusal: text }),
    ];
    const structures = reportsOf("x").map(structureOf);
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(reportsOf(text).map(structureOf)).toEqual(structures);
        expect(reportsOf(text).flatMap(findLiveMarkdown)).toEqual([]);
      }),
    );
  });

  it("takes no word and no instruction from a report that was read from a file", () => {
    const forged: RegenerateReport = JSON.parse(
      JSON.stringify({ ...REPORT, verdict: "@org", next: ["@org"], version: { bump: "@org", suggested: "@org" } }),
    );
    expect(findLiveMarkdown(renderReport(forged))).toEqual([]);
  });

  it("says how many more errors there are than it shows", () => {
    const typeErrors = Array.from({ length: 25 }, (_, index) => `src/a.ts(${index},1): error TS1: no`);
    const text = renderReport({ ...REPORT, checks: { typeErrors, tests: { files: [], passed: 0, failures: [] } } });
    expect(text).toContain("25 errors");
    expect(text).toContain("and 5 more");
  });
});

describe("summarize", () => {
  it("says of an overlay conflict whether it also breaks code of users", () => {
    const conflict = { ...REPORT, verdict: "overlay conflict" } as const;
    expect(String(summarize(conflict))).toContain("also breaks code of users");
    expect(String(summarize({ ...conflict, breaking: false }))).not.toContain("breaks code");
  });

  it("says that users see nothing of a change in layout", () => {
    const summary = summarize({ ...REPORT, verdict: "compatible", operations: [], types: [] });
    expect(String(summary)).toContain("compatible: no change for users");
  });

  it("says that a spec could not be read", () => {
    const summary = summarize({ ...REPORT, verdict: "invalid spec", refusal: "status 404" });
    expect(String(summary)).toContain("could not be read");
  });
});
