import { ApiError } from "./api-error.ts";
import type { OpenApiDocument } from "./openapi-document.ts";
import type { ReceivedRequest } from "../controls/request-log.ts";

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/** Describes a request for the log, the faults and the operation; `text` is its body. */
export function readRequest(request: Request, text: string, document: OpenApiDocument, at: number): ReceivedRequest {
  const url = new URL(request.url);
  // The real API serves below /api/v1; without it works too, so that the origin alone can be a base URL.
  const path = url.pathname.replace(/^\/api\/v1(?=\/|$)/, "") || "/";
  const operation = document.router.matchOperation({ method: request.method, path, headers: {} });
  const headers = Object.fromEntries(request.headers);
  if (headers["authorization"] !== undefined) headers["authorization"] = "***";
  return {
    at,
    method: request.method,
    path,
    pathTemplate: operation?.path,
    operationId: operation?.operationId,
    query: readQuery(url.searchParams),
    headers,
    body: readBody(request.headers.get("content-type"), text),
  };
}

/** The value of the path's `{id}`, decoded; empty where the path has none.
 * @throws ApiError 400 for broken percent-encoding */
export function readPathId(path: string, pathTemplate: string): string {
  const index = pathTemplate.split("/").indexOf("{id}");
  try {
    return decodeURIComponent(path.split("/")[index] ?? "");
  } catch {
    throw new ApiError(400, "bad_request", "The path has broken percent-encoding.");
  }
}

/** The methods a path of the document has. */
export function methodsOf(path: string, document: OpenApiDocument): string[] {
  return METHODS.filter((method) => document.router.matchOperation({ method, path, headers: {} }) !== undefined);
}

/** The media type of a Content-Type header, without parameters. */
export function mediaTypeOf(contentType: string | null): string {
  return (contentType ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
}

/** Form fields by name; a name sent twice has an array. */
export function readQuery(parameters: URLSearchParams): Record<string, string | string[]> {
  const names = [...new Set(parameters.keys())];
  return Object.fromEntries(
    names.map((name) => {
      const values = parameters.getAll(name);
      return [name, values.length > 1 ? values : (values[0] ?? "")];
    }),
  );
}

function readBody(contentType: string | null, text: string): unknown {
  if (text === "") return undefined;
  if (mediaTypeOf(contentType) === "application/x-www-form-urlencoded") return readQuery(new URLSearchParams(text));
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
