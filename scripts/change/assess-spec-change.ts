import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { TypeChange } from "./compare-types.ts";
import { diffSpecs, type SpecChange } from "./diff-specs.ts";
import {
  createGeneratedFiles,
  PATCHED_SPEC_PATH,
  SCHEMA_PATH,
  type GeneratedFiles,
} from "../generate/generated-files.ts";
import type { JsonObject } from "../spec/json-value.ts";
import { lintSpec } from "../generate/lint-spec.ts";
import { patchSpec } from "../overlay/patch-spec.ts";
import { renderSpec } from "../spec/render-spec.ts";
import { SpecProblemsError, type SpecProblem } from "../spec/spec-problem.ts";
import { readSpecSources, SPEC_PATH, type SpecSources } from "../spec/spec-sources.ts";

/** What a new source spec means for the users of the client. */
export type Verdict = "unchanged" | "compatible" | "breaking" | "overlay conflict" | "invalid spec";

/** A new source spec, judged. */
export interface SpecAssessment {
  verdict: Verdict;
  /** Part of the version to raise, as if the package were past 1.0; undefined when there is nothing to release. */
  bump?: SpecChange["impact"];
  /** What upstream changed: the source spec held against the one of before. */
  upstream: readonly SpecChange[];
  /** What users get: the patched spec held against the one of before. */
  wire: readonly SpecChange[];
  /** What users get: the generated types held against those of before. */
  types: readonly TypeChange[];
  /** Why there is no client for it; the lines of `openapi/tratta.yaml` are those of the new spec. */
  problems: readonly SpecProblem[];
  /** New text of every file that changes, by path from the project's root. */
  files: ReadonlyMap<string, string>;
}

const NO_CHANGE = { upstream: [], wire: [], types: [], problems: [], files: new Map<string, string>() };

/**
 * Judges a new source spec by what the committed client was generated from, without writing anything.
 *
 * It is held against the committed `generated/`, not against what the overlays would make of the old spec, since the
 * overlays may have been corrected for the new one already.
 *
 * @param root the project's folder
 * @param text of the new source spec
 * @param log receives a line per step
 */
export async function assessSpecChange(
  root: string,
  text: string,
  log: (line: string) => void,
): Promise<SpecAssessment> {
  const sources = readSpecSources(root);
  if (text === sources.spec.text) return { verdict: "unchanged", ...NO_CHANGE };

  const configPath = join(root, "openapi/redocly.yaml");
  const source: JsonObject = parse(sources.spec.text);
  const newSources = { ...sources, spec: { path: SPEC_PATH, text } };
  let generated: GeneratedFiles;
  try {
    generated = await createGeneratedFiles(root, newSources, log);
  } catch (error) {
    if (!(error instanceof SpecProblemsError)) throw error;
    const ownProblems = await findOwnProblems(error, newSources, configPath);
    if (ownProblems.length > 0) {
      return { verdict: "invalid spec", ...NO_CHANGE, problems: ownProblems };
    }
    const upstream = await diffSpecs(source, parse(text), configPath);
    log("Compared the source specs");
    return { verdict: "overlay conflict", ...NO_CHANGE, upstream, problems: error.problems };
  }

  const after = { document: generated.patched.document, schema: generated.files.get(SCHEMA_PATH) ?? "" };
  const before = {
    document: parse(readFileSync(join(root, PATCHED_SPEC_PATH), "utf8")) as JsonObject,
    schema: readFileSync(join(root, SCHEMA_PATH), "utf8"),
  };
  const [upstream, wire, { compareTypes }] = await Promise.all([
    diffSpecs(source, parse(text), configPath),
    diffSpecs(before.document, after.document, configPath),
    // It loads the TypeScript compiler, which a refused spec should not have to wait for.
    import("./compare-types.ts"),
  ]);
  const types = compareTypes(before, after);
  log("Compared the source specs, the patched specs and the types with those of before");

  const bump = bumpFor(wire, types);
  const files = new Map([[SPEC_PATH, text], ...generated.files]);
  return { verdict: bump === "major" ? "breaking" : "compatible", bump, upstream, wire, types, problems: [], files };
}

// A spec that is broken in itself conflicts with the overlays as well, but no change to an overlay would help.
async function findOwnProblems(
  { problems }: SpecProblemsError,
  { spec }: SpecSources,
  configPath: string,
): Promise<readonly SpecProblem[]> {
  const inSpec = problems.filter(({ file }) => file === SPEC_PATH);
  if (inSpec.length > 0) return inSpec;
  try {
    const unpatched = patchSpec(spec, []);
    await lintSpec(renderSpec(unpatched.document, []), unpatched, configPath);
    return [];
  } catch (error) {
    if (error instanceof SpecProblemsError) return error.problems;
    throw error;
  }
}

function bumpFor(wire: readonly SpecChange[], types: readonly TypeChange[]): SpecChange["impact"] {
  if (wire.some(({ impact }) => impact === "major") || types.some(({ breaking }) => breaking)) return "major";
  return wire.some(({ impact }) => impact === "minor") || types.length > 0 ? "minor" : "patch";
}
