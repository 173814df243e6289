import type { Operation } from "openapi-backend";
import type { OpenAPIV3 } from "openapi-types";
import { ApiError } from "../domain/api-error.ts";
import { maskBody } from "./mask-body.ts";
import type { OpenApiDocument } from "./openapi-document.ts";
import type { ReceivedRequest } from "./received-request.ts";

/** A request after reading: what the log and the faults see, and what the handling needs besides. */
export interface IncomingRequest {
  readonly received: ReceivedRequest;
  /** With card and account numbers, which `received` masks. */
  readonly body: unknown;
  readonly url: URL;
  /** With the token, which `received` masks. */
  readonly authorization: string | null;
  /** The matching operation of the OpenAPI document. */
  readonly operation: Operation<OpenAPIV3.Document> | undefined;
  /** Whether the body is neither a form nor JSON. */
  readonly isUnparsed: boolean;
}

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/** Reads a request to its end and matches it with the document. */
export async function readRequest(request: Request, document: OpenApiDocument, at: number): Promise<IncomingRequest> {
  const url = new URL(request.url);
  // The real API serves below /api/v1. Both forms work here, so that the origin alone can be a base URL.
  const path = url.pathname.replace(/^\/api\/v1(?=\/|$)/, "") || "/";
  const operation = document.router.matchOperation({ method: request.method, path, headers: {} });
  const headers = Object.fromEntries(request.headers);
  if (headers["authorization"] !== undefined) headers["authorization"] = "***";
  const { body, isUnparsed } = parseBody(headers["content-type"], await request.text());
  return {
    received: {
      at,
      method: request.method,
      path,
      pathTemplate: operation?.path,
      operationId: operation?.operationId,
      query: readFields(url.searchParams),
      headers,
      body: maskBody(body, { isDebtAccount: /debt.accounts/i.test(operation?.path ?? "") }),
    },
    body,
    url,
    authorization: request.headers.get("authorization"),
    operation,
    isUnparsed,
  };
}

/** Returns the path's parameters by name, decoded.
 * @throws ApiError 400 for broken percent-encoding */
export function readPathParameters(path: string, pathTemplate: string): Record<string, string> {
  const parts = path.split("/");
  try {
    return Object.fromEntries(
      pathTemplate.split("/").flatMap((part, index) => {
        const [, name] = /^\{(.+)\}$/.exec(part) ?? [];
        return name === undefined ? [] : [[name, decodeURIComponent(parts[index] ?? "")]];
      }),
    );
  } catch {
    throw new ApiError(400, "bad_request", "The path has broken percent-encoding.");
  }
}

/** Returns the methods of a path of the document. */
export function methodsOf(path: string, document: OpenApiDocument): string[] {
  return METHODS.filter((method) => document.router.matchOperation({ method, path, headers: {} }) !== undefined);
}

/** Returns the media type of a Content-Type header, without parameters. */
export function mediaTypeOf(contentType: string | undefined): string {
  return (contentType ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
}

/** Returns query parameters or form fields by name, as an array when the name occurs more than once. */
export function readFields(parameters: URLSearchParams): Record<string, string | string[]> {
  const names = [...new Set(parameters.keys())];
  return Object.fromEntries(
    names.map((name) => {
      const values = parameters.getAll(name);
      return [name, values.length > 1 ? values : (values[0] ?? "")];
    }),
  );
}

function parseBody(contentType: string | undefined, text: string): { body: unknown; isUnparsed: boolean } {
  if (text === "") return { body: undefined, isUnparsed: false };
  if (mediaTypeOf(contentType) === "application/x-www-form-urlencoded") {
    return { body: readFields(new URLSearchParams(text)), isUnparsed: false };
  }
  try {
    return { body: JSON.parse(text), isUnparsed: false };
  } catch {
    return { body: text, isUnparsed: true };
  }
}
