import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { regenerate, type RegenerateOptions, type RegenerateParts } from "../../scripts/change/regenerate.ts";
import type { RegenerateReport } from "../../scripts/report/create-report.ts";

/** What a run of `npm run regenerate` leaves behind. */
export interface RegenerateRun {
  report: RegenerateReport;
  /** The JSON report, as text. */
  json: string;
  markdown: string;
  stdout: string;
  stderr: string;
}

/** Runs `npm run regenerate` in this process. */
export async function runRegenerate(
  options: Pick<RegenerateOptions, "root" | "from"> & Partial<RegenerateOptions>,
  parts: Partial<RegenerateParts> = {},
): Promise<RegenerateRun> {
  const folder = mkdtempSync(join(tmpdir(), "tratta-report-"));
  const lines = { log: [] as string[], error: [] as string[] };
  const output = {
    log: (line: string) => void lines.log.push(line),
    error: (line: string) => void lines.error.push(line),
  };
  try {
    const [json, markdown] = [join(folder, "report.json"), join(folder, "report.md")];
    const report = await regenerate(
      {
        report: markdown,
        json,
        allowBreaking: false,
        dryRun: false,
        signal: new AbortController().signal,
        ...options,
      },
      { console: output, ...parts },
    );
    const written = { json: readFileSync(json, "utf8"), markdown: readFileSync(markdown, "utf8") };
    return { report, ...written, stdout: lines.log.join("\n"), stderr: lines.error.join("\n") };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
