import type { OpenAPIV3 } from "openapi-types";

type Schema = OpenAPIV3.SchemaObject | OpenAPIV3.ReferenceObject;

/**
 * Lets the fields that only one schema of `anyOf` has be checked in every body. Otherwise a body whose card is wrong by the
 * vendor's schema would pass by the source spec's, which has no card and ignores it.
 */
export function checkEveryField(definition: OpenAPIV3.Document): void {
  for (const item of Object.values(definition.paths)) {
    for (const operation of [item?.post, item?.put]) {
      if (operation?.requestBody === undefined || "$ref" in operation.requestBody) continue;
      const schema = operation.requestBody.content["application/json"]?.schema;
      if (schema && !("$ref" in schema) && schema.anyOf) schema.properties = fieldsOfOne(schema.anyOf, definition);
    }
  }
}

function fieldsOfOne(alternatives: readonly Schema[], definition: OpenAPIV3.Document): Record<string, Schema> {
  const fields = alternatives.flatMap((schema) => Object.entries(resolve(schema, definition).properties ?? {}));
  return Object.fromEntries(fields.filter(([name]) => fields.filter(([other]) => other === name).length === 1));
}

function resolve(schema: Schema, { components }: OpenAPIV3.Document): OpenAPIV3.SchemaObject {
  if (!("$ref" in schema)) return schema;
  const target = components?.schemas?.[schema.$ref.slice("#/components/schemas/".length)];
  return target === undefined || "$ref" in target ? {} : target;
}
