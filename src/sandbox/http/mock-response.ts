import { jsonResponse } from "./responses.ts";
import type { OpenApiDocument } from "./openapi-document.ts";

/**
 * Makes a response from the OpenAPI document alone, for an operation that the sandbox does not simulate: an example or
 * made-up values, the same every time. The header `X-Sandbox: stateless` marks it, since nothing is stored or changed.
 */
export function mockResponse(document: OpenApiDocument, operationId: string): Response {
  const { status, mock } = document.mockResponseForOperation(operationId);
  const response = document.router.getOperation(operationId)?.responses?.[status];
  const body = response === undefined || "content" in response ? mock : undefined;
  return jsonResponse(status, body, { "X-Sandbox": "stateless" });
}
