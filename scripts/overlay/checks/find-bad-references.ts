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
  const directParts = new Map<JsonObject, JsonObject[]>();
  const references = objectsIn(document).flatMap(({ object, path }) => [
    ...ownReference(object, path),
    ...mappedReferences(object, path),
  ]);
  return references.flatMap(({ reference, holder, path }): SpecFault[] => {
    const shown = `\`${reference}\``;
    const target = fromFragment(reference);
    if (!target) {
      const advice = "Nothing else is read: copy what it refers to into components.";
      return [{ path, message: `${shown} does not refer to a part of this document (#/...). ${advice}` }];
    }
    if (valueAt(document, target) === undefined) {
      const message = `${shown} refers to nothing. Correct the reference, or add what it refers to.`;
      return [{ path, missing: target, message }];
    }
    const parts = partsOf(holder, document, directParts);
    if (parts.has(holder)) {
      return [{ path, message: `${shown} leads back to itself without ever describing anything. Break the circle.` }];
    }
    if (parts.size > MAX_PARTS) {
      return [{ path, message: `${shown} leads to more than ${MAX_PARTS} references in a row. Shorten the chain.` }];
    }
    return [];
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

/** Everything that a schema consists of, directly or not. Its properties are not included: they may have its own type. */
function partsOf(schema: JsonObject, document: JsonObject, known: Map<JsonObject, JsonObject[]>): Set<JsonObject> {
  const parts = new Set<JsonObject>();
  const add = (whole: JsonObject): void => {
    const direct = known.get(whole) ?? directPartsOf(whole, document);
    known.set(whole, direct);
    for (const part of direct) parts.add(part);
  };
  add(schema);
  for (const part of parts) {
    if (parts.size > MAX_PARTS) break;
    add(part);
  }
  return parts;
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
