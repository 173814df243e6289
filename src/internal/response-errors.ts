import { type Attempt, attemptOf, factsOf } from "./call.ts";
import { TrattaApiError, TrattaResponseError } from "../errors.ts";
import { outcomeOfStatus } from "./outcome.ts";

/** The error for a response that reports a failure, with the facts of its call. */
export function toApiError(response: Response, body: unknown): TrattaApiError {
  const attempt = attemptOrUnknown(response);
  const { status } = response;
  const outcome = outcomeOfStatus(status, attempt.mayHaveHappened);
  const errorCode = safeErrorCode(body);
  const error = new TrattaApiError(`HTTP ${status}${errorCode ? ` ${errorCode}` : ""} (outcome ${outcome})`, {
    ...factsOf(attempt),
    status,
    outcome,
    errorCode,
    retryAfterMs: attempt.retryAfterMs,
  });
  return Object.defineProperty(error, "body", { value: body });
}

/** The error for a 2xx response whose body is not what the operation returns. */
export function toResponseError(response: Response, problem: string): TrattaResponseError {
  return new TrattaResponseError(problem, { ...factsOf(attemptOrUnknown(response)), status: response.status });
}

/** Anything that does not look like a code, such as an e-mail address or a number, stays on `.body`, out of logs. */
function safeErrorCode(body: unknown): string | undefined {
  const code = (body as { errorCode?: unknown } | null | undefined)?.errorCode;
  return typeof code === "string" && /^[a-z][a-z_.-]*\d{0,3}$/i.test(code) ? code : undefined;
}

function attemptOrUnknown(response: Response): Attempt {
  return attemptOf(response) ?? ({ call: { method: "?", path: "?" }, number: 1 } as Attempt);
}
