import { findBadReferences } from "./checks/find-bad-references.ts";
import { findDuplicateEntries } from "./checks/find-duplicate-entries.ts";
import { toFragment, type JsonObject, type JsonPath } from "../spec/json-value.ts";
import { applyOverlay, findChange, type OverlayChange } from "./apply-overlay.ts";
import { readOverlay, type OverlayAction } from "./read-overlay.ts";
import { SpecProblemsError, type SpecProblem, type SpecSite } from "../spec/spec-problem.ts";
import { parseYamlSource, type SourceFile, type YamlSource } from "../spec/yaml-source.ts";

/** The source spec with all overlays applied. */
export interface PatchedSpec {
  document: JsonObject;
  /** How many overlay actions were applied. */
  actions: number;
  /** Which line of the source spec or of an overlay is to answer for a place in the document. */
  siteOf: (path: JsonPath) => SpecSite;
}

/**
 * Applies overlays to a source spec and checks that the result is sound in itself.
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
    siteOfPath(path, changes, { file: source.path, line: spec.lineOf(path) });

  for (const { path, message } of findDuplicateEntries(document)) {
    problems.push({ code: "duplicate_entry", ...siteOf(path), message });
  }
  const withheld = namesNotAdded(actions, changes);
  for (const { path, missing, message } of findBadReferences(document)) {
    if (missing && withheld.has(String(missing.at(-1)))) continue;
    const removal = missing && findChange(changes, missing);
    problems.push({ code: "dangling_reference", ...(removal ? removal.action.siteOf([]) : siteOf(path)), message });
  }
  if (problems.length > 0) throw new SpecProblemsError(problems);
  return { document, actions: actions.length, siteOf };
}

function readSpec(source: SourceFile, problems: SpecProblem[]): YamlSource | undefined {
  const spec = parseYamlSource(source, { code: "invalid_spec", forbiddenKeys: ["__proto__"] }, problems);
  const version = spec?.value["openapi"];
  if (!spec || (typeof version === "string" && /^3\.0\.\d+$/.test(version))) return spec;
  const { swagger } = spec.value;
  const found =
    version === undefined && swagger !== undefined
      ? `it is Swagger ${JSON.stringify(swagger)}`
      : `\`openapi\` is ${version === undefined ? "missing" : JSON.stringify(version)}`;
  problems.push({
    code: "invalid_spec",
    file: source.path,
    line: spec.lineOf([version === undefined ? "swagger" : "openapi"]),
    message: `${found}, and only OpenAPI 3.0.x (as in \`openapi: 3.0.3\`) is understood. Get the spec in that version or convert it.`,
  });
  return undefined;
}

function siteOfPath(path: JsonPath, changes: readonly OverlayChange[], source: SpecSite): SpecSite {
  const around = findChange(changes, path);
  if (around) return around.action.siteOf([...around.source, ...path.slice(around.location.length)]);
  // A linter tells of a part that is missing or out of place at the object that should hold it.
  const inside = changes.findLast(({ location }) => toFragment(location.slice(0, -1)) === toFragment(path));
  return inside ? inside.action.siteOf(inside.source) : source;
}

// What a failed action would have added is missed by others that refer to it; only the failure is worth telling.
function namesNotAdded(actions: readonly OverlayAction[], changes: readonly OverlayChange[]): Set<string> {
  const changing = new Set(changes.map(({ action }) => action));
  const failed = actions.filter((action) => !changing.has(action));
  return new Set(failed.flatMap((action) => (action.kind === "update" ? Object.keys(Object(action.update)) : [])));
}
