import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { format, resolveConfig } from "prettier";
import type { JsonObject } from "../spec/json-value.ts";
import { nameSchemas } from "./name-schemas.ts";

// Required, because importing it, and with it the TypeScript compiler, takes twice as long.
const { default: openapiTS, astToString }: typeof import("openapi-typescript") = createRequire(import.meta.url)(
  "openapi-typescript",
);

/**
 * Writes the types of a spec as TypeScript, formatted as the project is.
 *
 * @param header lines of the comment at the top
 */
export async function renderSchema(document: JsonObject, header: readonly string[]): Promise<string> {
  // As text, because openapi-typescript changes the object that it is given.
  const types = await openapiTS(JSON.stringify(document), {
    // A spec whose keys only changed their order gives no diff.
    alphabetize: true,
    // Otherwise a property with a default becomes required, also in requests.
    defaultNonNullable: false,
    silent: true,
  });
  const comment = header.map((line) => `// ${line}\n`).join("");
  const style = await resolveConfig(fileURLToPath(import.meta.url));
  return format(`${comment}\n${astToString(nameSchemas(types))}`, { ...style, parser: "typescript" });
}
