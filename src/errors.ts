/**
 * What became of the operation:
 * - `rejected`: the server answered that it did not do it.
 * - `not_sent`: no request left this process, or provably none arrived.
 * - `unknown`: it may have been carried out. Look (see `findCharge`) before you repeat a POST.
 */
export type Outcome = "rejected" | "not_sent" | "unknown";

/** What an error can tell of its call. `path` is the template (`/charges/{id}`), since ids may be personal data. */
export interface CallFacts {
  readonly method: string;
  readonly path: string;
  /** Requests sent for this call, retries included. */
  readonly attempts: number;
}

/**
 * Base of every error this package throws on its own account.
 *
 * No string form of it (`String`, `JSON.stringify`, `util.inspect`) holds the token, a request body or the text of an
 * answer. `code` is the class's name as a literal: it tells the classes apart also after a minifier, and when two copies
 * of this package are loaded.
 */
export abstract class TrattaError extends Error {
  abstract readonly code: string;
  abstract readonly outcome: Outcome;

  /** @param facts become the error's properties; those of a call also head its message */
  constructor(problem: string, facts: object, cause?: unknown) {
    const { method, path } = facts as Partial<CallFacts>;
    super(method ? `${method} ${path}: ${problem}` : problem);
    Object.assign(this, facts);
    // What others threw may quote a token or an answer; `util.inspect` prints a plain `cause`, but calls no getter.
    if (cause !== undefined) Object.defineProperty(this, "cause", { get: () => cause });
  }

  override get name(): string {
    return this.code;
  }

  toJSON(): object {
    return { ...this, message: this.message };
  }
}

/** The server answered with an error status, or said `success: false`. */
export class TrattaApiError extends TrattaError implements CallFacts {
  readonly code = "TrattaApiError";
  declare readonly method: string;
  declare readonly path: string;
  declare readonly attempts: number;
  /** `rejected` for 4xx; `unknown` for 5xx, and for 4xx where an earlier attempt of the call may have succeeded. */
  declare readonly outcome: "rejected" | "unknown";
  declare readonly status: number;
  /** The API's own code, where the answer holds one that looks like a code. */
  declare readonly errorCode?: string;
  /** Milliseconds the server asked us to wait (`Retry-After`). */
  declare readonly retryAfterMs?: number;
  /** The parsed error body. Not enumerable, because it may hold personal data. */
  declare readonly body: unknown;
}

/** No usable answer came back: refused, reset, DNS, or a body cut short. `cause` is what `fetch` threw. */
export class TrattaNetworkError extends TrattaError implements CallFacts {
  readonly code = "TrattaNetworkError";
  declare readonly method: string;
  declare readonly path: string;
  declare readonly attempts: number;
  declare readonly outcome: "not_sent" | "unknown";
}

/** One attempt, its body included, took longer than `timeoutMs`. */
export class TrattaTimeoutError extends TrattaError implements CallFacts {
  readonly code = "TrattaTimeoutError";
  readonly outcome = "unknown";
  declare readonly method: string;
  declare readonly path: string;
  declare readonly attempts: number;
}

/** An answer that cannot be trusted: HTML or broken JSON with a success status, a redirect, an unexpected shape. */
export class TrattaResponseError extends TrattaError implements CallFacts {
  readonly code = "TrattaResponseError";
  readonly outcome = "unknown";
  declare readonly method: string;
  declare readonly path: string;
  declare readonly attempts: number;
  /** 0 where the runtime hides the status of a redirect. */
  declare readonly status: number;
}

/** Refused before anything was sent. The message names the field or option and what would be right. */
export class TrattaRequestError extends TrattaError {
  readonly code = "TrattaRequestError";
  readonly outcome = "not_sent";
  /** The option, parameter or body field at fault. */
  declare readonly field: string;

  /** @param problem what is wrong and what to do; the message is the field followed by it */
  constructor(field: string, problem: `${"must" | "is" | "function"} ${string}`, cause?: unknown) {
    super(`${field} ${problem}`, { field }, cause);
  }
}

/** The plan may not be edited now; nothing was sent to change it. */
export class PaymentPlanNotEditableError extends TrattaError {
  readonly code = "PaymentPlanNotEditableError";
  readonly outcome = "not_sent";
  declare readonly reason: "scheduled_charges" | "rule_disabled" | "rule_missing";

  constructor(reason: "scheduled_charges" | "rule_disabled" | "rule_missing") {
    super(`the payment plan is not editable (${reason})`, { reason });
  }
}

/** How a list changed while it was read. */
export interface PaginationDrift {
  /** The page on which the change was noticed. */
  readonly page: number;
  /**
   * - `total_changed`: the server's `total` differs from that of the page before.
   * - `rows_missing`: the list ended with fewer rows than `total`.
   * - `row_repeated`, with `verify` only: a row came twice.
   * - `changed_while_read`, with `verify` only: the second pass gave other rows than the first or another order, or the
   *   list ended with more rows than `total`.
   */
  readonly reason: "total_changed" | "rows_missing" | "row_repeated" | "changed_while_read";
  /** The earlier total, the rows of the first pass, or for `row_repeated` the rows received. */
  readonly expected: number;
  /** The new total, the rows read, those before the first difference, or for `row_repeated` the different ones. */
  readonly actual: number;
}

/**
 * Rows may be missing from what `paginate` yielded, because the list changed while it was read. Thrown after the last row,
 * when there is no `onDrift` that accepts the change, or with `verify`.
 */
export class PaginationDriftError extends TrattaError {
  readonly code = "PaginationDriftError";
  readonly outcome = "unknown";
  declare readonly drift: PaginationDrift;

  constructor(drift: PaginationDrift) {
    super(
      `rows may be missing, because the list changed while it was read (${drift.reason} on page ${drift.page}); read it again, or accept it with onDrift instead of verify`,
      { drift },
    );
  }
}

/** Every error class of this package; `code` tells them apart. */
export type AnyTrattaError =
  | TrattaApiError
  | TrattaNetworkError
  | TrattaTimeoutError
  | TrattaResponseError
  | TrattaRequestError
  | PaymentPlanNotEditableError
  | PaginationDriftError;

/**
 * Whether a caught value is an error of this package, whichever copy of it made it.
 *
 * @example
 * try {
 *   await unwrap(client.POST("/charges", { body: { amount: 700 } }));
 * } catch (error) {
 *   if (isTrattaError(error) && error.outcome === "unknown") console.warn("look before charging again");
 * }
 */
export function isTrattaError(error: unknown): error is AnyTrattaError {
  return error instanceof Error && "outcome" in error && "code" in error && error.code === error.name;
}
