import { jsonpatch, JSONPointer, type JSONPathQuery } from "json-p3";
import {
  isJsonObject,
  isWithin,
  toFragment,
  valueAt,
  type JsonObject,
  type JsonPath,
  type JsonValue,
} from "../spec/json-value.ts";
import type { SpecProblem, SpecProblemCode } from "../spec/spec-problem.ts";
import { mergeUpdate, type MergeConflict, type MergeResult, type Place } from "./merge-update.ts";
import type { OverlayAction } from "./read-overlay.ts";

/** A place in the spec that an overlay action has changed; its `source` starts at the action. */
export interface OverlayChange extends Place {
  action: OverlayAction;
}

/**
 * Applies overlay actions to a spec, in order and in place.
 *
 * An action that fails is still applied as far as possible, so that the actions after it are judged on their own. When
 * `problems` has grown, the document is of no use any more.
 *
 * @returns what was changed, in order
 */
export function applyOverlay(
  document: JsonObject,
  actions: readonly OverlayAction[],
  problems: SpecProblem[],
): OverlayChange[] {
  const changes: OverlayChange[] = [];
  for (const action of actions) {
    const { added, conflicts } = applyAction(document, action);
    let blamed = conflicts.map((conflict) => blameEarlierAction(conflict, changes));
    if (blamed.length > 0 && added.length === 0 && blamed.every(({ code }) => code === "upstream_caught_up")) {
      const message = "upstream has caught up: everything the action adds is already there. Delete the action.";
      blamed = [{ code: "upstream_caught_up", location: [], source: [], message }];
    }
    for (const { code, source, message } of blamed) problems.push({ code, ...action.siteOf(source), message });
    changes.push(...added.map((place) => ({ action, ...place })));
  }
  return changes;
}

function applyAction(document: JsonObject, action: OverlayAction): MergeResult {
  const locations = select(action.target, document);
  if (locations.length === 0) {
    const advice = "Find where upstream moved it and correct the target, or delete the action if it is obsolete.";
    return refuse("target_gone", ["target"], `the target ${action.target.toString()} matches nothing. ${advice}`);
  }
  if (action.kind === "remove") return remove(document, locations);

  const kinds = new Set(locations.map((location) => kindOf(document, location)));
  if (kinds.size > 1) {
    const message = `the target matches ${[...kinds].join(" and ")}, which no single value can update. Split the action.`;
    return refuse("invalid_overlay", ["target"], message);
  }
  let update: JsonValue;
  if (action.kind === "update") {
    update = action.update;
  } else {
    const [source, ...others] = select(action.copy, document);
    if (!source || others.length > 0) {
      const found = source ? `${others.length + 1} places` : "nothing";
      const message = `\`copy\` has to match one place, and ${action.copy.toString()} matches ${found}. Correct the path.`;
      return refuse("target_gone", ["copy"], message);
    }
    update = structuredClone(valueAt(document, source) ?? null);
  }
  const results = locations.map((location) => mergeUpdate(document, { location, source: [action.kind] }, update));
  return {
    added: results.flatMap(({ added }) => added),
    conflicts: results.flatMap(({ conflicts }) => conflicts),
  };
}

function refuse(code: SpecProblemCode, source: JsonPath, message: string): MergeResult {
  return { added: [], conflicts: [{ code, location: [], source, message }] };
}

// A path can match a node twice, as in $['a','a'], and the node must not be changed twice.
function select(query: JSONPathQuery, document: JsonObject): JsonPath[] {
  const locations = query.query(document).locations();
  return [...new Map(locations.map((location) => [toFragment(location), location])).values()];
}

function remove(document: JsonObject, locations: readonly JsonPath[]): MergeResult {
  if (locations.some((location) => location.length === 0)) {
    const message = "the target is the whole document, which cannot be removed. Target a part of it.";
    return refuse("invalid_overlay", ["target"], message);
  }
  // From the inside out and from the back to the front, so that no removal moves what is still to be removed.
  const ordered = locations.toSorted((a, b) => b.length - a.length || Number(b.at(-1)) - Number(a.at(-1)) || 0);
  const operations = ordered.map(
    (location) => ({ op: "remove", path: JSONPointer.encode(location.map(String)) }) as const,
  );
  jsonpatch.apply(operations, document);
  return { added: ordered.map((location) => ({ location, source: [] })), conflicts: [] };
}

// What is in the way may come from another action, and then nothing has changed upstream.
function blameEarlierAction(conflict: MergeConflict, earlier: readonly OverlayChange[]): MergeConflict {
  const { code, location } = conflict;
  if (code !== "upstream_caught_up" && code !== "upstream_differs") return conflict;
  const change = findChange(earlier, location) ?? earlier.findLast((other) => isWithin(other.location, location));
  if (!change) return conflict;
  const { file, line } = change.action.siteOf(change.source);
  const message = `the action at ${file}:${line} has already added or changed ${toFragment(location)}. Keep one of the two.`;
  return { ...conflict, code: "invalid_overlay", message };
}

/** Returns the last change that put the value at `path` in its place, or removed it. */
export function findChange(changes: readonly OverlayChange[], path: JsonPath): OverlayChange | undefined {
  return changes.findLast(({ location }) => isWithin(path, location));
}

function kindOf(document: JsonObject, location: JsonPath): string {
  const value = valueAt(document, location);
  if (Array.isArray(value)) return "arrays";
  return isJsonObject(value) ? "objects" : "primitives";
}
