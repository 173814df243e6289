import type { OpenAPIV3 } from "openapi-types";
import { ApiError, invalidField } from "../domain/api-error.ts";
import type { Dialect } from "../domain/store.ts";
import type { OperationQuery } from "../operations/operation.ts";
import { maskNumbers } from "./mask-numbers.ts";
import { describeErrors } from "./describe-errors.ts";
import { findUnknownFields, printableName } from "./find-unknown-fields.ts";
import type { OpenApiDocument } from "./openapi-document.ts";
import { mediaTypeOf, readPathParameters, type IncomingRequest } from "./read-request.ts";
import type { ReceivedRequest } from "./received-request.ts";

/** The parts of a request that conform to its operation in the document. */
export interface ValidRequest {
  /** Decoded. */
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly query: OperationQuery;
  readonly body: unknown;
  /** What is wrong with rows of the body, by their index, for an operation that refuses rows and not the request. */
  readonly refusedRows: ReadonlyMap<number, string>;
}

/** What happens to fields and query parameters that the operation does not have. */
export interface UnknownFieldRule {
  /** Whether they refuse the request. @default false */
  readonly strict?: boolean;
  /** Called for each of them. */
  readonly warn?: (warning: string) => void;
}

/** Finds the row in the name of a field, for the operations that refuse rows. */
const ROW_PATTERNS: Readonly<Record<string, RegExp>> = { createCampaignSubscribers: /^subscribers\.(\d+)\./ };

/** Checks the encoding of the path, the content type, the JSON syntax and then every parameter and field of a request against
 * its operation.
 * @throws ApiError 400, 415, 400 or 422, in this order; a 422 names each field and never its value */
export function validateRequest(
  incoming: IncomingRequest,
  operation: NonNullable<IncomingRequest["operation"]>,
  document: OpenApiDocument,
  dialect: Dialect,
  { strict, warn }: UnknownFieldRule,
): ValidRequest {
  const { parameters, requestBody } = operation;
  const pathParameters = readPathParameters(incoming.path, operation.path);
  const body = requestBody && readBody(incoming, requestBody.content);
  const known = new Set(parameters.flatMap(({ in: place, name }) => (place === "query" ? name : [])));
  const query = Object.fromEntries(Object.entries(incoming.query).filter(([name]) => known.has(name)));
  const schema = requestBody && Object.values(requestBody.content)[0]?.schema;
  const unknown = [
    ...Object.keys(incoming.query).flatMap((name) => (known.has(name) ? [] : `query.${printableName(name)}`)),
    ...(schema === undefined ? [] : findUnknownFields(body, schema)),
  ].map((field) => `${maskNumbers(field)} is not documented for this operation`);
  for (const warning of unknown) warn?.(warning);
  checkWholeNumbers(query, parameters);
  const { headers: header } = incoming.received;
  const errors = document.validate(operation, { path: pathParameters, query, header, requestBody: body });
  const refusals = describeErrors(errors, dialect);
  const rowPattern = ROW_PATTERNS[operation.operationId ?? ""];
  const refusedRows = new Map<number, string>();
  const messages: string[] = strict ? unknown : [];
  for (const { field, message } of refusals) {
    const [prefix, row] = rowPattern?.exec(field) ?? [];
    if (prefix === undefined) messages.push(message);
    else refusedRows.set(Number(row), message.replace(prefix, ""));
  }
  if (messages.length > 0) throw new ApiError(422, "validation_failed", messages.join("; "));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- converted and given defaults by the validator
  return { pathParameters, query: query as unknown as OperationQuery, body, refusedRows };
}

/** Checks the whole numbers of a query: the validator takes whatever JavaScript converts, such as `Infinity` and `0x10`.
 * @throws ApiError 422 naming the first one that is wrong */
function checkWholeNumbers(query: ReceivedRequest["query"], parameters: readonly OpenAPIV3.ParameterObject[]): void {
  for (const { name, schema } of parameters) {
    const value = query[name];
    if (typeof value !== "string" || schema === undefined || dereferenced(schema).type !== "integer") continue;
    if (!/^-?\d{1,15}$/.test(value)) throw invalidField(`query.${name}`, "must be integer, in at most 15 digits");
  }
}

function readBody(
  { received, body, bodyProblem }: IncomingRequest,
  content: Record<string, OpenAPIV3.MediaTypeObject>,
): object | undefined {
  if (body === undefined && bodyProblem === undefined) return undefined;
  const mediaType = mediaTypeOf(received.headers["content-type"]);
  // A media type may be `constructor`.
  const accepted = Object.hasOwn(content, mediaType) ? content[mediaType] : undefined;
  if (accepted === undefined) {
    const types = Object.keys(content).join(" or ");
    throw new ApiError(415, "unsupported_media_type", `Content-Type must be ${types}`);
  }
  // The JSON parser's own message would quote the body.
  if (bodyProblem === "unparsed") throw new ApiError(400, "bad_request", "The request body is not valid JSON.");
  if (bodyProblem === "too_deep") throw new ApiError(400, "bad_request", "The request body is nested too deeply.");
  if (typeof body !== "object" || body === null) {
    throw new ApiError(422, "validation_failed", "The request body must be a JSON object or array.");
  }
  const isForm = mediaType === "application/x-www-form-urlencoded";
  if (isForm && accepted.schema) return withNumbers(body, dereferenced(accepted.schema));
  return body;
}

/** Form fields are text. Those that the schema declares as numbers become numbers when they look like one. */
function withNumbers(fields: object, schema: OpenAPIV3.SchemaObject): object {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]: [string, unknown]) => {
      const property = schema.properties?.[name];
      const type = property && dereferenced(property).type;
      const looksNumeric = typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value);
      return [name, looksNumeric && (type === "number" || type === "integer") ? Number(value) : value];
    }),
  );
}

/** Narrows the type: the document has been dereferenced when it was loaded. */
function dereferenced<Item extends object>(item: Item | OpenAPIV3.ReferenceObject): Item {
  if ("$ref" in item) throw new TypeError("The OpenAPI document still has references");
  return item;
}
