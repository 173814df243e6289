import { ApiError } from "../domain/api-error.ts";
import { maskBody } from "./mask-body.ts";
import { maskNumbers } from "./mask-numbers.ts";
import type { DocumentedOperation, OpenApiDocument } from "./openapi-document.ts";
import type { ReceivedRequest } from "./received-request.ts";
import type { RequestHead } from "./request-head.ts";
import { MAX_BODY_VALUES } from "./read-text.ts";

/** A request after reading: what the log and the faults see, and what the handling needs besides. */
export interface IncomingRequest {
  readonly received: ReceivedRequest;
  /** A copy of its own, with the card and account numbers that `received` masks. The validator fills in defaults. */
  readonly body: unknown;
  readonly url: URL;
  /** As `received` has them, but not masked. */
  readonly path: string;
  readonly query: ReceivedRequest["query"];
  /** With the token, which `received` masks. */
  readonly authorization: string | null;
  /** The matching operation of the OpenAPI document. */
  readonly operation: DocumentedOperation | undefined;
  /** Why the body cannot be used, if it cannot. */
  readonly bodyProblem: BodyProblem | undefined;
}

/** A body above a limit, neither a form nor JSON, or with objects nested deeper than anything of the API. */
type BodyProblem = "too_large" | "unparsed" | "too_deep";

/** The methods that operations of an API have. */
export const METHODS: readonly string[] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

const MAX_DEPTH = 100;

/** Reads a request and matches it with the document. `readBody` returns its body, or undefined for one that is too large. */
export async function readRequest(
  request: RequestHead,
  document: OpenApiDocument,
  at: number,
  readBody: () => Promise<string | undefined>,
): Promise<IncomingRequest> {
  const url = new URL(request.url);
  // The real API serves below /api/v1. Both forms work here, so that the origin alone can be a base URL.
  const path = url.pathname.replace(/^\/api\/v1(?=\/|$)/, "") || "/";
  const operation = document.match(request.method, path);
  const query = readFields(url.searchParams);
  const isDebtAccount = /debt.accounts/i.test(operation?.path ?? "");
  const headers = Object.fromEntries([...request.headers].map(([name, value]) => [name, maskHeader(name, value)]));
  const { body, bodyProblem } = parseBody(headers["content-type"], await readBody());
  return {
    received: {
      at,
      method: request.method,
      path: maskNumbers(path),
      pathTemplate: operation?.path,
      operationId: operation?.operationId,
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- masked texts are texts
      query: maskBody(query, { isDebtAccount }) as ReceivedRequest["query"],
      headers,
      body: maskBody(body, { isDebtAccount }),
    },
    body,
    url,
    path,
    query,
    authorization: request.headers.get("authorization"),
    operation,
    bodyProblem,
  };
}

function maskHeader(name: string, value: string): string {
  return /^(authorization|proxy-authorization|cookie)$/.test(name) ? "***" : maskNumbers(value);
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
  return METHODS.filter((method) => document.match(method, path) !== undefined);
}

/** Returns the media type of a Content-Type header, without parameters. */
export function mediaTypeOf(contentType: string | undefined): string {
  return (contentType ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
}

/** Returns query parameters or form fields by name, as an array when the name occurs more than once. */
export function readFields(parameters: URLSearchParams): Record<string, string | string[]> {
  const fields = new Map<string, string | string[]>();
  for (const [name, value] of parameters) {
    const others = fields.get(name);
    if (Array.isArray(others)) others.push(value);
    else fields.set(name, others === undefined ? value : [others, value]);
  }
  return Object.fromEntries(fields);
}

/** Parses a form, or else JSON. */
export function parseBody(
  contentType: string | undefined,
  text: string | undefined,
): { body: unknown; bodyProblem: BodyProblem | undefined } {
  if (text === undefined) return { body: undefined, bodyProblem: "too_large" };
  if (text === "") return { body: undefined, bodyProblem: undefined };
  if (mediaTypeOf(contentType) === "application/x-www-form-urlencoded") {
    return { body: readFields(new URLSearchParams(text)), bodyProblem: undefined };
  }
  try {
    const body: unknown = JSON.parse(text);
    const bodyProblem = problemOf(body);
    return { body: bodyProblem ? undefined : body, bodyProblem };
  } catch {
    return { body: text, bodyProblem: "unparsed" };
  }
}

/** Objects nested too deep would be too much for functions that call themselves. */
function problemOf(body: unknown): BodyProblem | undefined {
  let values = 0;
  function problemIn(value: unknown, depth: number): BodyProblem | undefined {
    values += 1;
    if (values > MAX_BODY_VALUES) return "too_large";
    if (typeof value !== "object" || value === null) return undefined;
    if (depth === MAX_DEPTH) return "too_deep";
    for (const item of Object.values(value)) {
      const problem = problemIn(item, depth + 1);
      if (problem) return problem;
    }
    return undefined;
  }
  return problemIn(body, 0);
}
