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
 * Merges an update into the node at a place, as Overlay 1.1 says but without overwriting anything.
 *
 * Objects merge key by key, arrays are appended to, and a primitive is replaced only when it is the target itself.
 *
 * @see https://spec.openapis.org/overlay/v1.1.0.html#action-object
 */
export function mergeUpdate(document: JsonObject, place: Place, update: JsonValue): MergeResult {
  const added: Place[] = [];
  const conflicts: MergeConflict[] = [];

  function refuse(code: SpecProblemCode, at: Place, message: string): void {
    conflicts.push({ code, ...at, message });
  }

  function caughtUp(at: Place, detail = ""): void {
    const what = `${toFragment(at.location)}${detail} is already as this action sets it`;
    refuse("upstream_caught_up", at, `upstream has caught up: ${what}. Delete this part of the action.`);
  }

  function addsNothing(at: Place): void {
    const message = `the update adds nothing to ${toFragment(at.location)}. Fill it in or delete it.`;
    refuse("invalid_overlay", at, message);
  }

  function merge(existing: JsonValue, addition: JsonValue, at: Place): void {
    if (isDeepStrictEqual(existing, addition)) {
      caughtUp(at);
    } else if (Array.isArray(existing) && Array.isArray(addition)) {
      append(existing, addition, at);
    } else if (isJsonObject(existing) && isJsonObject(addition) && !isReference(existing) && !isReference(addition)) {
      mergeObject(existing, addition, at);
    } else {
      const message =
        `upstream has ${toFragment(at.location)} as ${excerpt(existing)}, this action as ${excerpt(addition)}. ` +
        "Compare the two and decide: delete this part of the action, or remove upstream's in an action before it.";
      refuse("upstream_differs", at, message);
    }
  }

  function mergeObject(existing: JsonObject, addition: JsonObject, at: Place): void {
    if (Object.keys(addition).length === 0) addsNothing(at);
    for (const [key, value] of Object.entries(addition)) {
      const inside = { location: [...at.location, key], source: [...at.source, key] };
      const present = valueAt(existing, [key]);
      if (present !== undefined) {
        merge(present, value, inside);
      } else {
        existing[key] = structuredClone(value);
        added.push(inside);
      }
    }
  }

  function append(existing: JsonValue[], addition: JsonValue, at: Place): void {
    const upstreamLength = existing.length;
    const entries = Array.isArray(addition) ? addition : [addition];
    if (entries.length === 0) addsNothing(at);
    for (const [index, entry] of entries.entries()) {
      const source = Array.isArray(addition) ? [...at.source, index] : at.source;
      const twin = existing.findIndex((other) => isDeepStrictEqual(other, entry));
      if (twin === -1) {
        added.push({ location: [...at.location, existing.length], source });
        existing.push(structuredClone(entry));
      } else if (twin < upstreamLength) {
        caughtUp({ location: [...at.location, twin], source }, ` (${excerpt(entry)})`);
      } else {
        refuse("invalid_overlay", { ...at, source }, `the action lists ${excerpt(entry)} twice. Delete one.`);
      }
    }
  }

  const target = valueAt(document, place.location) ?? null;
  const where = toFragment(place.location);
  if (Array.isArray(target)) {
    append(target, update, place);
  } else if (isJsonObject(target) && !isJsonObject(update)) {
    const advice = "Correct the target or the value.";
    refuse("invalid_overlay", place, `${where} is an object, so only an object can update it. ${advice}`);
  } else if (isJsonObject(target) && isReference(target)) {
    const advice = "Target what it refers to.";
    refuse("upstream_differs", place, `${where} is a \`$ref\`, and everything beside a \`$ref\` is ignored. ${advice}`);
  } else if (isJsonObject(target) || target === update) {
    merge(target, update, place);
  } else if (typeof update === "object" && update !== null) {
    const accepted = "only a string, number, boolean or null can update it";
    refuse("invalid_overlay", place, `${where} is a primitive, so ${accepted}. Correct one of the two.`);
  } else {
    const path = JSONPointer.encode(place.location.map(String));
    jsonpatch.apply([{ op: "replace", path, value: update }], document);
    added.push(place);
  }
  return { added, conflicts };
}

function isReference(value: JsonObject): boolean {
  return Object.hasOwn(value, "$ref");
}

function excerpt(value: JsonValue): string {
  const text = JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}
