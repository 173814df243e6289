import { JSONPointer } from "json-p3";

/** Any JSON value. */
export type JsonValue = null | boolean | number | string | JsonValue[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  [key: string]: JsonValue;
}

/** Keys and array indices that lead from the root of a document to one of its values. */
export type JsonPath = readonly (string | number)[];

/** Returns whether a value is an object, as opposed to an array, a primitive or undefined. */
export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Returns a text, and for anything else an empty one. */
export function textOf(value: JsonValue | undefined): string {
  return typeof value === "string" ? value : "";
}

/** Returns the value at `path`, or undefined when there is none; inherited properties do not count. */
export function valueAt(root: JsonValue, path: JsonPath): JsonValue | undefined {
  let value: JsonValue | undefined = root;
  for (const step of path) {
    if (typeof value !== "object" || value === null) return undefined;
    // Enumerable, because an array has its length as a property of its own as well.
    if (!Object.prototype.propertyIsEnumerable.call(value, step)) return undefined;
    value = (value as JsonObject)[step];
  }
  return value;
}

/** Returns every object in a value, from the outside in, the value itself included. */
export function objectsIn(value: JsonValue | undefined, path: JsonPath = []): { object: JsonObject; path: JsonPath }[] {
  if (Array.isArray(value)) return value.flatMap((element, index) => objectsIn(element, [...path, index]));
  if (!isJsonObject(value)) return [];
  const inside = Object.entries(value).flatMap(([key, child]) => objectsIn(child, [...path, key]));
  return [{ object: value, path }, ...inside];
}

/** Returns whether a path leads to the value at `ancestor` or into it. */
export function isWithin(path: JsonPath, ancestor: JsonPath): boolean {
  return ancestor.length <= path.length && ancestor.every((step, index) => String(step) === String(path[index]));
}

/** Writes a path as the fragment that a `$ref` uses, such as `#/paths/~1charges/get`. */
export function toFragment(path: JsonPath): string {
  return `#${JSONPointer.encode(path.map(String)).replaceAll("%", "%25")}`;
}

/** Reads a fragment such as `#/paths/~1charges/get`; returns undefined when the text is not one. */
export function fromFragment(fragment: string): string[] | undefined {
  if (!fragment.startsWith("#/")) return undefined;
  try {
    return new JSONPointer(decodeURIComponent(fragment.slice(1))).tokens;
  } catch {
    return undefined;
  }
}
