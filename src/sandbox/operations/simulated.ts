import type { components, operations } from "../../models.ts";
import { OPERATIONS } from "./operations.ts";

/** The operations with a handler. The sandbox sends a mock response to any other operation of the document. */
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the handler table's type allows no other key
export const SIMULATED_OPERATIONS: readonly (keyof operations)[] = [...OPERATIONS.keys()] as (keyof operations)[];

type Schemas = components["schemas"];
type FieldOf<Schema> =
  (keyof Schema & string) | (Schema extends { data?: infer Data } ? `data.${keyof NonNullable<Data> & string}` : never);

/**
 * The fields that the sandbox writes into responses or reads from requests, by schema of the patched document. Other
 * fields are left out of responses, and ignored in requests once they have been validated.
 */
export const SIMULATED_FIELDS: { readonly [schemaName: string]: readonly string[] } = {
  BulkDebtAccountRequest: ["debt_accounts"],
  BulkOperationResponse: ["data", "data.id", "data.status", "data.total", "data.processed", "data.failed"],
  Charge: ["id", "amount", "status", "payment_method_id", "debt_account_id", "created_at"],
  ChargeListResponse: ["data", "meta", "links"],
  ChargeRequest: ["amount", "payment_method_id", "debt_account_id"],
  ChargeResponse: ["data"],
  Customer: ["id", "first_name", "last_name", "email", "phone", "created_at", "updated_at"],
  CustomerListResponse: ["data", "meta", "links"],
  CustomerRequest: ["first_name", "last_name", "email", "phone"],
  CustomerResponse: ["data"],
  CustomerSessionRequest: ["customer_id", "redirect_url", "expires_in"],
  CustomerSessionResponse: ["data", "data.id", "data.magic_link", "data.expires_at"],
  DebtAccount: [
    "id",
    "customer_id",
    "account_number",
    "original_balance",
    "current_balance",
    "status",
    "created_at",
    "payment_plan",
  ],
  DebtAccountListResponse: ["data", "meta", "links"],
  DebtAccountRequest: ["customer_id", "account_number", "original_balance", "payment_plan"],
  DebtAccountResponse: ["data"],
  ErrorResponse: ["error", "errorCode"],
  PaginationLinks: ["first", "prev", "next", "last"],
  PaginationMeta: ["total", "current_page", "per_page", "total_pages"],
  PaymentMethod: ["id", "type", "last_four", "brand", "expiry_month", "expiry_year", "created_at"],
  PaymentMethodListResponse: ["data", "meta"],
  PaymentMethodRequest: ["type", "customer_id"],
  PaymentMethodResponse: ["data"],
  PaymentPlan: [
    "id",
    "debt_account_id",
    "total_amount",
    "installment_amount",
    "frequency",
    "status",
    "payment_source",
    "start_date",
    "next_payment_date",
    "created_at",
    "amount",
    "rules",
    "charges",
  ],
  PaymentPlanCharge: ["charge_date", "amount", "scheduled", "charged_at"],
  PaymentPlanDeleteResponse: ["success"],
  PaymentPlanListResponse: ["data", "meta", "links"],
  PaymentPlanRequest: [
    "debt_account_id",
    "total_amount",
    "installment_amount",
    "frequency",
    "start_date",
    "payment_method_id",
  ],
  PaymentPlanResponse: ["data"],
  PaymentPlanRules: ["unscheduled_payment_plan_editable", "payment_plan_max_days_until_start_date"],
  PaymentPlanTerms: ["frequency", "start_date", "amount"],
  Ticket: ["id", "subject", "description", "status", "created_at"],
  TicketListResponse: ["data", "meta", "links"],
  TicketRequest: ["subject", "description", "customer_id", "debt_account_id"],
  TicketResponse: ["data"],
  Transaction: ["id", "amount", "type", "status", "payment_source", "charge_id", "payment_plan_id", "created_at"],
  TransactionListResponse: ["data", "meta", "links"],
  TransactionResponse: ["data"],
  Webhook: ["id", "url", "events", "active", "created_at"],
  WebhookListResponse: ["data"],
  WebhookRequest: ["url", "events"],
  WebhookResponse: ["data"],
} satisfies { readonly [Name in keyof Schemas]?: readonly FieldOf<Schemas[Name]>[] };
