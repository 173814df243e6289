import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutReport } from "../../../scripts/report/cut-report.ts";
import { findLiveMarkdown } from "../../support/live-markdown.ts";

const SOURCE = "https://github.com/org/repo/actions/runs/1";
/** What GitHub accepts: characters, each of at most four bytes. */
const [CHARACTERS, BYTES] = [65_536, 262_144];

describe("cutReport", () => {
  it.for([
    ["one byte", "- a change\n"],
    ["three bytes", "- 変更がありました\n"],
    ["four bytes", "- 😀😀😀😀\n"],
  ] as const)("cuts a long report of characters of %s at a line's end, and says where the rest is", ([, line]) => {
    const report = line.repeat(30_000);
    expect(Buffer.byteLength(report)).toBeGreaterThan(128 * 1024);

    const cut = cutReport(report, SOURCE);

    expect(cut.length).toBeLessThanOrEqual(CHARACTERS);
    expect(cut.length).toBeGreaterThan(CHARACTERS - 2 * line.length - 20);
    expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(BYTES);
    const [shown = "", note = ""] = cut.split("\n---\n\n");
    const count = shown.length / line.length;
    expect(shown).toBe(line.repeat(count));
    expect(note).toBe(
      `**The report is cut here** after ${count} of 30000 lines. ` +
        `The whole of it is \`report.md\` in the artifact \`regenerate\` of \`${SOURCE}\`.\n`,
    );
    expect(findLiveMarkdown(cut)).toEqual([]);
  });

  it("leaves a report alone that is as long as GitHub accepts", () => {
    const report = `${"x".repeat(CHARACTERS - 1)}\n`;
    expect(cutReport(report, SOURCE)).toBe(report);
    expect(cutReport(`x${report}`, SOURCE)).toMatch(/^\n---\n\n\*\*The report is cut here\*\* after 0 of 1 lines/);
  });

  it("keeps as many whole lines as fit, whatever the lines are", () => {
    const lines = fc.array(fc.integer({ min: 0, max: 40_000 }).map((length) => "é".repeat(length)));
    fc.assert(
      fc.property(lines, (parts) => {
        const report = `${parts.join("\n")}\nend\n`;
        const cut = cutReport(report, SOURCE);
        expect(cut.length).toBeLessThanOrEqual(CHARACTERS);
        const shown = cut === report ? report : cut.slice(0, cut.indexOf("\n---\n\n"));
        expect(report.startsWith(shown)).toBe(true);
        expect(shown === "" || shown.endsWith("\n")).toBe(true);
      }),
    );
  });
});
