import { gfm } from "../report/gfm.ts";
import { textOf, type JsonObject } from "../spec/json-value.ts";
import { operationsOf, type NamedOperation } from "../spec/operations-of.ts";
import { printable } from "../spec/printable.ts";

const EVIDENCE = ["vendor", "inferred", "source"];

interface Operation {
  readonly method: string;
  readonly path: string;
  /** The first segment of the path. */
  readonly resource: string;
  readonly evidence: string;
  readonly responseEvidence: string;
  readonly deprecated: boolean;
  readonly useInstead: string;
}

/**
 * Writes the operations of a patched spec as Markdown: a table with a row for each resource and a column for each kind of
 * evidence of a path and its request. The evidence of a response is named where it differs. Deprecated operations follow in
 * a sentence, each with what to use instead.
 *
 * @throws {Error} when an operation has no known `x-evidence`, because the table would leave it out
 */
export function renderOperationsTable(document: JsonObject): string {
  const operations = operationsOf(document).map(readOperation);
  const current = operations.filter(({ deprecated }) => !deprecated);
  const rows = [...new Set(current.map(({ resource }) => resource))].map((resource) => [
    code(resource),
    ...EVIDENCE.map((evidence) =>
      current
        .filter((operation) => operation.resource === resource && operation.evidence === evidence)
        .map(renderOperation)
        .join(", "),
    ),
  ]);
  const head = ["", ...EVIDENCE.map(code)];
  const table = [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |\n`).join("");
  const replaced = [...new Set(operations.filter(({ deprecated }) => deprecated).map(renderReplacement))];
  return replaced.length > 0 ? `${table}\nDeprecated, but still typed: ${replaced.join("; ")}.\n` : table;
}

function renderOperation({ method, path, resource, evidence, responseEvidence }: Operation): string {
  const name = code(`${method} ${path.slice(resource.length)}`.trim());
  return responseEvidence === evidence ? name : `${name} (response: ${responseEvidence})`;
}

function renderReplacement({ method, path, useInstead }: Operation): string {
  if (!useInstead) return code(`${method} ${path}`);
  const [, samePath] = new RegExp(`^${method} (/\\S*)$`).exec(useInstead) ?? [];
  return samePath ? `${code(path)} → ${code(samePath)}` : `${code(`${method} ${path}`)} → ${printable(useInstead)}`;
}

/** As code, which GitHub shows as it is. It looks for the end of a cell in code, too. */
function code(text: string): string {
  return String(gfm`${text}`).replaceAll("|", "\\|");
}

function readOperation({ method: key, path, operation }: NamedOperation): Operation {
  const method = key.toUpperCase();
  const evidence = textOf(operation["x-evidence"]);
  const responseEvidence = textOf(operation["x-evidence-response"]);
  if (!EVIDENCE.includes(evidence)) {
    throw new Error(`${method} ${path}: x-evidence is "${evidence}", and must be one of ${EVIDENCE.join(", ")}`);
  }
  if (![...EVIDENCE, "unknown"].includes(responseEvidence)) {
    throw new Error(
      `${method} ${path}: x-evidence-response is "${responseEvidence}", and must be one of ${EVIDENCE.join(", ")}, unknown`,
    );
  }
  const [resource = path] = /^\/[^/]*/.exec(path) ?? [];
  const useInstead = textOf(operation["x-use-instead"]);
  return {
    method,
    path,
    resource,
    evidence,
    responseEvidence,
    deprecated: operation["deprecated"] === true,
    useInstead,
  };
}
