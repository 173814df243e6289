import { isJsonObject, valueAt, type JsonObject, type JsonValue } from "../spec/json-value.ts";

/** What the sandbox simulates, or does not. */
export interface SandboxCoverage {
  /** By operationId. */
  operations: readonly string[];
  /** By schema; `data.id` is the field of an object without a schema of its own. */
  fields: { readonly [schemaName: string]: readonly string[] };
}

/**
 * Finds what a patched spec has and the sandbox does not simulate.
 *
 * A schema that the sandbox does not know at all is left out: it can only be part of an operation or a field that is
 * listed.
 */
export function findUnsimulated(document: JsonObject, simulated: SandboxCoverage): SandboxCoverage {
  const operationIds = entriesOf(document["paths"]).flatMap(([, item]) =>
    entriesOf(item).flatMap(([, operation]) => valueAt(operation, ["operationId"]) ?? []),
  );
  const fields = Object.entries(simulated.fields).flatMap(([schema, known]) => {
    const unknown = unknownFields(valueAt(document, ["components", "schemas", schema]), known);
    return unknown.length > 0 ? [[schema, unknown] as const] : [];
  });
  return {
    operations: operationIds.map(String).filter((id) => !simulated.operations.includes(id)),
    fields: Object.fromEntries(fields),
  };
}

function unknownFields(schema: JsonValue | undefined, known: readonly string[], prefix = ""): string[] {
  return entriesOf(valueAt(schema ?? null, ["properties"])).flatMap(([name, property]) => {
    const field = `${prefix}${name}`;
    return known.includes(field) ? unknownFields(property, known, `${field}.`) : [field];
  });
}

function entriesOf(value: JsonValue | undefined): [string, JsonValue][] {
  return isJsonObject(value) ? Object.entries(value) : [];
}
