import { readFileSync } from "node:fs";
import type { OpenAPIV3 } from "openapi-types";
import { parse } from "yaml";

/** Reads the package's own OpenAPI document. The build replaces this module by one that holds the document as JSON, since
 * YAML takes a hundred times as long to parse. */
export function readDefinition(): OpenAPIV3.Document {
  return parse(readFileSync(new URL("../../../generated/openapi.yaml", import.meta.url), "utf8"));
}
