import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import addFormats from "ajv-formats";
import { OpenAPIBackend } from "openapi-backend";
import type { OpenAPIV3 } from "openapi-types";
import { parse } from "yaml";
import { checkEveryField } from "./check-every-field.ts";
import type { Dialect } from "../domain/store.ts";

/** The OpenAPI document with its routes and validators. */
export type OpenApiDocument = OpenAPIBackend<OpenAPIV3.Document>;

const loading: { [Name in Dialect]?: Promise<OpenApiDocument> } = {};

/** Loads the package's own OpenAPI document for a dialect, once for all sandboxes of the process. */
export function loadOpenApiDocument(dialect: Dialect): Promise<OpenApiDocument> {
  return (loading[dialect] ??= load(dialect));
}

async function load(dialect: Dialect): Promise<OpenApiDocument> {
  const path = createRequire(import.meta.url).resolve("tratta-client/openapi.yaml");
  const definition: OpenAPIV3.Document = parse(await readFile(path, "utf8"));
  if (dialect === "source") {
    restoreTicketLimit(definition);
    allowUnsignedWebhooks(definition);
  }
  return createOpenApiDocument(definition);
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

/** Makes the routes and validators of a document that has been linted. */
export async function createOpenApiDocument(definition: OpenAPIV3.Document): Promise<OpenApiDocument> {
  checkEveryField(definition);
  const document = new OpenAPIBackend<OpenAPIV3.Document>({
    definition,
    // Skips the check of the document, which was linted when it was generated.
    quick: true,
    // `DELETE /payment-plans/` must match no operation.
    ignoreTrailingSlashes: false,
    coerceTypes: true,
    // `verbose` gives errors the schemas that describeErrors compares.
    ajvOpts: { verbose: true, allErrors: true, strictNumbers: true, useDefaults: true },
    customizeAjv: (ajv) => addFormats.default(ajv),
  });
  await document.init();
  // The router rebuilds this list several times per request, which took most of a request's time.
  const operations = document.router.getOperations();
  document.router.getOperations = () => operations;
  return document;
}
