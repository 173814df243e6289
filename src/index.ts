export { createTrattaClient } from "./client.ts";
export type { CallAnswer, CallResult, ClientMethod, ClientRequest } from "./client-method.ts";
export type { HeadersOption, TrattaClient, TrattaClientOptions } from "./client.ts";
export type { BaseUrlOptions } from "./base-url.ts";
export type { FetchedResponse, FetchFunction, FetchInit, RequestConstructor } from "./internal/call.ts";
export type { Token } from "./transport/authorization.ts";
export type { RetryOptions } from "./internal/limits.ts";
export type { AttemptEvent, RetryEvent } from "./transport/retry.ts";

export { unwrap } from "./unwrap.ts";

export { paginate } from "./pagination.ts";
export type { ListItem, ListPath, ListQuery, PaginateOptions, PaginationProgress, Paginator } from "./pagination.ts";

export {
  assertPaymentPlanEditable,
  checkPaymentPlanStartDate,
  deletePaymentPlan,
  isPaymentPlanEditable,
  paymentPlanEditability,
  updatePaymentPlan,
} from "./payment-plans.ts";
export type { EditablePart, NotEditableReason, PaymentPlanEditability, StartDateCheck } from "./payment-plans.ts";

export { chargeOnce } from "./charge-once.ts";
export type { ChargeOnceOptions, ChargeOutcome } from "./charge-once.ts";
export { createMemoryLedger } from "./charges/create-memory-ledger.ts";
export type { ChargeIntent, ChargeLedger, ChargeSettlement, LedgerEntry } from "./charges/charge-ledger.ts";

export { formatCents, toCents } from "./money.ts";

export { findCharge } from "./find-charge.ts";
export type { ChargeSought } from "./find-charge.ts";

export {
  isTrattaError,
  PaginationDriftError,
  PaymentPlanNotEditableError,
  TrattaApiError,
  TrattaError,
  TrattaNetworkError,
  TrattaRequestError,
  TrattaResponseError,
  TrattaTimeoutError,
} from "./errors.ts";
export type {
  AnyTrattaError,
  CallFacts,
  ErrorBody,
  Outcome,
  PaginationDrift,
  TrattaWebhookError,
  WebhookProblem,
} from "./errors.ts";

export type * from "./models.ts";
