import type { ErrorObject, ValidateFunction } from "ajv";
import type { OpenAPIV3 } from "openapi-types";
import type { Dialect } from "../domain/store.ts";
import { OPERATIONS } from "../operations/operations.ts";
import { checkEveryField } from "./check-every-field.ts";
import { compileValidator } from "./compile-validator.ts";
import { readDefinition } from "./read-definition.ts";
import { requestSchemasOf } from "./request-schemas.ts";
import { resolveReferences } from "./resolve-references.ts";
import { createRouter } from "./router.ts";

/** The OpenAPI document with its routes and validators. */
export interface OpenApiDocument {
  readonly definition: OpenAPIV3.Document;
  readonly operations: readonly DocumentedOperation[];
  /** Finds the operation of a request. */
  match(method: string, path: string): DocumentedOperation | undefined;
  /** Returns what is wrong with a request. Parameters become what their schemas say, numbers for example, and defaults are
   * filled in, in `parts` itself. */
  validate(operation: DocumentedOperation, parts: RequestParts): ErrorObject[];
  /** Makes up a value; undefined when every operation has a handler, so that none is needed. */
  readonly mock: ((schema: object) => unknown) | undefined;
}

/** An operation without references; its parameters include those of its path. */
export interface DocumentedOperation {
  readonly operationId: string | undefined;
  readonly path: string;
  /** In lower case. */
  readonly method: string;
  readonly parameters: readonly OpenAPIV3.ParameterObject[];
  readonly requestBody: OpenAPIV3.RequestBodyObject | undefined;
  readonly responses: Readonly<Record<string, OpenAPIV3.ResponseObject>>;
}

/** A request as it is validated; each part is an object by parameter. */
interface RequestParts {
  readonly path: object;
  readonly query: object;
  /** By name in lower case. */
  readonly header: object;
  readonly requestBody: object | undefined;
}

const loading: { [Name in Dialect]?: Promise<OpenApiDocument> } = {};

/** Loads the package's own OpenAPI document for a dialect, once for all sandboxes of the process. */
export function loadOpenApiDocument(dialect: Dialect): Promise<OpenApiDocument> {
  return (loading[dialect] ??= createOpenApiDocument(definitionOf(dialect), dialect));
}

/** Returns the package's own OpenAPI document as a dialect has it. */
export function definitionOf(dialect: Dialect): OpenAPIV3.Document {
  const definition = readDefinition();
  if (dialect === "source") {
    restoreTicketLimit(definition);
    allowUnsignedWebhooks(definition);
  }
  return definition;
}

/** Gives the list of tickets the `limit` that the source spec has, which is the same for all its lists. */
function restoreTicketLimit({ paths }: OpenAPIV3.Document): void {
  const operation = paths["/tickets"]?.get;
  const others = operation?.parameters?.filter((parameter) => "$ref" in parameter || parameter.name !== "limit");
  if (operation && others) operation.parameters = [{ $ref: "#/components/parameters/LimitParam" }, ...others];
}

/** Lets a webhook without secret have events of the vendor's list; the sandbox itself checks the names. */
function allowUnsignedWebhooks({ components }: OpenAPIV3.Document): void {
  const schema = components?.schemas?.["VendorWebhookRequest"];
  if (schema && !("$ref" in schema)) schema.required = ["url", "events"];
}

/** Makes the routes and validators of a document that has been linted, and that the build knows as `name`. References are
 * resolved in the document itself. */
export async function createOpenApiDocument(definition: OpenAPIV3.Document, name: string): Promise<OpenApiDocument> {
  checkEveryField(definition);
  resolveReferences(definition);
  const operations = operationsOf(definition);
  const validators = new Map<DocumentedOperation, ValidateFunction[]>();

  function validatorsOf(operation: DocumentedOperation): ValidateFunction[] {
    const id = `${name}.${operation.operationId}`;
    const { parameters, body } = requestSchemasOf(operation);
    return [...(body ? [compileValidator("body", id, body)] : []), compileValidator("parameters", id, parameters)];
  }

  const areSimulated = operations.every(({ operationId = "" }) => OPERATIONS.has(operationId));
  return {
    definition,
    operations,
    match: createRouter(operations),
    validate(operation, parts) {
      let found = validators.get(operation);
      if (found === undefined) validators.set(operation, (found = validatorsOf(operation)));
      return found.flatMap((validate) => (validate(parts) ? [] : (validate.errors ?? [])));
    },
    // It brings a library that takes longer to load than the document.
    mock: areSimulated ? undefined : (await import("mock-json-schema")).mock,
  };
}

const METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace"] as const;

/** Lists the operations of a document without references. */
export function operationsOf({ paths }: OpenAPIV3.Document): DocumentedOperation[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item?.[method];
      if (operation === undefined) return [];
      const { operationId, requestBody, responses } = operation;
      const parameters = [...(item?.parameters ?? []), ...(operation.parameters ?? [])];
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the references have been resolved
      return { operationId, path, method, parameters, requestBody, responses } as DocumentedOperation;
    }),
  );
}
