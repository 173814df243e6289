import {
  fromFragment,
  isJsonObject,
  toFragment,
  valueAt,
  type JsonObject,
  type JsonPath,
  type JsonValue,
} from "../../spec/json-value.ts";
import type { SpecFault } from "../../spec/spec-problem.ts";

const LISTS = ["enum", "required", "parameters", "tags"];
// Data in the API's own terms, in which a list may well hold a value twice.
const DATA_KEYS = ["default", "enum", "example", "value"];
// Objects whose keys are names that the API's author chose, so they have no meaning here.
const MAPS_BY_NAME = ["content", "examples", "headers", "links", "parameters", "properties", "responses", "schemas"];

/**
 * Finds entries that an `enum`, `required`, `parameters` or `tags` holds twice, and which make wrong or doubled types.
 *
 * Redocly's linter does not check `required`, and reports a parameter that comes by reference at a path that is not there.
 */
export function findDuplicateEntries(document: JsonObject): SpecFault[] {
  return search(document, [], false);

  function search(node: JsonValue, path: JsonPath, keysAreNames: boolean): SpecFault[] {
    if (Array.isArray(node)) return node.flatMap((element, index) => search(element, [...path, index], false));
    if (!isJsonObject(node)) return [];
    return Object.entries(node).flatMap(([key, child]) => {
      const place = [...path, key];
      if (keysAreNames) return search(child, place, false);
      const isData = DATA_KEYS.includes(key) || key.startsWith("x-");
      return [
        ...(LISTS.includes(key) && Array.isArray(child) ? duplicatesIn(child, key, place) : []),
        ...(isData ? [] : search(child, place, MAPS_BY_NAME.includes(key))),
      ];
    });
  }

  function duplicatesIn(list: readonly JsonValue[], key: string, path: JsonPath): SpecFault[] {
    const seen = new Set<string>();
    return list.flatMap((entry, index) => {
      const identity = JSON.stringify(identityOf(entry, key));
      const message = `${toFragment(path)} holds ${identity} twice. Delete one of the two.`;
      if (seen.has(identity)) return [{ path: [...path, index], message }];
      seen.add(identity);
      return [];
    });
  }

  // A parameter is identified by its name and place, a tag by its name, whatever else they say.
  function identityOf(entry: JsonValue, key: string): JsonValue {
    if (!isJsonObject(entry)) return entry;
    if (key === "tags") return entry["name"] ?? entry;
    if (key !== "parameters") return entry;
    const target = typeof entry["$ref"] === "string" ? fromFragment(entry["$ref"]) : undefined;
    const parameter = target ? valueAt(document, target) : entry;
    return isJsonObject(parameter) ? { name: parameter["name"] ?? null, in: parameter["in"] ?? null } : entry;
  }
}
