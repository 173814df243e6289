import type { ErrorResponse } from "../generated/schema.ts";

/**
 * What became of the operation:
 * - `rejected`: the server responded that it did not carry it out.
 * - `not_sent`: no request left this process, or it provably did not arrive.
 * - `unknown`: it may have been carried out. Look for its effect before you repeat a POST (see `chargeOnce`).
 */
export type Outcome = "rejected" | "not_sent" | "unknown";

/** The facts of a call that an error shows. `path` is the template (`/charges/{id}`), since ids may be personal data. */
export interface CallFacts {
  readonly method: string;
  readonly path: string;
  /** Requests sent for this call, retries included. */
  readonly attempts: number;
}

/**
 * Base of the errors of this package.
 *
 * No string form of it (`String`, `JSON.stringify`, `util.inspect`) holds the token or a request body. Of a response it
 * holds the masked reason that `TrattaApiError` describes, and nothing else. `code` is the name of the class as a literal,
 * which stays the same in minified code and when two copies of this package are loaded.
 */
export abstract class TrattaError extends Error {
  abstract readonly code: string;
  abstract readonly outcome: Outcome;

  /** @param facts become properties of the error; the message begins with those of a call */
  constructor(problem: string, facts: object, cause?: unknown) {
    const { method, path } = facts as Partial<CallFacts>;
    super(method ? `${method} ${path}: ${problem}` : problem);
    Object.assign(this, facts);
    // What `fetch` threw may quote a token or a response. `util.inspect` prints a plain `cause`, but calls no getter.
    if (cause !== undefined) Object.defineProperty(this, "cause", { get: () => cause });
  }

  override get name(): string {
    return this.code;
  }

  toJSON(): object {
    return { ...this, message: this.message };
  }
}

/** The parsed body of an error response. The spec documents `error` and `errorCode`; a server may send other fields. */
export type ErrorBody = ErrorResponse & { readonly [field: string]: unknown };

/**
 * The server responded with a 4xx or 5xx status, or with `success: false`.
 *
 * The message holds the server's reason, as in
 * `POST /customers: HTTP 422 validation_failed: name is required (outcome rejected)`: at most 200 characters of it,
 * with e-mail addresses, quoted values, numbers of four or more digits and the call's token masked. Names of persons are
 * not masked, because they look like any other words.
 */
export class TrattaApiError extends TrattaError implements CallFacts {
  readonly code = "TrattaApiError";
  declare readonly method: string;
  declare readonly path: string;
  declare readonly attempts: number;
  /**
   * `unknown` for 408, 425 and 5xx, after which the operation may have been carried out, and for any status when an earlier
   * attempt of the call may have succeeded; otherwise `rejected`.
   */
  declare readonly outcome: "rejected" | "unknown";
  declare readonly status: number;
  /** The API's own code, when the body has one that looks like a code. */
  declare readonly errorCode?: string;
  /** `X-Request-Id` or a similar header of the response: what the server's operator can search its logs for. */
  declare readonly requestId?: string;
  /** Milliseconds that the server asks us to wait (`Retry-After`). */
  declare readonly retryAfterMs?: number;
  /**
   * The server's reason, whole and unmasked: the texts in `error`, `message`, `detail` and `errors` of the body. Not
   * enumerable, because it may hold personal data.
   */
  declare readonly reason?: string;
  /** The parsed error body; undefined when there is none. Not enumerable, because it may hold personal data. */
  declare readonly body: ErrorBody | undefined;
  /** The headers of the response. Not enumerable, because they may hold cookies. */
  declare readonly headers: Headers;
}

/**
 * No usable response: a refused or reset connection, an unknown host, or a body that was cut short. `cause` is what `fetch`
 * threw; the message holds the class and the code of its innermost cause.
 */
export class TrattaNetworkError extends TrattaError implements CallFacts {
  readonly code = "TrattaNetworkError";
  declare readonly method: string;
  declare readonly path: string;
  declare readonly attempts: number;
  declare readonly outcome: "not_sent" | "unknown";
}

/** An attempt, including its response body, took longer than `timeoutMs`. */
export class TrattaTimeoutError extends TrattaError implements CallFacts {
  readonly code = "TrattaTimeoutError";
  readonly outcome = "unknown";
  declare readonly method: string;
  declare readonly path: string;
  declare readonly attempts: number;
}

/** A response that cannot be trusted: HTML or broken JSON with a success status, a redirect, or an unexpected shape. */
export class TrattaResponseError extends TrattaError implements CallFacts {
  readonly code = "TrattaResponseError";
  readonly outcome = "unknown";
  declare readonly method: string;
  declare readonly path: string;
  declare readonly attempts: number;
  /** 0 when the runtime hides the status of a redirect. */
  declare readonly status: number;
}

/** Refused before anything was sent. The message says which field or option is wrong and what to do. */
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

/** Why a webhook is refused. */
export type WebhookProblem =
  "missing_signature" | "malformed_signature" | "wrong_signature" | "body_too_large" | "invalid_body";

/**
 * A webhook that `verifyWebhook` refuses. Its message is a fixed text, and it has no `cause`, so that no form of it holds a
 * secret, a signature or anything of the body.
 */
export class TrattaWebhookError extends TrattaError {
  readonly code = "TrattaWebhookError";
  readonly outcome = "rejected";
  /** What to respond with: 400 when it is malformed, 401 when the signature is wrong, 413 when the body is too large. */
  declare readonly status: 400 | 401 | 413;
  /**
   * - `missing_signature`: there is no `X-Tratta-Signature-256`, or it is empty.
   * - `malformed_signature`: that header is not one signature in a known form.
   * - `wrong_signature`: the signature does not belong to the body and one of the secrets.
   * - `body_too_large`: the body has more than `maxBytes`. It was not read to its end, and not verified.
   * - `invalid_body`: the body broke off while it was read; or it is signed, but neither JSON nor form fields in UTF-8.
   */
  declare readonly reason: WebhookProblem;

  constructor(reason: WebhookProblem, status: 400 | 401 | 413, problem: string) {
    super(problem, { reason, status });
  }
}

/** Every error class of this package, as a union that `code` discriminates. */
export type AnyTrattaError =
  | TrattaApiError
  | TrattaNetworkError
  | TrattaTimeoutError
  | TrattaResponseError
  | TrattaRequestError
  | PaymentPlanNotEditableError
  | PaginationDriftError
  | TrattaWebhookError;

/**
 * Whether a caught value is an error of this package, or of another copy of it.
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
