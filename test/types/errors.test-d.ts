// Checked by `tsc`, not run: a line after @ts-expect-error that compiles is an error of the type check.
import { expectTypeOf } from "vitest";
import type {
  AnyTrattaError,
  Outcome,
  PaginationDriftError,
  PaymentPlanNotEditableError,
  TrattaApiError,
  TrattaNetworkError,
  TrattaRequestError,
  TrattaResponseError,
  TrattaTimeoutError,
  TrattaWebhookError,
} from "../../src/index.ts";
import { isTrattaError, TrattaError } from "../../src/index.ts";

/** Each code leads to its class, and a code that is left out is a compile error. */
export function describeError(error: AnyTrattaError): string {
  switch (error.code) {
    case "TrattaApiError":
      expectTypeOf(error).toEqualTypeOf<TrattaApiError>();
      expectTypeOf(error.outcome).toEqualTypeOf<"rejected" | "unknown">();
      return `${error.status} ${error.errorCode} ${error.retryAfterMs} ${error.attempts}`;
    case "TrattaNetworkError":
      expectTypeOf(error).toEqualTypeOf<TrattaNetworkError>();
      expectTypeOf(error.outcome).toEqualTypeOf<"not_sent" | "unknown">();
      return `${error.method} ${error.path}`;
    case "TrattaTimeoutError":
      expectTypeOf(error).toEqualTypeOf<TrattaTimeoutError>();
      expectTypeOf<(typeof error)["outcome"]>().toEqualTypeOf<"unknown">();
      return error.outcome;
    case "TrattaResponseError":
      expectTypeOf(error).toEqualTypeOf<TrattaResponseError>();
      return String(error.status);
    case "TrattaRequestError":
      expectTypeOf(error).toEqualTypeOf<TrattaRequestError>();
      expectTypeOf<(typeof error)["outcome"]>().toEqualTypeOf<"not_sent">();
      // @ts-expect-error nothing was sent, so there is no status
      return error.field + error.status;
    case "PaymentPlanNotEditableError":
      expectTypeOf(error).toEqualTypeOf<PaymentPlanNotEditableError>();
      return error.reason;
    case "PaginationDriftError":
      expectTypeOf(error).toEqualTypeOf<PaginationDriftError>();
      return `${error.drift.expected - error.drift.actual} rows`;
    case "TrattaWebhookError":
      expectTypeOf(error).toEqualTypeOf<TrattaWebhookError>();
      expectTypeOf(error.status).toEqualTypeOf<400 | 401 | 413>();
      return error.reason;
    default:
      return error satisfies never;
  }
}

export function forgetACode(error: TrattaApiError | TrattaRequestError): string {
  switch (error.code) {
    case "TrattaRequestError":
      return error.field;
    default:
      // @ts-expect-error TrattaApiError is left
      return error satisfies never;
  }
}

export function caught(error: unknown): Outcome | undefined {
  // @ts-expect-error what was caught may be anything
  void error.outcome;
  if (!isTrattaError(error)) return undefined;
  expectTypeOf(error).toEqualTypeOf<AnyTrattaError>();
  expectTypeOf(error.outcome).toEqualTypeOf<Outcome>();
  return error.outcome;
}

// @ts-expect-error the base class is for `instanceof`, not for making
new TrattaError("problem", {});
expectTypeOf<AnyTrattaError>().toExtend<TrattaError>();
