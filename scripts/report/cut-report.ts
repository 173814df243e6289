import { gfm } from "./gfm.ts";

/** Longest text of a pull request or an issue. GitHub does not document the unit; UTF-16 is the strictest. */
const MAX_CHARACTERS = 65_536;

/**
 * Cuts a report to what GitHub accepts: as many whole lines from its beginning as fit, then a sentence that says so.
 *
 * @param source where the whole report is
 */
export function cutReport(report: string, source: string): string {
  if (report.length <= MAX_CHARACTERS) return report;
  const lines = report.split(/(?<=\n)/);
  const end = (shown: number): string =>
    String(
      gfm`\n---\n\n**The report is cut here** after ${shown} of ${lines.length} lines. The whole of it is \`report.md\` in the artifact \`regenerate\` of ${source}.\n`,
    );
  let room = MAX_CHARACTERS - end(lines.length).length;
  const shown = lines.findIndex((line) => (room -= line.length) < 0);
  return `${lines.slice(0, shown).join("")}${end(shown)}`;
}
