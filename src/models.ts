/**
 * The API's models by name. Fields are snake_case as on the wire and, unless the spec says otherwise, optional: the spec
 * does not promise that an answer holds them.
 */
export type {
  BulkDebtAccountRequest,
  Charge,
  ChargeRequest,
  components,
  Customer,
  CustomerRequest,
  CustomerSessionRequest,
  DebtAccount,
  DebtAccountRequest,
  // Body of an error answer.
  ErrorResponse,
  operations,
  PaginationLinks,
  // The live API is documented to send `last_page` for `total_pages`, and `per_page` as a string; `paginate` takes both.
  PaginationMeta,
  paths,
  PaymentMethod,
  PaymentMethodRequest,
  PaymentPlan,
  PaymentPlanCharge,
  PaymentPlanDeleteResponse,
  PaymentPlanRequest,
  PaymentPlanRules,
  // Frequency, start date (`YYYY-MM-DD`) and amount: what `updatePaymentPlan` takes.
  PaymentPlanTerms,
  Ticket,
  TicketRequest,
  Transaction,
  Webhook,
  WebhookRequest,
} from "../generated/schema.ts";
