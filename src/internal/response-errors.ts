import { type ErrorBody, TrattaApiError, TrattaResponseError } from "../errors.ts";
import { type Attempt, attemptOf, factsOf } from "./call.ts";
import { mask } from "./mask.ts";
import { outcomeOfStatus } from "./outcome.ts";
import { reasonOf } from "./reason-of.ts";
import { requestIdOf } from "./request-id.ts";

/** The `error` of a failed call whose response has no JSON object in its body. */
export const NO_JSON_BODY: ErrorBody = Object.freeze({ error: "the response has no JSON body" });

/** The error for a response that reports a failure, with the facts of its call. */
export function toApiError(response: Response, body: unknown): TrattaApiError {
  const attempt = attemptOrUnknown(response);
  const { status, headers } = response;
  const outcome = outcomeOfStatus(status, attempt.mayHaveHappened);
  const errorCode = safeErrorCode(body);
  const reason = body === NO_JSON_BODY ? undefined : reasonOf(body);
  const shown = reason === undefined ? "" : `: ${mask(attempt.hideToken?.(reason) ?? reason)}`;
  const error = new TrattaApiError(`HTTP ${status}${errorCode ? ` ${errorCode}` : ""}${shown} (outcome ${outcome})`, {
    ...factsOf(attempt),
    status,
    outcome,
    errorCode,
    requestId: requestIdOf(headers),
    retryAfterMs: attempt.retryAfterMs,
  });
  // Not enumerable: they may hold personal data.
  return Object.defineProperties(error, {
    reason: { value: reason },
    body: { value: body },
    headers: { value: headers },
  });
}

/** The error for a 2xx response whose body is not what the operation returns. */
export function toResponseError(response: Response, problem: string): TrattaResponseError {
  return new TrattaResponseError(problem, { ...factsOf(attemptOrUnknown(response)), status: response.status });
}

/** Anything that does not look like a code, such as an e-mail address or a number, stays on `.body`, out of logs. */
function safeErrorCode(body: unknown): string | undefined {
  const code = (body as { errorCode?: unknown } | null | undefined)?.errorCode;
  return typeof code === "string" && /^[a-z][a-z_.-]{0,63}\d{0,3}$/i.test(code) ? code : undefined;
}

function attemptOrUnknown(response: Response): Attempt {
  return attemptOf(response) ?? ({ call: { method: "?", path: "?" }, number: 1 } as Attempt);
}
