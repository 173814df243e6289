import { stringify } from "yaml";
import type { JsonObject } from "./json-value.ts";

/**
 * Writes a spec as YAML, the same bytes for the same content.
 *
 * @param header lines of the comment at its head
 */
export function renderSpec(document: JsonObject, header: readonly string[]): string {
  const comment = header.map((line) => `# ${line}\n`).join("");
  // Long texts stay on one line, so that changing a word does not re-flow a paragraph in the diff. YAML 1.1 readers
  // would take an unquoted `no` or a date for something else than a text.
  return `${comment}\n${stringify(document, { lineWidth: 0, aliasDuplicateObjects: false, compat: "yaml-1.1" })}`;
}
