import type { JSONPathQuery } from "json-p3";
import {
  isJsonObject,
  removeAt,
  toFragment,
  valueAt,
  type JsonObject,
  type JsonPath,
  type JsonValue,
} from "../spec/json-value.ts";
import { mergeUpdate, type MergeConflict } from "./merge-update.ts";
import type { OverlayAction } from "./read-overlay.ts";
import type { SpecProblem, SpecProblemCode } from "../spec/spec-problem.ts";

/** A place in the spec that an overlay action has changed. */
export interface OverlayChange {
  action: OverlayAction;
  /** Where in the spec. */
  location: JsonPath;
  /** Where in the action. */
  source: JsonPath;
}

/**
 * Applies overlay actions to a spec, in order and in place.
 *
 * An action that fails is still applied as far as it goes, so that the actions after it are judged by their own merits.
 * Whoever finds `problems` grown has to discard the document.
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
    const report = (code: SpecProblemCode, source: JsonPath, message: string): void => {
      problems.push({ code, ...action.siteOf(source), message });
    };
    const locations = select(action.target, document);
    if (locations.length === 0) {
      const advice =
        "Find where upstream moved it and correct the target, or delete the action if it has no place any more.";
      report("target_gone", ["target"], `the target ${action.target.toString()} matches nothing. ${advice}`);
    } else if (action.kind === "remove") {
      changes.push(...remove(document, locations, action, report));
    } else {
      const update = action.kind === "update" ? action.update : copied(document, action.copy, report);
      if (update !== undefined) changes.push(...merge(document, locations, update, action, changes, report));
    }
  }
  return changes;
}

type Report = (code: SpecProblemCode, source: JsonPath, message: string) => void;

// A path can match a node twice ($['a','a']), which must not be changed twice.
function select(query: JSONPathQuery, document: JsonObject): JsonPath[] {
  const byFragment = new Map(
    query
      .query(document)
      .locations()
      .map((path) => [toFragment(path), path]),
  );
  return [...byFragment.values()];
}

function copied(document: JsonObject, query: JSONPathQuery, report: Report): JsonValue | undefined {
  const locations = select(query, document);
  const [location] = locations;
  if (location === undefined || locations.length > 1) {
    const found = location === undefined ? "nothing" : `${locations.length} places`;
    const message = `\`copy\` has to match one place and ${query.toString()} matches ${found}. Correct the path.`;
    report("target_gone", ["copy"], message);
    return undefined;
  }
  return structuredClone(valueAt(document, location));
}

function remove(document: JsonObject, locations: JsonPath[], action: OverlayAction, report: Report): OverlayChange[] {
  if (locations.some((location) => location.length === 0)) {
    report(
      "invalid_overlay",
      ["target"],
      "the target is the whole document, which cannot be removed. Target a part of it.",
    );
    return [];
  }
  // From the inside out and from the back to the front, so that no removal moves what is still to be removed.
  const ordered = locations.toSorted((a, b) => b.length - a.length || Number(b.at(-1)) - Number(a.at(-1)) || 0);
  for (const location of ordered) removeAt(document, location);
  return ordered.map((location) => ({ action, location, source: [] }));
}

function merge(
  document: JsonObject,
  locations: JsonPath[],
  update: JsonValue,
  action: OverlayAction,
  earlier: readonly OverlayChange[],
  report: Report,
): OverlayChange[] {
  const kinds = new Set(locations.map((location) => kindOf(valueAt(document, location))));
  if (kinds.size > 1) {
    const message = `the target matches ${[...kinds].join(" and ")}, which no one value can update. Split the action.`;
    report("invalid_overlay", ["target"], message);
    return [];
  }
  const results = locations.map((location) => mergeUpdate(document, location, update));
  const conflicts = results.flatMap((result) =>
    result.conflicts.map((conflict) => blameEarlierAction(conflict, earlier)),
  );
  const added = results.flatMap((result) => result.added);
  if (added.length === 0 && conflicts.every(({ code }) => code === "upstream_caught_up")) {
    report(
      "upstream_caught_up",
      [],
      "upstream has caught up: everything the action adds is already there. Delete the action.",
    );
  } else {
    for (const { code, source, message } of conflicts) report(code, [action.kind, ...source], message);
  }
  return added.map(({ location, source }) => ({ action, location, source: [action.kind, ...source] }));
}

// What is in the way may have come from another action, and then nothing has changed upstream.
function blameEarlierAction(conflict: MergeConflict, earlier: readonly OverlayChange[]): MergeConflict {
  if (conflict.code === "invalid_overlay") return conflict;
  const { location } = conflict;
  const change = findChange(earlier, location) ?? earlier.findLast((other) => isWithin(other.location, location));
  if (!change) return conflict;
  const { file, line } = change.action.siteOf(change.source);
  const message = `${toFragment(location)} was already added or changed by the action at ${file}:${line}. Keep one of the two.`;
  return { ...conflict, code: "invalid_overlay", message };
}

/** The last change that put the value at `path` where it is, or took it away. */
export function findChange(changes: readonly OverlayChange[], path: JsonPath): OverlayChange | undefined {
  return changes.findLast(({ location }) => isWithin(path, location));
}

function isWithin(path: JsonPath, ancestor: JsonPath): boolean {
  return `${toFragment(path)}/`.startsWith(`${toFragment(ancestor)}/`);
}

function kindOf(value: JsonValue | undefined): string {
  if (Array.isArray(value)) return "arrays";
  return isJsonObject(value) ? "objects" : "primitives";
}
