import { isDeepStrictEqual } from "node:util";
import { jsonpatch, JSONPointer } from "json-p3";
import {
  isJsonObject,
  toFragment,
  valueAt,
  type JsonObject,
  type JsonPath,
  type JsonValue,
} from "../spec/json-value.ts";
import type { SpecProblemCode } from "../spec/spec-problem.ts";

/** A part of an update, and the place in the spec where it belongs. */
export interface Place {
  /** Path in the spec. */
  location: JsonPath;
  /** Path in the update. */
  source: JsonPath;
}

/** A part of an update that cannot be merged. */
export interface MergeConflict extends Place {
  code: SpecProblemCode;
  /** What is wrong, then what to do about it. */
  message: string;
}

/** What merging an update into one node of a spec has done. */
export interface MergeResult {
  added: Place[];
  conflicts: MergeConflict[];
}

/**
 * Merges an update into the node at `location`, as Overlay 1.1 says but without overwriting anything.
 *
 * Objects merge key by key, arrays are appended to, and a primitive is replaced only when it is the target itself.
 *
 * @see https://spec.openapis.org/overlay/v1.1.0.html#action-object
 */
export function mergeUpdate(document: JsonObject, location: JsonPath, update: JsonValue): MergeResult {
  const result: MergeResult = { added: [], conflicts: [] };
  const place: Place = { location, source: [] };
  const target = valueAt(document, location) ?? null;
  const refuse = (code: SpecProblemCode, message: string): void => {
    result.conflicts.push({ code, ...place, message: `${toFragment(location)} ${message}` });
  };

  if (Array.isArray(target)) {
    append(target, update, place, result);
  } else if (isJsonObject(target)) {
    if (!isJsonObject(update)) {
      refuse("invalid_overlay", "is an object, so only an object can update it. Correct the target or the value.");
    } else if (isReference(target)) {
      refuse("upstream_differs", "is a `$ref`, and everything beside a `$ref` is ignored. Target what it refers to.");
    } else {
      merge(target, update, place, result);
    }
  } else if (typeof update === "object" && update !== null) {
    refuse(
      "invalid_overlay",
      "is a primitive, so only a string, number, boolean or null can update it. Correct one of the two.",
    );
  } else if (target === update) {
    merge(target, update, place, result);
  } else {
    jsonpatch.apply([{ op: "replace", path: JSONPointer.encode(location.map(String)), value: update }], document);
    result.added.push(place);
  }
  return result;
}

function merge(existing: JsonValue, addition: JsonValue, place: Place, result: MergeResult): void {
  const where = toFragment(place.location);
  if (isDeepStrictEqual(existing, addition)) {
    caughtUp(where, place, result);
  } else if (Array.isArray(existing) && Array.isArray(addition)) {
    append(existing, addition, place, result);
  } else if (isJsonObject(existing) && isJsonObject(addition) && !isReference(existing) && !isReference(addition)) {
    mergeObject(existing, addition, place, result);
  } else {
    const message =
      `upstream has ${where} as ${excerpt(existing)}, this action as ${excerpt(addition)}. ` +
      "Compare the two and decide: delete this part of the action, or remove upstream's in an action before it.";
    result.conflicts.push({ code: "upstream_differs", ...place, message });
  }
}

function mergeObject(target: JsonObject, update: JsonObject, { location, source }: Place, result: MergeResult): void {
  const entries = Object.entries(update);
  if (entries.length === 0) addsNothing({ location, source }, result);
  for (const [key, addition] of entries) {
    const place = { location: [...location, key], source: [...source, key] };
    const existing = Object.hasOwn(target, key) ? target[key] : undefined;
    if (existing === undefined) {
      target[key] = structuredClone(addition);
      result.added.push(place);
    } else {
      merge(existing, addition, place, result);
    }
  }
}

function append(target: JsonValue[], update: JsonValue, { location, source }: Place, result: MergeResult): void {
  const upstreamLength = target.length;
  const additions = Array.isArray(update) ? update : [update];
  if (additions.length === 0) addsNothing({ location, source }, result);
  for (const [index, addition] of additions.entries()) {
    const twin = target.findIndex((entry) => isDeepStrictEqual(entry, addition));
    const place = {
      location: [...location, twin === -1 ? target.length : twin],
      source: Array.isArray(update) ? [...source, index] : source,
    };
    if (twin === -1) {
      target.push(structuredClone(addition));
      result.added.push(place);
    } else if (twin < upstreamLength) {
      caughtUp(`${toFragment(place.location)} (${excerpt(addition)})`, place, result);
    } else {
      const message = `the action lists ${excerpt(addition)} twice. Delete one.`;
      result.conflicts.push({ code: "invalid_overlay", ...place, location, message });
    }
  }
}

function caughtUp(what: string, place: Place, result: MergeResult): void {
  const message = `upstream has caught up: ${what} is already as this action sets it. Delete this part of the action.`;
  result.conflicts.push({ code: "upstream_caught_up", ...place, message });
}

function addsNothing(place: Place, result: MergeResult): void {
  const message = `the update adds nothing to ${toFragment(place.location)}. Fill it in or delete it.`;
  result.conflicts.push({ code: "invalid_overlay", ...place, message });
}

function isReference(value: JsonObject): boolean {
  return Object.hasOwn(value, "$ref");
}

function excerpt(value: JsonValue): string {
  const text = JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}
