import { isDeepStrictEqual } from "node:util";
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

const NAMED_LISTS = ["enum", "required", "parameters", "tags"];
// Below these keys is data in the API's own terms, in which a list may well hold a value twice.
const DATA_KEYS = ["default", "enum", "example", "value"];
// The keys of these objects are names that the API's author chose, so they mean nothing to us.
const MAPS_BY_NAME = ["content", "examples", "headers", "links", "parameters", "properties", "responses", "schemas"];

/** Finds entries that `enum`, `required`, `parameters` or `tags` hold twice, and which make wrong or doubled types. */
export function findDuplicateEntries(document: JsonObject): SpecFault[] {
  const faults: SpecFault[] = [];
  search(document, [], false);
  return faults;

  function search(node: JsonValue, path: JsonPath, keysAreNames: boolean): void {
    if (Array.isArray(node)) {
      for (const [index, element] of node.entries()) search(element, [...path, index], false);
    } else if (isJsonObject(node)) {
      for (const [key, child] of Object.entries(node)) {
        const place = [...path, key];
        if (!keysAreNames && NAMED_LISTS.includes(key) && Array.isArray(child)) {
          faults.push(...duplicatesIn(child, key, place, document));
        }
        const isData = DATA_KEYS.includes(key) || key.startsWith("x-");
        if (keysAreNames || !isData) search(child, place, !keysAreNames && MAPS_BY_NAME.includes(key));
      }
    }
  }
}

function duplicatesIn(list: JsonValue[], key: string, path: JsonPath, document: JsonObject): SpecFault[] {
  const identities = list.map((entry) => identityOf(entry, key, document));
  return identities.flatMap((identity, index) => {
    const first = identities.findIndex((other) => isDeepStrictEqual(other, identity));
    if (first === index) return [];
    const message = `${toFragment(path)} holds ${JSON.stringify(identity)} twice. Delete one of the two.`;
    return [{ path: [...path, index], message }];
  });
}

// A parameter is told by its name and place, a tag by its name, whatever else they say.
function identityOf(entry: JsonValue, key: string, document: JsonObject): JsonValue {
  if (key === "parameters") {
    const parameter =
      isJsonObject(entry) && typeof entry["$ref"] === "string" ? referred(entry["$ref"], document) : entry;
    if (isJsonObject(parameter)) return { name: parameter["name"] ?? null, in: parameter["in"] ?? null };
  }
  if (key === "tags" && isJsonObject(entry)) return entry["name"] ?? entry;
  return entry;
}

function referred(reference: string, document: JsonObject): JsonValue {
  const path = fromFragment(reference);
  return (path && valueAt(document, path)) ?? reference;
}
