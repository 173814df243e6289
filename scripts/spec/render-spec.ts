import { stringify } from "yaml";
import type { JsonObject } from "./json-value.ts";

/**
 * Writes a spec as YAML, the same bytes for the same content.
 *
 * @param header lines of the comment at the top
 */
export function renderSpec(document: JsonObject, header: readonly string[]): string {
  const comment = header.map((line) => `# ${line}\n`).join("");
  // Long strings stay on one line, so that changing a word does not re-flow a paragraph in the diff. Strings that YAML 1.1
  // reads as something else, such as `no` or a date, are quoted.
  return `${comment}\n${stringify(document, { lineWidth: 0, aliasDuplicateObjects: false, compat: "yaml-1.1" })}`;
}
