import type { Fetch } from "../call.ts";
import { TrattaRequestError } from "../errors.ts";

/**
 * Refuses a request that would leave the configured base URL, whoever rewrote it: the token must not follow it.
 *
 * @param baseUrl normalised, without a trailing slash
 */
export function withOriginGuard(baseUrl: string, next: Fetch): Fetch {
  return async (request, call) => {
    if (!request.url.startsWith(`${baseUrl}/`)) {
      throw new TrattaRequestError("url", `below ${baseUrl}`);
    }
    return next(request, call);
  };
}
