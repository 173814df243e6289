import { isDeepStrictEqual } from "node:util";
import {
  isJsonObject,
  replaceAt,
  toFragment,
  valueAt,
  type JsonObject,
  type JsonPath,
  type JsonValue,
} from "../spec/json-value.ts";
import type { SpecProblemCode } from "../spec/spec-problem.ts";

/** What merging an update into one node of a spec has done. */
export interface MergeResult {
  /** Where something came in: `location` in the spec, `source` in the update. */
  added: { location: JsonPath; source: JsonPath }[];
  /** What of the update could not come in. */
  conflicts: MergeConflict[];
}

/** A part of an update that cannot be merged. */
export interface MergeConflict {
  code: SpecProblemCode;
  /** Place in the spec that is already taken. */
  location: JsonPath;
  /** Place in the update. */
  source: JsonPath;
  message: string;
}

/**
 * Merges an update into the node at `location`, as Overlay 1.1 says but never over something that is there.
 *
 * Objects merge key by key, arrays are appended to, and a primitive is replaced only where it is the target itself.
 *
 * @see https://spec.openapis.org/overlay/v1.1.0.html#action-object
 */
export function mergeUpdate(document: JsonObject, location: JsonPath, update: JsonValue): MergeResult {
  const result: MergeResult = { added: [], conflicts: [] };
  const place: Place = { location, source: [] };
  const target = valueAt(document, location);
  if (Array.isArray(target)) {
    append(target, update, place, result);
  } else if (isJsonObject(target)) {
    if (!isJsonObject(update)) conflict(result, "invalid_overlay", place, incompatible(location, "an object"));
    else if (isReference(target)) conflict(result, "upstream_differs", place, besideReference(location));
    else mergeExisting(target, update, place, result);
  } else {
    replacePrimitive(document, target, update, place, result);
  }
  return result;
}

interface Place {
  location: JsonPath;
  source: JsonPath;
}

function below({ location, source }: Place, key: string): Place {
  return { location: [...location, key], source: [...source, key] };
}

function mergeObject(target: JsonObject, update: JsonObject, place: Place, result: MergeResult): void {
  if (Object.keys(update).length === 0) changesNothing(place, result);
  for (const [key, addition] of Object.entries(update)) {
    const existing = Object.hasOwn(target, key) ? target[key] : undefined;
    if (existing === undefined) {
      target[key] = structuredClone(addition);
      result.added.push(below(place, key));
    } else {
      mergeExisting(existing, addition, below(place, key), result);
    }
  }
}

function mergeExisting(existing: JsonValue, addition: JsonValue, place: Place, result: MergeResult): void {
  if (isDeepStrictEqual(existing, addition)) {
    caughtUp(place, result);
  } else if (Array.isArray(existing) && Array.isArray(addition)) {
    append(existing, addition, place, result);
  } else if (isJsonObject(existing) && isJsonObject(addition) && !isReference(existing) && !isReference(addition)) {
    mergeObject(existing, addition, place, result);
  } else {
    const message =
      `upstream has ${toFragment(place.location)} as ${excerpt(existing)}, this action as ${excerpt(addition)}. ` +
      "Compare the two and decide: delete this part of the action, or remove upstream's in an action before it.";
    conflict(result, "upstream_differs", place, message);
  }
}

function append(target: JsonValue[], update: JsonValue, place: Place, result: MergeResult): void {
  const additions = Array.isArray(update) ? update : [update];
  if (additions.length === 0) changesNothing(place, result);
  const upstreamLength = target.length;
  for (const [index, addition] of additions.entries()) {
    const source = Array.isArray(update) ? [...place.source, index] : place.source;
    const twin = target.findIndex((entry) => isDeepStrictEqual(entry, addition));
    if (twin === -1) {
      target.push(structuredClone(addition));
      result.added.push({ location: [...place.location, target.length - 1], source });
    } else if (twin < upstreamLength) {
      caughtUp({ location: [...place.location, twin], source }, result, ` (${excerpt(addition)})`);
    } else {
      const message = `the action lists ${excerpt(addition)} twice. Delete one.`;
      conflict(result, "invalid_overlay", { location: place.location, source }, message);
    }
  }
}

function replacePrimitive(
  document: JsonObject,
  target: JsonValue | undefined,
  update: JsonValue,
  place: Place,
  result: MergeResult,
): void {
  if (typeof update === "object" && update !== null) {
    const message = incompatible(place.location, "a string, number, boolean or null");
    conflict(result, "invalid_overlay", place, message);
  } else if (target === update) {
    caughtUp(place, result);
  } else {
    replaceAt(document, place.location, update);
    result.added.push(place);
  }
}

function caughtUp(place: Place, result: MergeResult, detail = ""): void {
  const message =
    `upstream has caught up: ${toFragment(place.location)}${detail} is already as this action wants it. ` +
    "Delete this part of the action.";
  conflict(result, "upstream_caught_up", place, message);
}

function changesNothing(place: Place, result: MergeResult): void {
  const message = `the update adds nothing to ${toFragment(place.location)}. Fill it in or delete it.`;
  conflict(result, "invalid_overlay", place, message);
}

function incompatible(location: JsonPath, kind: string): string {
  return `${toFragment(location)} is ${kind}, so only ${kind} can update it. Correct the target or the value.`;
}

function conflict(result: MergeResult, code: SpecProblemCode, place: Place, message: string): void {
  result.conflicts.push({ code, ...place, message });
}

function besideReference(location: JsonPath): string {
  return `${toFragment(location)} is a \`$ref\`, and what stands beside a \`$ref\` is ignored. Target what it refers to.`;
}

function isReference(value: JsonObject): boolean {
  return Object.hasOwn(value, "$ref");
}

function excerpt(value: JsonValue): string {
  const text = JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}
