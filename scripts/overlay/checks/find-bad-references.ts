import {
  fromFragment,
  isJsonObject,
  valueAt,
  type JsonObject,
  type JsonPath,
  type JsonValue,
} from "../../spec/json-value.ts";
import type { SpecFault } from "../../spec/spec-problem.ts";

/** A reference that cannot be followed. */
export interface BadReference extends SpecFault {
  /** Where it leads, when that is inside the document and nothing is there. */
  missing?: JsonPath;
}

/**
 * Finds every `$ref` and discriminator mapping that leads out of the document, nowhere, or back to itself.
 *
 * References to other files and hosts count as bad: nothing but the spec and its overlays goes into the client.
 */
export function findBadReferences(document: JsonObject): BadReference[] {
  return referencesIn(document, []).flatMap(({ reference, holder, path }) => {
    const target = fromFragment(reference);
    if (!target) {
      const message = `\`${reference}\` does not refer to a part of this document (#/...). Nothing else is read: copy what it refers to into components.`;
      return [{ path, message }];
    }
    if (valueAt(document, target) === undefined) {
      return [
        {
          path,
          missing: target,
          message: `\`${reference}\` refers to nothing. Correct the reference, or add what it refers to.`,
        },
      ];
    }
    if (leadsBackTo(holder, document)) {
      return [
        { path, message: `\`${reference}\` leads back to itself without ever describing anything. Break the circle.` },
      ];
    }
    return [];
  });
}

interface Reference {
  reference: string;
  holder: JsonObject;
  path: JsonPath;
}

function referencesIn(node: JsonValue, path: JsonPath): Reference[] {
  if (Array.isArray(node)) return node.flatMap((element, index) => referencesIn(element, [...path, index]));
  if (!isJsonObject(node)) return [];
  const nested = Object.entries(node).flatMap(([key, child]) => referencesIn(child, [...path, key]));
  const { $ref: reference } = node;
  const own = typeof reference === "string" ? [{ reference, holder: node, path: [...path, "$ref"] }] : [];
  return [...own, ...mappedReferences(node, path), ...nested];
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

// Follows only what has to be known to know the start itself; a property of its own type is an ordinary recursion.
function leadsBackTo(start: JsonObject, document: JsonObject): boolean {
  const seen = new Set<JsonObject>();
  const waiting = sameInstance(start, document);
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (node === start) return true;
    if (seen.has(node)) continue;
    seen.add(node);
    waiting.push(...sameInstance(node, document));
  }
  return false;
}

function sameInstance(node: JsonObject, document: JsonObject): JsonObject[] {
  if (typeof node["$ref"] === "string") {
    const target = fromFragment(node["$ref"]);
    const referred = target && valueAt(document, target);
    return isJsonObject(referred) ? [referred] : [];
  }
  return ["allOf", "anyOf", "oneOf"].flatMap((key) => {
    const parts = node[key];
    return Array.isArray(parts) ? parts.filter(isJsonObject) : [];
  });
}
