import type { Fetch } from "../internal/call.ts";
import { TrattaRequestError } from "../errors.ts";

/**
 * Refuses a request that would leave the configured base URL, whoever rewrote it: the token must not follow it.
 *
 * @param baseUrl normalised, without a trailing slash
 */
export function withOriginGuard(baseUrl: string, next: Fetch): Fetch {
  return (request, call) => {
    if (!request.url.startsWith(`${baseUrl}/`)) {
      return Promise.reject(new TrattaRequestError("url", `must be below ${baseUrl}`));
    }
    // A request that a hook made anew would follow redirects to anywhere.
    return next(request.redirect === "manual" ? request : new Request(request, { redirect: "manual" }), call);
  };
}
