import type { Outcome, TrattaError } from "../errors.ts";
import type { Attempt, Call } from "./call.ts";

// The only place that decides what became of an operation and whether an attempt may be repeated. A POST that may have been
// carried out is never sent again: the charge may exist.

/** How an attempt ended. */
export interface AttemptEnd {
  readonly attempt: Pick<Attempt, "number" | "mayHaveHappened" | "sent" | "freshToken"> & {
    readonly call: Pick<Call, "maxRetries" | "maxDelayMs">;
  };
  readonly method: string;
  /** HTTP status; undefined without a response. */
  readonly status: number | undefined;
  /** The error in place of a response; undefined when the caller aborted. */
  readonly error: Pick<TrattaError, "code" | "outcome"> | undefined;
  /** Time until the next attempt, in milliseconds. */
  readonly delayMs: number;
  /** Whether the call was aborted. */
  readonly aborted: boolean;
}

/** What follows an attempt. */
export interface Decision {
  readonly action: "retry" | "return" | "throw";
  /** What became of the operation; undefined after a success. */
  readonly outcome: Outcome | undefined;
}

/** Decides whether a call goes on after an attempt, and what is known of the operation. */
export function decideAttempt({ attempt, method, status, error, delayMs, aborted }: AttemptEnd): Decision {
  const { call, number, mayHaveHappened, sent } = attempt;
  if (status !== undefined && status < 400) return { action: "return", outcome: undefined };
  const outcome =
    status === undefined
      ? outcomeOf(error?.outcome ?? (sent ? "unknown" : "not_sent"), mayHaveHappened)
      : outcomeOfStatus(status, mayHaveHappened);
  const idempotent = /^(GET|HEAD|PUT|DELETE)$/.test(method);
  const repeatable =
    status === 429 ||
    (status === 401 && attempt.freshToken !== undefined) ||
    (/Network|Timeout/.test(error?.code ?? "") && (idempotent || outcome === "not_sent")) ||
    (idempotent && /^(408|50[0234])$/.test(`${status}`));
  const allowed = number <= call.maxRetries && delayMs <= call.maxDelayMs && !aborted;
  return { action: repeatable && allowed ? "retry" : status ? "return" : "throw", outcome };
}

/** The outcome of an operation whose response reports a failure. 408, 425 and 5xx may follow after it was carried out. */
export function outcomeOfStatus(status: number, mayHaveHappened: boolean): "rejected" | "unknown" {
  return outcomeOf(status >= 500 || status === 408 || status === 425 ? "unknown" : "rejected", mayHaveHappened);
}

/** The outcome of a call whose last attempt had one outcome, after others that may have been carried out. */
export function outcomeOf<Last extends Outcome>(last: Last, mayHaveHappened: boolean): Last | "unknown" {
  return mayHaveHappened ? "unknown" : last;
}

/** Whether an attempt that ended so may have changed something on the server. */
export function mayHaveChanged(method: string, outcome: Outcome | undefined): boolean {
  return outcome === "unknown" && !/^(GET|HEAD)$/.test(method);
}
