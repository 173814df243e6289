import { Ajv, type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";
import type { OpenAPIV3 } from "openapi-types";
import { ApiError } from "../domain/api-error.ts";
import { describeErrors } from "../http/describe-errors.ts";
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
  const parameters = (operation.parameters ?? []) as OpenAPIV3.ParameterObject[];
  const lists = parameters.flatMap(({ name, schema = {} }) => ("items" in schema ? name : []));
  const query = Object.fromEntries(
    [...new Set(search.keys())].map((name) => {
      const values = search.getAll(name);
      return [name, values.length > 1 || lists.includes(name) ? values : (values[0] ?? "")];
    }),
  );
  let validate = validators.get(operation);
  if (validate === undefined) validators.set(operation, (validate = compile(operation, parameters)));
  if (!validate({ query, requestBody: body })) {
    const messages = describeErrors(validate.errors ?? [], "vendor").map(({ message }) => message);
    throw new ApiError(422, "validation_failed", messages.join("; "));
  }
  return { query, body };
}

function compile(
  { requestBody }: OpenAPIV3.OperationObject,
  parameters: readonly OpenAPIV3.ParameterObject[],
): ValidateFunction {
  // `verbose` is what describeErrors compares schemas by; the document has keywords that Ajv does not know.
  const ajv = new Ajv({ verbose: true, allErrors: true, strict: false });
  addFormats.default(ajv);
  const query = Object.fromEntries(parameters.map(({ name, schema }) => [name, schema]));
  const required = parameters.flatMap((parameter) => (parameter.required ? parameter.name : []));
  const content = requestBody && "content" in requestBody ? requestBody.content["application/json"] : undefined;
  return ajv.compile({
    components: CONTROL_DOCUMENT.components,
    type: "object",
    properties: {
      query: { type: "object", properties: query, required, additionalProperties: false },
      ...(content?.schema && { requestBody: content.schema }),
    },
  });
}
