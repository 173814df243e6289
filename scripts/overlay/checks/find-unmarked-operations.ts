import { isJsonObject, valueAt, type JsonObject } from "../../spec/json-value.ts";
import { METHODS } from "../../spec/operation-index.ts";
import type { SpecFault } from "../../spec/spec-problem.ts";

/**
 * Finds operations that an overlay adds without saying how sure they are. `generate` would mark them as the source spec's,
 * and users would read that in the doc comments and in the README.
 */
export function findUnmarkedOperations(document: JsonObject, source: JsonObject): SpecFault[] {
  return Object.entries(Object(document["paths"]) as JsonObject).flatMap(([path, item]) =>
    METHODS.flatMap((method): SpecFault[] => {
      const place = ["paths", path, method];
      const operation = isJsonObject(item) ? item[method] : undefined;
      if (!isJsonObject(operation) || valueAt(source, place) !== undefined) return [];
      if (operation["x-evidence"] === "vendor" || operation["x-evidence"] === "inferred") return [];
      const name = `${method.toUpperCase()} ${path}`;
      return [
        { path: place, message: `${name} is not in the source spec. Add \`x-evidence: vendor\` or \`inferred\`.` },
      ];
    }),
  );
}
