import type { OpenAPIV3 } from "openapi-types";
import { maskDigits } from "./mask-body.ts";

type Schema = OpenAPIV3.SchemaObject | OpenAPIV3.ReferenceObject;

const MAX_FOUND = 20;
const MAX_NAME_LENGTH = 100;

/**
 * Lists the fields of a body that its schema does not have, at any depth, such as `card.number` or `0.customer.nmae`: at most
 * 20. Where the body may be one of several schemas, a field of any of them is known. Objects with free keys, such as metadata,
 * have no unknown ones.
 */
export function findUnknownFields(body: unknown, schema: Schema): string[] {
  const found: string[] = [];
  visit(body, alternativesOf(schema), "", found);
  return found;
}

function visit(value: unknown, schemas: readonly OpenAPIV3.SchemaObject[], path: string, found: string[]): void {
  if (typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) {
    const items = schemas.flatMap((schema) => ("items" in schema ? alternativesOf(schema.items) : []));
    for (const [index, item] of value.entries()) visit(item, items, `${path}${index}.`, found);
    return;
  }
  const isFree = schemas.every(({ properties }) => !properties) || schemas.some((each) => each.additionalProperties);
  if (isFree) return;
  for (const [name, item] of Object.entries(value)) {
    if (found.length === MAX_FOUND) return;
    const declared = schemas.flatMap(({ properties = {} }) =>
      Object.hasOwn(properties, name) ? properties[name] : [],
    );
    const field = path + name;
    if (declared.length === 0) found.push(printableName(field));
    else
      visit(
        item,
        declared.flatMap((each) => (each ? alternativesOf(each) : [])),
        `${field}.`,
        found,
      );
  }
}

/** Masks the long numbers of a field's name, which may be somebody's card, and its control characters, and cuts a long one. */
export function printableName(field: string): string {
  const masked = maskDigits(field).replaceAll(/\p{C}/gu, "?");
  return masked.length > MAX_NAME_LENGTH ? `${masked.slice(0, MAX_NAME_LENGTH)}...` : masked;
}

function alternativesOf(schema: Schema): OpenAPIV3.SchemaObject[] {
  // The document has been dereferenced when it was loaded.
  if ("$ref" in schema) return [];
  const { anyOf = [], oneOf = [], allOf = [] } = schema;
  return [schema, ...[...anyOf, ...oneOf, ...allOf].flatMap(alternativesOf)];
}
