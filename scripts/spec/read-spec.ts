import type { JsonObject } from "./json-value.ts";
import { SpecProblemsError, type SpecProblem } from "./spec-problem.ts";
import { parseYamlSource, type SourceFile, type YamlSource } from "./yaml-source.ts";

/**
 * Parses an OpenAPI 3.0 document.
 *
 * @param problems receives everything that is wrong; when it grows, the result only serves to find more problems
 * @returns undefined when there is nothing to read on with
 */
export function readSpec(source: SourceFile, problems: SpecProblem[]): YamlSource | undefined {
  const spec = parseYamlSource(source, "invalid_spec", problems);
  if (!spec) return undefined;
  const { openapi: version, swagger } = spec.value;
  if (typeof version === "string" && /^3\.0\.\d+$/.test(version)) return spec;

  const isSwagger = version === undefined && swagger !== undefined;
  const found = version === undefined ? "`openapi` is missing" : `\`openapi\` is ${JSON.stringify(version)}`;
  const message =
    `${isSwagger ? `it is Swagger ${JSON.stringify(swagger)}` : found}, and only OpenAPI 3.0.x is supported ` +
    "(as in `openapi: 3.0.3`). Get the spec in that version or convert it.";
  const line = spec.lineOf([isSwagger ? "swagger" : "openapi"]);
  problems.push({ code: "invalid_spec", file: source.path, line, message });
  return undefined;
}

/**
 * Parses an OpenAPI 3.0 document that is valid, such as a committed one, within the limits that apply to every spec.
 *
 * @throws {SpecProblemsError}
 */
export function parseSpec(source: SourceFile): JsonObject {
  const problems: SpecProblem[] = [];
  const spec = readSpec(source, problems);
  if (!spec || problems.length > 0) throw new SpecProblemsError(problems);
  return spec.value;
}
