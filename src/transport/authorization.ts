import { TrattaRequestError } from "../errors.ts";
import type { SendAttempt } from "../internal/call.ts";

/**
 * A bearer token, or a function that returns one.
 *
 * The function is called before each attempt, so that a retry uses a new token. After a 401 it is called once more with the
 * token that the server rejected, so that a cache can drop it.
 */
export type Token = string | TokenFunction;

type TokenFunction = (info: { readonly rejected?: string }) => string | Promise<string>;

/** Sets the bearer token and the Accept header; without the latter the live API responds with HTML. */
export function withAuthorization(token: Token, next: SendAttempt): SendAttempt {
  /** By rejected token. A call keeps the map of its start, so that calls rejected together share one refresh. */
  let refreshes = new Map<string, Promise<string>>();

  async function refresh(tokenFunction: TokenFunction, rejected: string, shared: typeof refreshes): Promise<string> {
    try {
      return await callTokenFunction(tokenFunction, { rejected });
    } finally {
      if (refreshes === shared) refreshes = new Map();
    }
  }

  return async (request, attempt) => {
    const shared = refreshes;
    const bearer = typeof token === "string" ? token : (attempt.token ?? (await callTokenFunction(token, {})));
    // A shorter one is no secret, and could be part of any word.
    attempt.hideToken = (text) => (bearer.length < 6 ? text : text.replaceAll(bearer, "…"));
    request.headers.set("Authorization", `Bearer ${bearer}`);
    request.headers.set("Accept", "application/json");
    const response = await next(request, attempt);
    if (response.status === 401 && typeof token !== "string" && attempt.mayRefresh) {
      // From here on the attempt waits for the token function.
      attempt.sent = false;
      const pending = shared.get(bearer) ?? refresh(token, bearer, shared);
      shared.set(bearer, pending);
      // Otherwise a token function that hung once would let every later call that shares it time out.
      attempt.signal?.addEventListener("abort", () => shared.delete(bearer));
      const fresh = await pending;
      if (fresh !== bearer) attempt.freshToken = fresh;
    }
    return response;
  };
}

/** @throws {TrattaRequestError} without quoting the token, unlike the error of `Headers` */
export function assertToken(token: unknown): asserts token is string {
  if (typeof token !== "string" || !/^[!-~]+$/.test(token)) {
    throw new TrattaRequestError("token", "must be a string without blanks, or a function that returns one");
  }
}

async function callTokenFunction(tokenFunction: TokenFunction, info: { rejected?: string }): Promise<string> {
  let bearer: unknown;
  try {
    bearer = await tokenFunction(info);
  } catch (error) {
    throw new TrattaRequestError("token", "function threw", error);
  }
  assertToken(bearer);
  return bearer;
}
