import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import addFormats from "ajv-formats";
import { OpenAPIBackend } from "openapi-backend";
import type { OpenAPIV3 } from "openapi-types";
import { parse } from "yaml";

/** The OpenAPI document with its routes and validators. */
export type OpenApiDocument = OpenAPIBackend<OpenAPIV3.Document>;

let loading: Promise<OpenApiDocument> | undefined;

/** Loads the package's own OpenAPI document, once for all sandboxes of the process. */
export function loadOpenApiDocument(): Promise<OpenApiDocument> {
  loading ??= load();
  return loading;
}

async function load(): Promise<OpenApiDocument> {
  const path = createRequire(import.meta.url).resolve("tratta-client/openapi.yaml");
  return createOpenApiDocument(parse(await readFile(path, "utf8")));
}

/** Makes the routes and validators of a document that has been linted. */
export async function createOpenApiDocument(definition: OpenAPIV3.Document): Promise<OpenApiDocument> {
  const document = new OpenAPIBackend<OpenAPIV3.Document>({
    definition,
    // Skips the check of the document, which was linted when it was generated.
    quick: true,
    // `DELETE /payment-plans/` must match no operation.
    ignoreTrailingSlashes: false,
    coerceTypes: true,
    ajvOpts: { allErrors: true, strictNumbers: true, useDefaults: true },
    customizeAjv: (ajv) => addFormats.default(ajv),
  });
  await document.init();
  // The router rebuilds this list several times per request, which took most of a request's time.
  const operations = document.router.getOperations();
  document.router.getOperations = () => operations;
  return document;
}
