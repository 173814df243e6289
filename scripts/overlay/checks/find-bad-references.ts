import {
  fromFragment,
  isJsonObject,
  objectsIn,
  valueAt,
  type JsonObject,
  type JsonPath,
} from "../../spec/json-value.ts";
import type { SpecFault } from "../../spec/spec-problem.ts";

/** A chain of references this long is no API description; following every one of them takes quadratic time. */
const MAX_PARTS = 1000;

/**
 * Finds every `$ref` and discriminator mapping that leads out of the document, nowhere, or back to itself.
 *
 * References to other files and hosts are refused, because the client is generated from the spec and its overlays alone,
 * and because the tools that run later would read or download whatever they name.
 */
export function findBadReferences(document: JsonObject): SpecFault[] {
  const partsOf = partsFinder(document);
  const references = objectsIn(document).flatMap(({ object, path }) => [
    ...ownReference(object, path),
    ...mappedReferences(object, path),
  ]);
  return references.flatMap(({ reference, holder, path }): SpecFault[] => {
    const fault = (message: string): SpecFault => ({ path, message: `\`${reference}\` ${message}` });
    const target = fromFragment(reference);
    if (!target) {
      const advice = "Nothing else is read: copy what it refers to into components.";
      return [fault(`does not refer to a part of this document (#/...). ${advice}`)];
    }
    if (valueAt(document, target) === undefined) {
      return [{ ...fault("refers to nothing. Correct the reference, or add what it refers to."), missing: target }];
    }
    const parts = partsOf(holder);
    if (parts.has(holder)) return [fault("leads back to itself without ever describing anything. Break the circle.")];
    if (parts.size <= MAX_PARTS) return [];
    return [fault(`leads to more than ${MAX_PARTS} references in a row. Shorten the chain.`)];
  });
}

interface Reference {
  reference: string;
  holder: JsonObject;
  path: JsonPath;
}

function ownReference(holder: JsonObject, path: JsonPath): Reference[] {
  const { $ref: reference } = holder;
  return typeof reference === "string" ? [{ reference, holder, path: [...path, "$ref"] }] : [];
}

// https://spec.openapis.org/oas/v3.0.3#discriminator-object: a value is the name of a schema or a reference.
function mappedReferences({ discriminator }: JsonObject, path: JsonPath): Reference[] {
  if (!isJsonObject(discriminator) || !isJsonObject(discriminator["mapping"])) return [];
  return Object.entries(discriminator["mapping"]).flatMap(([value, schema]) => {
    if (typeof schema !== "string") return [];
    const reference = /^[\w.-]+$/.test(schema) ? `#/components/schemas/${schema}` : schema;
    return [{ reference, holder: discriminator, path: [...path, "discriminator", "mapping", value] }];
  });
}

/** Finds all that a schema consists of, directly or not, but for its properties: they may have its own type. */
function partsFinder(document: JsonObject): (schema: JsonObject) => Set<JsonObject> {
  const known = new Map<JsonObject, JsonObject[]>();
  const directParts = (schema: JsonObject): JsonObject[] => {
    const parts = known.get(schema) ?? directPartsOf(schema, document);
    known.set(schema, parts);
    return parts;
  };
  return (schema) => {
    const parts = new Set(directParts(schema));
    for (const part of parts) {
      if (parts.size > MAX_PARTS) break;
      for (const inside of directParts(part)) parts.add(inside);
    }
    return parts;
  };
}

function directPartsOf(schema: JsonObject, document: JsonObject): JsonObject[] {
  const { $ref: reference } = schema;
  if (typeof reference === "string") {
    const target = fromFragment(reference);
    const referred = target && valueAt(document, target);
    return isJsonObject(referred) ? [referred] : [];
  }
  return ["allOf", "anyOf", "oneOf"].flatMap((key) => {
    const parts = schema[key];
    return Array.isArray(parts) ? parts.filter(isJsonObject) : [];
  });
}
