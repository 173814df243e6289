import { ApiError } from "./api-error.ts";
import type { OpenApiDocument } from "./openapi-document.ts";
import type { OperationContext } from "../operations/operation.ts";
import { OPERATIONS } from "../operations/operations.ts";
import { mockResponse } from "./mock-response.ts";
import { methodsOf, readPathId } from "./read-request.ts";
import type { ReceivedRequest } from "../controls/request-log.ts";
import { validateRequest } from "./validate-request.ts";
import { htmlResponse, jsonResponse } from "./responses.ts";

/** Checks a request in the order of this function and runs its operation.
 * @throws ApiError when the request is refused */
export function handleRequest(
  request: Request,
  received: ReceivedRequest,
  text: string,
  document: OpenApiDocument,
  context: Pick<OperationContext, "store" | "present" | "settings">,
): Response {
  const { method, path, pathTemplate, operationId } = received;
  if (pathTemplate === undefined || operationId === undefined) {
    const methods = methodsOf(path, document);
    if (methods.length === 0) {
      throw new ApiError(404, "not_found", "The OpenAPI document has no such path.");
    }
    const allowed = methods.join(", ");
    throw new ApiError(405, "method_not_allowed", `This path allows ${allowed}, not ${method}.`, { Allow: allowed });
  }

  if (!hasToken(request.headers.get("authorization"), context.settings.token)) {
    throw new ApiError(
      401,
      "unauthorized",
      "The header Authorization: Bearer <token> is missing or has another token.",
      {
        "WWW-Authenticate": "Bearer",
      },
    );
  }

  const accept = request.headers.get("accept");
  if (!acceptsJson(accept)) {
    if (accept !== null && !accept.toLowerCase().includes("text/html")) {
      throw new ApiError(406, "not_acceptable", "The header Accept must include application/json.");
    }
    return answerWithoutAcceptJson();
  }

  const id = readPathId(path, pathTemplate);
  const { query, body } = validateRequest(received, text, document, operationId);
  const operation = OPERATIONS.get(operationId);
  if (operation === undefined) return mockResponse(document, operationId);
  const url = new URL(request.url);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- validation has given the body the operation's type
  const result = operation({ ...context, now: received.at, url, id, query, body: body as never });
  return jsonResponse(result.status, result.body);
}

function hasToken(authorization: string | null, token: string): boolean {
  const [scheme, given] = authorization?.split(" ") ?? [];
  return scheme?.toLowerCase() === "bearer" && given === token;
}

function acceptsJson(accept: string | null): boolean {
  const ranges = (accept ?? "").split(",").map((range) => range.split(";", 1)[0]?.trim().toLowerCase());
  return ranges.some((range) => range === "application/json" || range === "application/*" || range === "*/*");
}

/**
 * Imitates what the live API is believed to do without `Accept: application/json`: its documentation asks for the
 * header to get JSON. Here the operation is not run.
 */
function answerWithoutAcceptJson(): Response {
  return htmlResponse(200, "Tratta sandbox", "<p>Send <code>Accept: application/json</code> to use the API.</p>");
}
