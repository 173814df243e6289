import type { Fetch } from "../internal/call.ts";
import { TrattaRequestError } from "../errors.ts";

/** A bearer token, or a function that gives one for each attempt (so that a rotated token is picked up by a retry). */
export type Token = string | (() => string | Promise<string>);

/** Puts the bearer token and the Accept header on a request; without the latter the live API answers HTML. */
export function withAuthorization(token: Token, next: Fetch): Fetch {
  return async (request, call) => {
    const bearer = typeof token === "string" ? token : await resolve(token);
    assertToken(bearer);
    request.headers.set("Authorization", `Bearer ${bearer}`);
    request.headers.set("Accept", "application/json");
    return next(request, call);
  };
}

/** @throws {TrattaRequestError} without quoting the token, as `Headers` would when it refuses one */
export function assertToken(token: unknown): void {
  if (typeof token !== "string" || !/^[!-~]+$/.test(token)) {
    throw new TrattaRequestError("token", "must be a string without blanks, or a function that returns one");
  }
}

async function resolve(token: () => string | Promise<string>): Promise<string> {
  try {
    return await token();
  } catch (error) {
    throw new TrattaRequestError("token", "function threw", error);
  }
}
