import { ApiError } from "../domain/api-error.ts";
import type { RequestHead } from "./request-head.ts";
import { errorResponse } from "./responses.ts";

const EXPOSED = "Date, Retry-After, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, X-Sandbox";

/** Decides which pages may call the sandbox: those of its own origin and of the allowed ones. */
export interface OriginRules {
  /** Whether a request to `host` may come from where its headers say: `Origin`, or without that `Sec-Fetch-Site`, with which a
   * page of another origin may lead here, but not load anything. */
  isAllowed(headers: SourceHeaders, host: string): boolean;
  /** Lets a page of an allowed origin read a response; pages of others learn nothing. */
  addHeaders(headers: Headers, origin: string | null): void;
  /** Responds when a browser asks whether a page may send a request. */
  preflight(request: RequestHead): Response;
  /** Makes the response to a page that may not call the sandbox. */
  refuse(): Response;
}

/** The headers in which browsers say where a request comes from; clients that are none send none of them. */
interface SourceHeaders {
  readonly origin?: string | undefined;
  readonly "sec-fetch-site"?: string | string[] | undefined;
  readonly "sec-fetch-mode"?: string | string[] | undefined;
  readonly "sec-fetch-dest"?: string | string[] | undefined;
}

/** Creates the rules of allowed origins, which are as `normalizeOrigin` returns them. */
export function createOriginRules(allowedOrigins: readonly string[]): OriginRules {
  const find = (origin: string | null): string | undefined => {
    const normalized = origin === null ? undefined : normalizeOrigin(origin);
    return allowedOrigins.find((allowed) => allowed === normalized);
  };
  const refuse = (): Response => {
    const message =
      "The Origin header names a page that may not call the sandbox; list its origin in allowedOrigins (--allowed-origins).";
    return errorResponse(new ApiError(403, "origin_not_allowed", message));
  };
  const addHeaders = (headers: Headers, origin: string | null): void => {
    if (allowedOrigins.length > 0) headers.append("Vary", "Origin");
    const allowed = find(origin);
    if (allowed === undefined) return;
    headers.set("Access-Control-Allow-Origin", allowed);
    headers.set("Access-Control-Expose-Headers", EXPOSED);
  };
  return {
    isAllowed({ origin, ...headers }, host) {
      const { "sec-fetch-site": site = "none", "sec-fetch-mode": mode, "sec-fetch-dest": destination } = headers;
      // Forms of a page with Referrer-Policy: no-referrer say null.
      if (origin === "null" && site === "same-origin") return true;
      if (origin !== undefined) return isSameOrigin(origin, host) || find(origin) !== undefined;
      if (site === "none" || site === "same-origin") return true;
      // A link to the portal or the console: a frame has another destination.
      return mode === "navigate" && destination === "document";
    },
    addHeaders,
    preflight(request) {
      const origin = request.headers.get("origin");
      if (find(origin) === undefined) return refuse();
      const headers = new Headers({
        "Access-Control-Allow-Methods": "GET, POST, PUT, PATCH, DELETE",
        // Listed one by one, since the wildcard does not cover Authorization.
        "Access-Control-Allow-Headers":
          request.headers.get("access-control-request-headers") ?? "Accept, Authorization, Content-Type",
        // Chromium requires this when a public page calls a server on loopback.
        "Access-Control-Allow-Private-Network": "true",
        "Access-Control-Max-Age": "600",
        Vary: "Access-Control-Request-Headers",
      });
      addHeaders(headers, origin);
      return new Response(null, { status: 204, headers });
    },
    refuse,
  };
}

/** Whether a request is a browser's question whether a page may send another one. */
export function isPreflight({ method, headers }: RequestHead): boolean {
  return method === "OPTIONS" && headers.has("origin") && headers.has("access-control-request-method");
}

/** Returns an origin as browsers write it in an Origin header, or undefined for what is none: `null` stands for no page in
 * particular, and `*` for all. */
export function normalizeOrigin(text: string): string | undefined {
  if (!/^[a-z][a-z\d+.-]*:\/\/([\w.-]+|\[[\da-f:.]+\])(:\d{1,5})?\/?$/i.test(text) || !URL.canParse(text)) {
    return undefined;
  }
  const { protocol, host } = new URL(text.toLowerCase());
  return `${protocol}//${host}`;
}

function isSameOrigin(origin: string, host: string): boolean {
  const normalized = normalizeOrigin(origin);
  // A proxy may add TLS.
  const own = [`http://${host}`, `https://${host}`].map(normalizeOrigin);
  return normalized !== undefined && own.includes(normalized);
}
