import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { JsonObject } from "../spec/json-value.ts";
import { runRedocly } from "../spec/run-redocly.ts";
import { RECORDED_SERVER } from "./record-traffic.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** A part of the report of `redocly drift`. */
export interface DriftReport {
  readonly problems: readonly DriftProblem[];
  readonly operations: readonly CoveredOperation[];
}

export interface DriftProblem {
  readonly operationId?: string;
  readonly target: "request" | "response";
  readonly message: string;
  readonly status: number;
  /** JSON Pointer of the field; undefined when the problem is not about a field. */
  readonly dataPath?: string;
  readonly details?: { readonly keyword?: string; readonly ajvMessage?: string };
}

/** Which parts of an operation the traffic had. */
interface CoveredOperation {
  readonly operationId: string;
  readonly covered: readonly CoveredPart[];
  readonly missing: readonly CoveredPart[];
}

export type CoveredPart =
  | { readonly kind: "operation" }
  | { readonly kind: "parameter"; readonly name: string; readonly in: string }
  | { readonly kind: "response"; readonly status: string }
  | { readonly kind: "property"; readonly target: "request"; readonly path: string }
  | { readonly kind: "property"; readonly target: "response"; readonly path: string; readonly status: string };

/** Compares a masked recording of at least one response with a document, in a temporary folder that is removed whatever happens. */
export async function runDrift(har: object, document: JsonObject): Promise<DriftReport> {
  const folder = mkdtempSync(join(tmpdir(), "tratta-probe-"));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  // Ctrl-C ends the process without running `finally`.
  process.once("exit", remove);
  try {
    const [traffic, api, coverage] = ["traffic.har", "openapi.json", "coverage.json"].map((name) =>
      join(folder, name),
    ) as [string, string, string];
    writeFileSync(traffic, JSON.stringify(har));
    writeFileSync(api, JSON.stringify(document));
    const { report, stderr } = await runRedocly<Pick<DriftReport, "problems">>(
      ROOT,
      [
        ...["drift", traffic, "--traffic-format", "har", "--api", api, "--server", RECORDED_SERVER],
        ...["--coverage", "--coverage-output", coverage],
      ],
      [],
    );
    try {
      if (!report.problems) throw new Error("The report has no problems.");
      const { operations }: Pick<DriftReport, "operations"> = JSON.parse(readFileSync(coverage, "utf8"));
      return { problems: report.problems, operations };
    } catch (cause) {
      throw new Error(`redocly drift did not compare the recording. It printed:\n${stderr.trim()}`, { cause });
    }
  } finally {
    process.off("exit", remove);
    remove();
  }
}
