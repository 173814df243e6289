import { fileURLToPath } from "node:url";
import { format, resolveConfig } from "prettier";
import { PATCHED_SPEC_PATH } from "../generate/generated-paths.ts";
import { parseSpec } from "../spec/read-spec.ts";
import { renderOperationsTable } from "./render-operations-table.ts";

/** A pair of comments, with anything but the first of another pair in between. */
const EXAMPLE = /(<!-- example: (\S+) -->\n)(?:(?!<!-- example: )[^])*?(<!-- \/example -->)/g;
const OPERATIONS = /(<!-- operations -->\n)[^]*?(<!-- \/operations -->)/;

/**
 * Fills what the README takes from other files: between `<!-- example: PATH -->` and `<!-- /example -->` the file at PATH,
 * and between `<!-- operations -->` and `<!-- /operations -->` the table of operations.
 *
 * @param read returns the text of a file by its path from the project's root
 * @throws {Error} when a pair of comments is missing or incomplete, or a file does not exist
 */
export async function fillReadme(readme: string, read: (path: string) => string): Promise<string> {
  const begun = readme.match(/<!-- example: /g)?.length ?? 0;
  const complete = readme.match(EXAMPLE)?.length ?? 0;
  if (begun !== complete) throw new Error(`README.md: ${begun - complete} examples have no "<!-- /example -->"`);
  return (await fillOperations(readme, read(PATCHED_SPEC_PATH))).replace(
    EXAMPLE,
    (_, begin: string, path: string, end: string) =>
      `${begin}\n\`\`\`${languageOf(path)}\n${read(path).trimEnd()}\n\`\`\`\n\n${end}`,
  );
}

/**
 * Fills the table of operations alone.
 *
 * @param spec text of the patched spec
 * @throws {Error} when the place for the table is missing or incomplete
 */
export async function fillOperations(readme: string, spec: string): Promise<string> {
  if (!OPERATIONS.test(readme)) throw new Error('README.md: "<!-- operations -->" or its end is missing');
  const table = renderOperationsTable(parseSpec({ path: PATCHED_SPEC_PATH, text: spec }));
  const style = await resolveConfig(fileURLToPath(import.meta.url));
  const operations = await format(table, { ...style, parser: "markdown", proseWrap: "always" });
  return readme.replace(OPERATIONS, (_, begin: string, end: string) => `${begin}\n${operations}\n${end}`);
}

function languageOf(path: string): string {
  return path.endsWith("Dockerfile") ? "dockerfile" : path.slice(path.lastIndexOf(".") + 1);
}
