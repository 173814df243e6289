import type { ApiError } from "./api-error.ts";

/** An answer of JSON, or without a body where `body` is undefined. */
export function jsonResponse(status: number, body?: object, headers: Readonly<Record<string, string>> = {}): Response {
  return body === undefined
    ? textResponse(status, "", headers)
    : textResponse(status, JSON.stringify(body), headers, "application/json");
}

/** An error answer of the API. */
export function errorResponse({ status, errorCode, message, headers }: ApiError): Response {
  return jsonResponse(status, { error: message, errorCode }, headers);
}

/** A page for people; `body` is HTML. */
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

/** An answer whose length is announced, so that a receiver can tell when it was cut short. `headers` may name another content type. */
export function textResponse(
  status: number,
  text: string,
  headers: Readonly<Record<string, string>>,
  contentType: string = "text/plain; charset=utf-8",
): Response {
  const all = new Headers(headers);
  if (status === 204 || status === 205 || status === 304) return new Response(null, { status, headers: all });
  if (text !== "" && !all.has("Content-Type")) all.set("Content-Type", contentType);
  all.set("Content-Length", String(new TextEncoder().encode(text).length));
  return new Response(text === "" ? null : text, { status, headers: all });
}
