import type { OpenAPIV3 } from "openapi-types";
import { ApiError } from "../domain/api-error.ts";
import { hasToken } from "../http/has-token.ts";
import { parseBody } from "../http/read-request.ts";
import type { RequestHead } from "../http/request-head.ts";
import { contentTooLarge } from "../http/read-text.ts";
import { errorResponse } from "../http/responses.ts";
import { CONTROL_DOCUMENT } from "./control-document.ts";
import { CONTROL_OPERATIONS, type Controls } from "./control-operations.ts";

/** Below this path a sandbox is controlled over HTTP; the API has nothing there. */
const PREFIX = "/_sandbox";

/** Whether a request controls the sandbox. */
export function isControlRequest({ url }: RequestHead): boolean {
  const { pathname } = new URL(url);
  return pathname === PREFIX || pathname.startsWith(`${PREFIX}/`);
}

/** How a request came: `readBody` returns the body, or undefined for one that is too large; `signal` ends what it waits for. */
interface Transfer {
  readonly readBody: () => Promise<string | undefined>;
  readonly signal: AbortSignal;
}

/**
 * Responds to a request that controls the sandbox. All but one operation need the sandbox's token, which is looked at before
 * anything else.
 */
export async function handleControlRequest(
  request: RequestHead,
  controls: Controls,
  token: string,
  { readBody, signal }: Transfer,
): Promise<Response> {
  try {
    const { pathname, search, searchParams } = new URL(request.url);
    const item = own(CONTROL_DOCUMENT.paths, pathname.slice(PREFIX.length));
    const operation = item && own(item as Record<string, OpenAPIV3.OperationObject>, request.method.toLowerCase());
    if (!operation?.security && !hasToken(request.headers.get("authorization"), token)) {
      const message = "The header Authorization: Bearer <token> is missing or has another token.";
      throw new ApiError(401, "unauthorized", message, { "WWW-Authenticate": "Bearer" });
    }
    if (item === undefined) throw new ApiError(404, "not_found", "The sandbox has no such control.");
    const run = own(CONTROL_OPERATIONS, operation?.operationId ?? "");
    if (operation === undefined || run === undefined) {
      const allowed = Object.keys(item).join(", ").toUpperCase();
      throw new ApiError(405, "method_not_allowed", `This control allows ${allowed}.`, { Allow: allowed });
    }
    const body = operation.requestBody ? readJson(await readBody()) : undefined;
    const hasRequired =
      operation.parameters?.some((parameter) => "required" in parameter && parameter.required) ?? false;
    if (!operation.requestBody && search === "" && !hasRequired)
      return await run(controls, { query: {}, body, signal });
    // Loaded only now: a health check needs no validator.
    const { validateControlRequest } = await import("./control-validator.ts");
    return await run(controls, { ...validateControlRequest(operation, searchParams, body), signal });
  } catch (error) {
    if (error instanceof ApiError) return errorResponse(error);
    signal.throwIfAborted();
    return errorResponse(new ApiError(500, "sandbox_error", `The sandbox failed: ${String(error)}`));
  }
}

function own<Value>(table: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** Whatever the Content-Type: what sends a body by hand often gives another one. */
function readJson(text: string | undefined): unknown {
  const { body, bodyProblem } = parseBody("application/json", text);
  if (bodyProblem === "too_large") throw contentTooLarge();
  if (bodyProblem === "too_deep") throw new ApiError(400, "bad_request", "The request body is nested too deeply.");
  if (bodyProblem === "unparsed") throw new ApiError(400, "bad_request", "The request body is not valid JSON.");
  if (body === undefined) throw new ApiError(400, "bad_request", "The request body is missing.");
  return body;
}
