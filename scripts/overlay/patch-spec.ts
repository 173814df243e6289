import { toFragment, type JsonObject, type JsonPath } from "../spec/json-value.ts";
import { readSpec } from "../spec/read-spec.ts";
import { SpecProblemsError, type SpecProblem, type SpecSite } from "../spec/spec-problem.ts";
import type { SourceFile } from "../spec/yaml-source.ts";
import { applyOverlay, findChange, type OverlayChange } from "./apply-overlay.ts";
import { findBadReferences } from "./checks/find-bad-references.ts";
import { findDuplicateEntries } from "./checks/find-duplicate-entries.ts";
import { findUnmarkedOperations } from "./checks/find-unmarked-operations.ts";
import { readOverlay, type OverlayAction } from "./read-overlay.ts";

/** The checks that a patched spec has to pass. What Redocly's linter reports reliably needs none. */
const CHECKS = [
  { code: "duplicate_entry", findFaults: findDuplicateEntries },
  { code: "dangling_reference", findFaults: findBadReferences },
  { code: "missing_evidence", findFaults: findUnmarkedOperations },
] as const;

/** The source spec with all overlays applied. */
export interface PatchedSpec {
  document: JsonObject;
  /** How many overlay actions were applied. */
  actions: number;
  /** Returns the line of the source spec or of an overlay that a place in the document comes from. */
  siteOf: (path: JsonPath) => SpecSite;
}

/**
 * Applies overlays to a source spec and checks the result.
 *
 * @param overlays in the order in which they are applied
 * @throws {SpecProblemsError} with everything that is wrong, not only the first
 */
export function patchSpec(source: SourceFile, overlays: readonly SourceFile[]): PatchedSpec {
  const problems: SpecProblem[] = [];
  const spec = readSpec(source, problems);
  const actions = overlays.flatMap((overlay) => readOverlay(overlay, source.path, problems));
  if (!spec) throw new SpecProblemsError(problems);

  const document = structuredClone(spec.value);
  const changes = applyOverlay(document, actions, problems);
  const siteOf = (path: JsonPath): SpecSite =>
    siteInOverlay(path, changes) ?? { file: source.path, line: spec.lineOf(path) };

  const notAdded = namesNotAdded(actions, changes);
  for (const { code, findFaults } of CHECKS) {
    for (const { path, missing, message } of findFaults(document, spec.value)) {
      if (missing && notAdded.has(String(missing.at(-1)))) continue;
      const removal = missing && findChange(changes, missing);
      problems.push({ code, ...(removal ? removal.action.siteOf([]) : siteOf(path)), message });
    }
  }
  if (problems.length > 0) throw new SpecProblemsError(problems);
  return { document, actions: actions.length, siteOf };
}

function siteInOverlay(path: JsonPath, changes: readonly OverlayChange[]): SpecSite | undefined {
  const around = findChange(changes, path);
  if (around) return around.action.siteOf([...around.source, ...path.slice(around.location.length)]);
  // The linter reports a part that is missing or misplaced at the object that should hold it.
  const inside = changes.findLast(({ location }) => toFragment(location.slice(0, -1)) === toFragment(path));
  return inside?.action.siteOf(inside.source);
}

// A reference to what a failed action would have added is a consequence, and only the failure is reported.
function namesNotAdded(actions: readonly OverlayAction[], changes: readonly OverlayChange[]): Set<string> {
  const successful = new Set(changes.map(({ action }) => action));
  const failed = actions.filter((action) => !successful.has(action));
  return new Set(failed.flatMap((action) => (action.kind === "update" ? Object.keys(Object(action.update)) : [])));
}
