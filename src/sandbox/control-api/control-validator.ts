import type { ValidateFunction } from "ajv";
import type { OpenAPIV3 } from "openapi-types";
import { ApiError } from "../domain/api-error.ts";
import { compileValidator } from "../http/compile-validator.ts";
import { describeErrors } from "../http/describe-errors.ts";
import { readFields } from "../http/read-request.ts";
import { CONTROL_DOCUMENT } from "./control-document.ts";

/** The query and the body of a request. */
interface Parts {
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  readonly body: unknown;
}

const validators = new Map<OpenAPIV3.OperationObject, ValidateFunction>();

/** Reads a query and checks it, and the body, against an operation of the document. Nothing is converted: `"5"` is no number.
 * @throws ApiError 422 naming each field that is wrong or unknown */
export function validateControlRequest(
  operation: OpenAPIV3.OperationObject,
  search: URLSearchParams,
  body: unknown,
): Parts {
  const lists = parametersOf(operation).flatMap(({ name, schema = {} }) => ("items" in schema ? name : []));
  const query = Object.fromEntries(
    Object.entries(readFields(search)).map(([name, value]) => [name, lists.includes(name) ? [value].flat() : value]),
  );
  let validate = validators.get(operation);
  if (validate === undefined) {
    const { operationId } = operation;
    validate = compileValidator("control", `control.${operationId}`, controlSchemaOf(operation));
    validators.set(operation, validate);
  }
  if (!validate({ query, requestBody: body })) {
    const messages = describeErrors(validate.errors ?? [], "vendor").map(({ message }) => message);
    throw new ApiError(422, "validation_failed", messages.join("; "));
  }
  return { query, body };
}

/** Returns the schema of `{ query, requestBody }` of an operation. */
export function controlSchemaOf(operation: OpenAPIV3.OperationObject): object {
  const { requestBody } = operation;
  const parameters = parametersOf(operation);
  const query = Object.fromEntries(parameters.map(({ name, schema }) => [name, schema]));
  const required = parameters.flatMap((parameter) => (parameter.required ? parameter.name : []));
  const content = requestBody && "content" in requestBody ? requestBody.content["application/json"] : undefined;
  return {
    components: CONTROL_DOCUMENT.components,
    type: "object",
    properties: {
      query: { type: "object", properties: query, required, additionalProperties: false },
      ...(content?.schema && { requestBody: content.schema }),
    },
  };
}

function parametersOf({ parameters = [] }: OpenAPIV3.OperationObject): OpenAPIV3.ParameterObject[] {
  return parameters as OpenAPIV3.ParameterObject[];
}
