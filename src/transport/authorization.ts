import { TrattaRequestError } from "../errors.ts";
import type { SendAttempt } from "../internal/call.ts";

/** A bearer token, or a function that returns one. It is called before each attempt, so that a retry uses a new token. */
export type Token = string | (() => string | Promise<string>);

/** Sets the bearer token and the Accept header; without the latter the live API responds with HTML. */
export function withAuthorization(token: Token, next: SendAttempt): SendAttempt {
  return async (request, attempt) => {
    const bearer = typeof token === "string" ? token : await callTokenFunction(token);
    assertToken(bearer);
    // A shorter one is no secret, and could be part of any word.
    attempt.hideToken = (text) => (bearer.length < 6 ? text : text.replaceAll(bearer, "…"));
    request.headers.set("Authorization", `Bearer ${bearer}`);
    request.headers.set("Accept", "application/json");
    return next(request, attempt);
  };
}

/** @throws {TrattaRequestError} without quoting the token, unlike the error of `Headers` */
export function assertToken(token: unknown): void {
  if (typeof token !== "string" || !/^[!-~]+$/.test(token)) {
    throw new TrattaRequestError("token", "must be a string without blanks, or a function that returns one");
  }
}

async function callTokenFunction(token: () => string | Promise<string>): Promise<string> {
  try {
    return await token();
  } catch (error) {
    throw new TrattaRequestError("token", "function threw", error);
  }
}
