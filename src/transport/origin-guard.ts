import { TrattaRequestError } from "../errors.ts";
import type { SendCall } from "../internal/call.ts";
import { renewRequest } from "../internal/renew-request.ts";

/**
 * Refuses a request whose URL is not below the configured base URL, for instance because a hook changed it: the token must
 * not leave for another server.
 *
 * @param baseUrl normalised, without a trailing slash
 */
export function withOriginGuard(baseUrl: string, next: SendCall): SendCall {
  return (request, call, onStart) => {
    if (!request.url.startsWith(`${baseUrl}/`)) {
      return Promise.reject(new TrattaRequestError("url", `must be below ${baseUrl}`));
    }
    // A request created by a hook may follow redirects, to any server.
    return next(request.redirect === "manual" ? request : renewRequest(request, { redirect: "manual" }), call, onStart);
  };
}
