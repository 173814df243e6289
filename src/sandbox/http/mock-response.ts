import type { DocumentedOperation, OpenApiDocument } from "./openapi-document.ts";
import { jsonResponse } from "./responses.ts";

/**
 * Makes a response from the OpenAPI document alone, for an operation that the sandbox does not simulate: an example or
 * made-up values, the same every time. The header `X-Sandbox: stateless` marks it, since nothing is stored or changed.
 */
export function mockResponse({ mock }: OpenApiDocument, { responses }: DocumentedOperation): Response {
  const statuses = Object.keys(responses);
  const documented = statuses.find((status) => status.startsWith("2")) ?? statuses[0] ?? "200";
  const { content = {} } = responses[documented] ?? {};
  const { example, examples = {}, schema = {} } = content["application/json"] ?? Object.values(content)[0] ?? {};
  const [first] = Object.values(examples);
  const given: unknown = example ?? (first && "value" in first ? first.value : undefined) ?? mock?.(schema);
  const body = Object.keys(content).length > 0 ? Object(given) : undefined;
  // `2XX` and `default` stand for any status.
  return jsonResponse(/^\d+$/.test(documented) ? Number(documented) : 200, body, { "X-Sandbox": "stateless" });
}
