import { type Call, callBehind, factsOf } from "./call.ts";
import { TrattaApiError, TrattaResponseError } from "../errors.ts";

/** The error for an answer that says no, with what is known of the call behind it. */
export function toApiError(response: Response, body: unknown): TrattaApiError {
  const call = findCall(response);
  const { status } = response;
  const outcome = status >= 500 || call.mayHaveHappened ? "unknown" : "rejected";
  const errorCode = safeErrorCode(body);
  const error = new TrattaApiError(`HTTP ${status}${errorCode ? ` ${errorCode}` : ""} (outcome ${outcome})`, {
    ...factsOf(call),
    status,
    outcome,
    errorCode,
    retryAfterMs: call.retryAfterMs,
  });
  return Object.defineProperty(error, "body", { value: body });
}

/** The error for a 2xx answer that is not what the operation answers. */
export function toResponseError(response: Response, problem: string): TrattaResponseError {
  return new TrattaResponseError(problem, { ...factsOf(findCall(response)), status: response.status });
}

/** Anything but a word that looks like a code, such as an address or a number, stays on `.body`, out of sight of logs. */
function safeErrorCode(body: unknown): string | undefined {
  const code = (body as { errorCode?: unknown } | null | undefined)?.errorCode;
  return typeof code === "string" && /^[a-z][a-z_.-]*\d{0,3}$/i.test(code) ? code : undefined;
}

function findCall(response: Response): Call {
  return callBehind(response) ?? ({ method: "?", path: "?", attempts: 1 } as Call);
}
