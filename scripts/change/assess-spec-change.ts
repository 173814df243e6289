import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createGeneratedFiles, type GeneratedFiles } from "../generate/generated-files.ts";
import { PATCHED_SPEC_PATH, SCHEMA_PATH } from "../generate/generated-paths.ts";
import { lintSpec } from "../generate/lint-spec.ts";
import { patchSpec } from "../overlay/patch-spec.ts";
import type { JsonObject } from "../spec/json-value.ts";
import { parseSpec } from "../spec/read-spec.ts";
import { SpecProblemsError, type SpecProblem } from "../spec/spec-problem.ts";
import { readSpecSources, SPEC_PATH } from "../spec/spec-sources.ts";
import type { TypeChange } from "./compare-types.ts";
import { diffSpecs, type SpecChange } from "./diff-specs.ts";
import { findUnsimulated, type SandboxCoverage } from "./find-unsimulated.ts";

/** What is known of a new source spec before its client is compiled and tested. */
export interface SpecAssessment {
  result: "unchanged" | "generated" | "overlay conflict" | "invalid spec";
  /** What upstream changed: the new source spec compared with the old one. */
  upstream: readonly SpecChange[];
  /** What users get: the new patched spec compared with the committed one. */
  wire: readonly SpecChange[];
  /** What users get: the new types compared with the committed ones, or those of the source specs in a conflict. */
  types: readonly TypeChange[];
  /** What the new patched spec has and the sandbox does not simulate. */
  unsimulated: SandboxCoverage;
  /** Why there is no client; the lines of `openapi/tratta.yaml` are those of the new spec. */
  problems: readonly SpecProblem[];
  /** New text of every file that changes, by path from the project's root. */
  files: ReadonlyMap<string, string>;
}

/** The parts of an assessment that start processes; tests of everything else replace them. */
export interface Redocly {
  lint: typeof lintSpec;
  diff: typeof diffSpecs;
}

const NOTHING = {
  upstream: [],
  wire: [],
  types: [],
  unsimulated: { operations: [], fields: {} },
  problems: [],
  files: new Map<string, string>(),
};

/** The assessment of a spec that cannot be used. */
export function invalidSpec(problems: readonly SpecProblem[]): SpecAssessment {
  return { result: "invalid spec", ...NOTHING, problems };
}

/**
 * Compares a new source spec with what the committed client was generated from, without writing anything.
 *
 * The new client is compared with the committed `generated/`, not with what the overlays make of the old spec: the
 * overlays may have been corrected for the new spec already.
 *
 * @param root the project's folder
 * @param text the new source spec
 * @param log receives a line per step
 */
export async function assessSpecChange(
  root: string,
  text: string,
  log: (line: string) => void,
  { lint, diff }: Redocly = { lint: lintSpec, diff: diffSpecs },
): Promise<SpecAssessment> {
  const { spec: old, overlays } = readSpecSources(root);
  if (text === old.text) return { result: "unchanged", ...NOTHING };

  const spec = { path: SPEC_PATH, text };
  let generated: GeneratedFiles;
  try {
    generated = await createGeneratedFiles(root, { spec, overlays }, log, lint);
  } catch (error) {
    if (!(error instanceof SpecProblemsError)) throw error;
    // A spec that is broken in itself conflicts with the overlays as well, and no change to an overlay would help.
    const ownProblems = await findProblems(() => lint(root, patchSpec(spec, [])));
    if (ownProblems.length > 0) return invalidSpec(ownProblems);
    const sources = [parseSpec(old), parseSpec(spec)] as const;
    const [upstream, types] = await Promise.all([diff(root, ...sources), compareSourceTypes(...sources)]);
    log("Compared the source specs");
    return { result: "overlay conflict", ...NOTHING, upstream, types, problems: error.problems };
  }

  const read = (path: string): string => readFileSync(join(root, path), "utf8");
  const before = {
    document: parseSpec({ path: PATCHED_SPEC_PATH, text: read(PATCHED_SPEC_PATH) }),
    schema: read(SCHEMA_PATH),
  };
  const after = { document: generated.patched.document, schema: generated.files.get(SCHEMA_PATH) ?? "" };
  // Imported here, so that a spec that is refused need not wait for the TypeScript compiler and the sandbox.
  const [upstream, wire, { compareTypes }, { SIMULATED_OPERATIONS, SIMULATED_FIELDS }] = await Promise.all([
    diff(root, parseSpec(old), parseSpec(spec)),
    diff(root, before.document, after.document),
    import("./compare-types.ts"),
    import("../../src/sandbox/operations/simulated.ts"),
  ]);
  const types = compareTypes(before, after);
  const unsimulated = findUnsimulated(after.document, { operations: SIMULATED_OPERATIONS, fields: SIMULATED_FIELDS });
  log("Compared the source specs, the patched specs and the types");
  const files = new Map([[SPEC_PATH, text], ...generated.files]);
  return { result: "generated", upstream, wire, types, unsimulated, problems: [], files };
}

async function findProblems(check: () => Promise<number>): Promise<readonly SpecProblem[]> {
  try {
    await check();
    return [];
  } catch (error) {
    if (error instanceof SpecProblemsError) return error.problems;
    throw error;
  }
}

// Without a client, what the source specs say is the only hint at what will break.
async function compareSourceTypes(before: JsonObject, after: JsonObject): Promise<TypeChange[]> {
  const [{ compareTypes }, { renderSchema }] = await Promise.all([
    import("./compare-types.ts"),
    import("../generate/render-schema.ts"),
  ]);
  const [schemaBefore, schemaAfter] = await Promise.all([renderSchema(before, []), renderSchema(after, [])]);
  return compareTypes({ document: before, schema: schemaBefore }, { document: after, schema: schemaAfter });
}
