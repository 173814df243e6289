import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { format, resolveConfig } from "prettier";
import type { JsonObject } from "../spec/json-value.ts";
import { nameSchemas } from "./name-schemas.ts";

// Required, since importing it, and with it the TypeScript compiler, takes twice as long.
const { default: openapiTS, astToString }: typeof import("openapi-typescript") = createRequire(import.meta.url)(
  "openapi-typescript",
);

/**
 * Writes the types of a spec as TypeScript, formatted as the project is.
 *
 * @param header lines of the comment at its head
 */
export async function renderSchema(document: JsonObject, header: readonly string[]): Promise<string> {
  // As text, since the generator changes the object that it is given.
  const types = await openapiTS(JSON.stringify(document), {
    // A spec whose keys were merely put in another order gives no diff.
    alphabetize: true,
    // A property with a default would become required, in what callers send as well.
    defaultNonNullable: false,
    silent: true,
  });
  const comment = header.map((line) => `// ${line}\n`).join("");
  const style = await resolveConfig(fileURLToPath(import.meta.url));
  return format(`${comment}\n${astToString(nameSchemas(types))}`, { ...style, parser: "typescript" });
}
