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
  const document = new OpenAPIBackend<OpenAPIV3.Document>({
    definition: parse(await readFile(path, "utf8")),
    // The document is linted when it is generated, so it is not checked again here.
    quick: true,
    // `DELETE /payment-plans/` must not be taken for anything.
    ignoreTrailingSlashes: false,
    coerceTypes: true,
    ajvOpts: { allErrors: true, strictNumbers: true, useDefaults: true },
    customizeAjv: (ajv) => addFormats.default(ajv),
  });
  await document.init();
  // The router makes this list anew several times a request, which took most of a request's time.
  const operations = document.router.getOperations();
  document.router.getOperations = () => operations;
  return document;
}
