import type { ErrorObject } from "ajv";
import type { OpenAPIV3 } from "openapi-types";
import { ApiError } from "./api-error.ts";
import type { OpenApiDocument } from "./openapi-document.ts";
import type { OperationQuery } from "../operations/operation.ts";
import { mediaTypeOf, readQuery } from "./read-request.ts";
import type { ReceivedRequest } from "../controls/request-log.ts";

/** What is left of a request once it has been checked against the document. */
export interface ValidRequest {
  readonly query: OperationQuery;
  readonly body: unknown;
}

/** Checks the content type, the syntax and then every parameter and field of a request against its operation.
 * @throws ApiError 415, 400 or 422, in this order; a 422 names each field and never its value */
export function validateRequest(
  received: ReceivedRequest,
  text: string,
  document: OpenApiDocument,
  operationId: string,
): ValidRequest {
  const operation = document.router.getOperation(operationId);
  const content = operation?.requestBody && dereferenced(operation.requestBody).content;
  const body = content === undefined ? undefined : parseBody(received.headers["content-type"] ?? null, text, content);
  // Parameters the operation does not have are ignored, as servers usually do.
  const parameters = (operation?.parameters ?? []).map(dereferenced);
  const query = Object.fromEntries(
    Object.entries(received.query).filter(([name]) =>
      parameters.some((known) => known.in === "query" && known.name === name),
    ),
  );
  const { errors, coerced } = document.validator.validateRequest(
    // The body has been parsed already; the validator reads an object as JSON only.
    {
      method: received.method,
      path: received.path,
      headers: { ...received.headers, "content-type": "application/json" },
      query,
      body,
    },
    operationId,
  );
  if (errors && errors.length > 0) {
    throw new ApiError(422, "validation_failed", [...new Set(errors.map(describeError))].join("; "));
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- coerced and given defaults by the validator
  return { query: coerced?.query as unknown as OperationQuery, body };
}

function parseBody(
  contentType: string | null,
  text: string,
  content: Record<string, OpenAPIV3.MediaTypeObject>,
): object | undefined {
  if (text === "") return undefined;
  const mediaType = mediaTypeOf(contentType);
  const accepted = content[mediaType];
  if (accepted === undefined) {
    const types = Object.keys(content).join(" or ");
    throw new ApiError(415, "unsupported_media_type", `Content-Type must be ${types}`);
  }
  if (mediaType === "application/x-www-form-urlencoded") {
    return readForm(new URLSearchParams(text), accepted.schema ? dereferenced(accepted.schema) : {});
  }
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    // The parser's own message quotes the body.
    throw new ApiError(400, "bad_request", "The request body is not valid JSON.");
  }
  if (typeof body !== "object" || body === null) {
    throw new ApiError(422, "validation_failed", "The request body must be a JSON object.");
  }
  return body;
}

/** A form has text only, so fields the schema wants as numbers become numbers where they look like one. */
function readForm(fields: URLSearchParams, schema: OpenAPIV3.SchemaObject): object {
  return Object.fromEntries(
    Object.entries(readQuery(fields)).map(([name, value]) => {
      const property = schema.properties?.[name];
      const type = property && dereferenced(property).type;
      const looksNumeric = typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value);
      return [name, looksNumeric && (type === "number" || type === "integer") ? Number(value) : value];
    }),
  );
}

/** The document is dereferenced when it is loaded; the types do not know. */
function dereferenced<Item extends object>(item: Item | OpenAPIV3.ReferenceObject): Item {
  if ("$ref" in item) throw new TypeError("The OpenAPI document still has references");
  return item;
}

function describeError(error: ErrorObject): string {
  const path = error.instancePath.split("/").slice(1);
  if (error.keyword === "required") path.push(String(error.params["missingProperty"]));
  // Fields of the body are named as the caller wrote them, query parameters with `query` in front.
  if (path[0] === "requestBody" && path.length > 1) path.shift();
  const field = path.join(".") === "requestBody" ? "The request body" : path.join(".");
  if (error.keyword === "required") return `${field} is required`;
  if (error.keyword === "format") return `${field} must be a valid ${String(error.params["format"])}`;
  if (error.keyword === "enum") return `${field} must be one of ${String(error.params["allowedValues"])}`;
  return `${field} ${error.message ?? "is not valid"}`;
}
