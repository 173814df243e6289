import { fromFragment, isJsonObject, objectsIn, toFragment, type JsonObject } from "../spec/json-value.ts";

/**
 * Returns a copy of a document whose object schemas allow no other properties than theirs: only then does `redocly drift`
 * report undocumented fields. Parts of an `allOf` stay open, since each of them has to allow the properties of the others.
 */
export function closeSchemas(document: JsonObject): JsonObject {
  const copy = structuredClone(document);
  const objects = objectsIn(copy);
  const parts = objects.flatMap(({ object, path }) =>
    Array.isArray(object["allOf"])
      ? object["allOf"].map((part, index) => ({ part, path: [...path, "allOf", index] }))
      : [],
  );
  const open = new Set(
    parts.map(({ part, path }) => {
      const reference = isJsonObject(part) && typeof part["$ref"] === "string" && fromFragment(part["$ref"]);
      return toFragment(reference || path);
    }),
  );
  for (const { object, path } of objects) {
    const isClosable = object["type"] === "object" && isJsonObject(object["properties"]);
    if (isClosable && !open.has(toFragment(path))) object["additionalProperties"] ??= false;
  }
  return copy;
}
