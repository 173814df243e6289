import type { ApiError } from "../domain/api-error.ts";

/** Makes a JSON response, or an empty one when `body` is undefined. */
export function jsonResponse(status: number, body?: object, headers: Readonly<Record<string, string>> = {}): Response {
  return body === undefined
    ? textResponse(status, "", headers)
    : textResponse(status, JSON.stringify(body), headers, "application/json");
}

const messages = new WeakMap<Response, string>();

/** Makes the error response of the API. */
export function errorResponse({ status, errorCode, message, headers }: ApiError): Response {
  const response = jsonResponse(status, { error: message, errorCode }, headers);
  messages.set(response, message);
  return response;
}

/** Returns the message of a response that `errorResponse` made. */
export function messageOf(response: Response): string | undefined {
  return messages.get(response);
}

/** Makes an HTML page; `body` is HTML. */
export function htmlResponse(status: number, title: string, body: string): Response {
  const page = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${title}</title></head>
<body>
<h1>${title}</h1>
${body}
</body>
</html>
`;
  return textResponse(status, page, {}, "text/html; charset=utf-8");
}

/** A response whose body is a text. `Response` would make a stream of it, which takes longer than the rest of a request; by HTTP
 * the text is sent as it is. Its own body is null: only `toFetchResponse` gives one. */
export class TextResponse extends Response {
  readonly content: string;

  constructor(content: string, init: ResponseInit) {
    super(null, init);
    this.content = content;
  }
}

/** Returns the response that a caller of fetch gets, with a body to read. */
export function toFetchResponse(response: Response): Response {
  if (!(response instanceof TextResponse)) return response;
  return new Response(response.content === "" ? null : response.content, response);
}

/** Makes a response with a Content-Length, so that a client notices when it is truncated. `headers` may replace the content type. */
export function textResponse(
  status: number,
  text: string,
  headers: Readonly<Record<string, string>>,
  contentType: string = "text/plain; charset=utf-8",
): Response {
  const all = new Headers(headers);
  if (status === 204 || status === 205 || status === 304) return new Response(null, { status, headers: all });
  if (text !== "" && !all.has("Content-Type")) all.set("Content-Type", contentType);
  all.set("Content-Length", String(Buffer.byteLength(text)));
  return new TextResponse(text, { status, headers: all });
}
