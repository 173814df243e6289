const EXPOSED = "Date, Retry-After, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, X-Sandbox";

/** Lets pages of any origin read a response: the sandbox has only made-up data and uses no cookies. */
export function addCorsHeaders(headers: Headers): void {
  headers.set("Access-Control-Allow-Origin", "*");
  headers.set("Access-Control-Expose-Headers", EXPOSED);
}

/** Makes the response to a browser's preflight request. */
export function preflightResponse(request: Request): Response {
  return new Response(null, {
    status: 204,
    headers: {
      "Access-Control-Allow-Origin": "*",
      "Access-Control-Allow-Methods": "GET, POST, PUT, PATCH, DELETE",
      // Listed one by one, since the wildcard does not cover Authorization.
      "Access-Control-Allow-Headers":
        request.headers.get("access-control-request-headers") ?? "Accept, Authorization, Content-Type",
      // Chromium requires this when a public page calls a server on loopback.
      "Access-Control-Allow-Private-Network": "true",
      "Access-Control-Max-Age": "600",
      Vary: "Access-Control-Request-Headers",
    },
  });
}
