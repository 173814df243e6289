import { ApiError } from "../domain/api-error.ts";
import type { OperationContext } from "../operations/operation.ts";
import { OPERATIONS } from "../operations/operations.ts";
import { hasToken } from "./has-token.ts";
import { mockResponse } from "./mock-response.ts";
import type { OpenApiDocument } from "./openapi-document.ts";
import { contentTooLarge } from "./read-text.ts";
import { methodsOf, type IncomingRequest } from "./read-request.ts";
import { htmlResponse, jsonResponse } from "./responses.ts";
import { validateRequest, type UnknownFieldRule } from "./validate-request.ts";

/**
 * Checks a request in the order of this function and runs its operation.
 *
 * @throws ApiError when the request is refused
 */
export function handleRequest(
  incoming: IncomingRequest,
  document: OpenApiDocument,
  token: string,
  context: Pick<OperationContext, "store" | "serialize" | "paymentPlanRules" | "maxPageSize">,
  unknownFieldRule: UnknownFieldRule = {},
): Response {
  const { received, url, path, operation } = incoming;
  const { at: now, method, headers } = received;
  if (operation?.operationId === undefined) {
    const allowed = methodsOf(path, document).join(", ");
    if (allowed === "") throw new ApiError(404, "not_found", "The OpenAPI document has no such path.");
    throw new ApiError(405, "method_not_allowed", `This path allows ${allowed}, not ${method}.`, { Allow: allowed });
  }

  if (!hasToken(incoming.authorization, token)) {
    const message = "The header Authorization: Bearer <token> is missing or has another token.";
    throw new ApiError(401, "unauthorized", message, { "WWW-Authenticate": "Bearer" });
  }

  if (incoming.bodyProblem === "too_large") throw contentTooLarge();

  const accept = headers["accept"]?.toLowerCase();
  if (!acceptsJson(accept)) {
    if (accept !== undefined && !accept.includes("text/html")) {
      throw new ApiError(406, "not_acceptable", "The header Accept must include application/json.");
    }
    return responseWithoutAcceptJson();
  }

  const valid = validateRequest(incoming, operation, document, context.store.dialect, unknownFieldRule);
  const handler = OPERATIONS.get(operation.operationId);
  if (handler === undefined) return mockResponse(document, operation);
  const id = valid.pathParameters["id"] ?? "";
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- validation has given the body the operation's type
  const result = handler({ ...context, now, url, id, ...valid, body: valid.body as never });
  return jsonResponse(result.status, result.body);
}

function acceptsJson(accept: string | undefined): boolean {
  const ranges = (accept ?? "").split(",").map((range) => range.split(";", 1)[0]?.trim());
  return ranges.some((range) => range === "application/json" || range === "application/*" || range === "*/*");
}

/**
 * Imitates the live API without `Accept: application/json`, as far as it is known: its documentation says that the
 * header is needed to get JSON. The operation does not run.
 */
function responseWithoutAcceptJson(): Response {
  return htmlResponse(200, "Tratta sandbox", "<p>Send <code>Accept: application/json</code> to use the API.</p>");
}
