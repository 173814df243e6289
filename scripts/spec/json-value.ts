import { JSONPointer } from "json-p3";

/** A value as JSON knows it. */
export type JsonValue = null | boolean | number | string | JsonValue[] | JsonObject;

/** An object as JSON knows it. */
export interface JsonObject {
  [key: string]: JsonValue;
}

/** Keys and array indices that lead from the root of a document to one of its values. */
export type JsonPath = readonly (string | number)[];

/** Tells whether a value is an object, as opposed to an array, a primitive or nothing. */
export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value at `path`, or undefined where there is none; inherited properties do not count. */
export function valueAt(root: JsonValue, path: JsonPath): JsonValue | undefined {
  let value: JsonValue | undefined = root;
  for (const step of path) {
    if (Array.isArray(value)) {
      value = /^(0|[1-9]\d*)$/.test(String(step)) ? value[Number(step)] : undefined;
    } else if (isJsonObject(value) && Object.hasOwn(value, step)) {
      value = value[step];
    } else {
      return undefined;
    }
  }
  return value;
}

/** Puts a value in the place of the one at `path`, which has to lead below the root. */
export function replaceAt(root: JsonValue, path: JsonPath, value: JsonValue): void {
  const container = valueAt(root, path.slice(0, -1));
  const key = String(path.at(-1));
  if (Array.isArray(container)) container[Number(key)] = value;
  else if (isJsonObject(container)) container[key] = value;
}

/** Takes the value at `path` out of the object or array that holds it; elements after it move up. */
export function removeAt(root: JsonValue, path: JsonPath): void {
  const container = valueAt(root, path.slice(0, -1));
  const key = String(path.at(-1));
  if (Array.isArray(container)) container.splice(Number(key), 1);
  else if (isJsonObject(container)) delete container[key];
}

/** Writes a path as the fragment a `$ref` uses, such as `#/paths/~1charges/get`. */
export function toFragment(path: JsonPath): string {
  return `#${JSONPointer.encode(path.map(String)).replaceAll("%", "%25")}`;
}

/** Reads a fragment such as `#/paths/~1charges/get`; undefined when it is not one. */
export function fromFragment(fragment: string): string[] | undefined {
  if (!fragment.startsWith("#/")) return undefined;
  try {
    return new JSONPointer(decodeURIComponent(fragment.slice(1))).tokens;
  } catch {
    return undefined;
  }
}
