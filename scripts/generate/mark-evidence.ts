import { isJsonObject, textOf, type JsonObject } from "../spec/json-value.ts";
import { operationsOf } from "../spec/operations-of.ts";

/**
 * Says of each operation how sure its path and request (`x-evidence`) and its response (`x-evidence-response`) are. An
 * overlay marks what it adds or confirms. The rest has the source spec's word alone, so that a new operation upstream needs
 * no hand.
 */
export function markEvidence(document: JsonObject): void {
  for (const { operation } of operationsOf(document)) {
    operation["x-evidence"] ??= "source";
    operation["x-evidence-response"] ??= operation["x-evidence"];
  }
}

/** Returns a copy whose descriptions say in a line what the marks say, for the doc comments of the types. */
export function describeEvidence(document: JsonObject): JsonObject {
  const copy = structuredClone(document);
  for (const { operation } of operationsOf(copy)) {
    const { externalDocs } = operation;
    const page = isJsonObject(externalDocs) ? ` (${textOf(externalDocs["url"])})` : "";
    const replacement = textOf(operation["x-use-instead"]);
    const lines = [
      textOf(operation["description"]),
      replacement && `Use instead: ${replacement}.`,
      `Evidence: ${textOf(operation["x-evidence"])}${page}; of the response: ${textOf(operation["x-evidence-response"])}.`,
    ];
    operation["description"] = lines.filter(Boolean).join("\n");
  }
  return copy;
}
