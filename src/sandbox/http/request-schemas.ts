import type { OpenAPIV3 } from "openapi-types";
import type { DocumentedOperation } from "./openapi-document.ts";

/** The schemas of a request's parts: `{ path, query, header }` and `{ requestBody }`, which the errors' paths begin with. */
export interface RequestSchemas {
  readonly parameters: object;
  /** Undefined for an operation without a body. */
  readonly body: object | undefined;
}

/** Returns the schemas of an operation's requests. Names of headers are in lower case. */
export function requestSchemasOf({ parameters, requestBody }: DocumentedOperation): RequestSchemas {
  const fieldsOf = (place: string): object => {
    const fields = parameters
      .filter((parameter) => parameter.in === place)
      .map(({ name, required = false, schema = {} }) => ({
        name: place === "header" ? name.toLowerCase() : name,
        required,
        schema,
      }));
    return {
      type: "object",
      properties: Object.fromEntries(fields.map(({ name, schema }) => [name, schema])),
      required: fields.flatMap(({ name, required }) => (required ? name : [])),
    };
  };
  const schema = requestBody && bodySchemaOf(requestBody);
  return {
    parameters: {
      type: "object",
      properties: { path: fieldsOf("path"), query: fieldsOf("query"), header: fieldsOf("header") },
    },
    body: schema && {
      type: "object",
      properties: { requestBody: schema },
      required: requestBody.required ? ["requestBody"] : [],
    },
  };
}

/** Returns the schema of a body. That of another media type than JSON has the same form. */
function bodySchemaOf({ content }: OpenAPIV3.RequestBodyObject): object | undefined {
  return (content["application/json"] ?? Object.values(content)[0])?.schema;
}
