import { join } from "node:path";
import { patchSpec, type PatchedSpec } from "../overlay/patch-spec.ts";
import { renderSpec } from "../spec/render-spec.ts";
import type { SpecSources } from "../spec/spec-sources.ts";
import { PATCHED_SPEC_PATH, SCHEMA_PATH } from "./generated-paths.ts";
import { lintSpec } from "./lint-spec.ts";
import { renderHeader } from "./render-header.ts";

/** The result of generating, in memory. */
export interface GeneratedFiles {
  patched: PatchedSpec;
  /** New text by path from the project's root. */
  files: ReadonlyMap<string, string>;
}

/**
 * Generates the files from a source spec and its overlays, without writing anything to the project.
 *
 * @param root the project's folder, for the linter's rules
 * @param log receives a line per step
 * @param lint a linter in place of Redocly's, which runs as a process of its own
 * @throws {SpecProblemsError} when the overlays do not apply or the result is not valid OpenAPI
 */
export async function createGeneratedFiles(
  root: string,
  { spec, overlays }: SpecSources,
  log: (line: string) => void,
  lint: typeof lintSpec = lintSpec,
): Promise<GeneratedFiles> {
  const patched = patchSpec(spec, overlays);
  log(`Applied ${counted(patched.actions, "action")} of ${counted(overlays.length, "overlay")} to ${spec.path}`);

  const header = renderHeader([spec, ...overlays]);
  const specText = renderSpec(patched.document, header);
  // Loading the TypeScript compiler takes longer than the linter, which is a process of its own.
  const [warnings, { renderSchema }] = await Promise.all([
    lint(specText, patched, join(root, "openapi/redocly.yaml")),
    import("./render-schema.ts"),
  ]);
  log(`Linted the patched spec: no errors, ${counted(warnings, "warning")}`);

  const schemaText = await renderSchema(patched.document, header);
  log("Generated the types");

  const files = new Map([
    [PATCHED_SPEC_PATH, specText],
    [SCHEMA_PATH, schemaText],
  ]);
  return { patched, files };
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
