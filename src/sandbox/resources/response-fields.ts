import type { components } from "../../models.ts";
import type { Dialect } from "../domain/store.ts";

type Schemas = components["schemas"];
/** The fields of a schema, and with a dot those of the objects in it, down to the third level. */
type FieldOf<Schema, Depth extends 0[] = [0, 0]> = {
  [Key in keyof Schema & string]-?: Key | NestedFieldOf<Key, NonNullable<Schema[Key]>, Depth>;
}[keyof Schema & string];
type NestedFieldOf<Key extends string, Value, Depth extends 0[]> = Value extends readonly unknown[]
  ? never
  : Value extends object
    ? Depth extends [0, ...infer Rest extends 0[]]
      ? `${Key}.${FieldOf<Value, Rest>}`
      : never
    : never;

/** Fields by schema, none of them misspelt. */
export type FieldTable = { readonly [Name in keyof Schemas]?: readonly FieldOf<Schemas[Name]>[] };
/** Fields by schema. */
export type AnyFieldTable = { readonly [schemaName: string]: readonly string[] };

const RESPONSES_OF_BOTH: AnyFieldTable = {
  Address: ["name", "line1", "line2", "city", "postal_code", "state", "country", "is_primary"],
  BulkOperationResponse: ["data", "data.id", "data.status", "data.total", "data.processed", "data.failed"],
  CampaignSubscriberResult: ["passed", "failed"],
  ChargeListResponse: ["data", "meta", "links"],
  ChargeResponse: ["data"],
  CustomerListResponse: ["data", "meta", "links"],
  CustomerResponse: ["data"],
  CustomerSessionResponse: ["data"],
  DebtAccountListResponse: ["data", "meta", "links"],
  DebtAccountResponse: ["data"],
  EmailCampaign: ["id", "name", "description", "email_template_id", "last_run_created_at", "created_at"],
  EmailCampaignListResponse: ["data", "meta", "links"],
  EmailCampaignResponse: ["data"],
  EmailTemplate: ["id", "subject", "body", "created_at"],
  EmailTemplateResponse: ["data"],
  ErrorResponse: ["error", "errorCode"],
  Location: ["id", "name", "type", "external_id", "metadata"],
  LocationResponse: ["data"],
  MetadataEntry: ["attribute", "value"],
  PaginationLinks: ["first", "prev", "next", "last"],
  PaymentMethodListResponse: ["data", "meta"],
  PaymentMethodResponse: ["data"],
  PaymentPlanCharge: ["charge_date", "amount", "scheduled", "charged_at"],
  PaymentPlanDeleteResponse: ["success"],
  PaymentPlanListResponse: ["data", "meta", "links"],
  PaymentPlanResponse: ["data"],
  PaymentPlanRules: ["unscheduled_payment_plan_editable", "payment_plan_max_days_until_start_date"],
  TicketListResponse: ["data", "meta", "links"],
  TicketResponse: ["data"],
  TransactionListResponse: ["data", "meta", "links"],
  TransactionResponse: ["data"],
  WebhookListResponse: ["data"],
  WebhookResponse: ["data"],
} satisfies FieldTable;

const SOURCE_RESPONSES: AnyFieldTable = {
  Charge: ["id", "amount", "status", "payment_method_id", "debt_account_id", "created_at"],
  Customer: ["id", "first_name", "last_name", "email", "phone", "created_at", "updated_at"],
  CustomerSession: ["id", "magic_link", "expires_at"],
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
  PaginationMeta: ["total", "current_page", "per_page", "total_pages"],
  PaymentMethod: ["id", "type", "last_four", "brand", "expiry_month", "expiry_year", "created_at"],
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
  Ticket: ["id", "subject", "description", "status", "created_at"],
  Transaction: ["id", "amount", "type", "status", "payment_source", "charge_id", "payment_plan_id", "created_at"],
  Webhook: ["id", "url", "events", "active", "created_at"],
} satisfies FieldTable;

const VENDOR_RESPONSES: AnyFieldTable = {
  Charge: ["id", "amount", "status", "payment_method_id", "debt_account_id", "debt_account_external_id", "created_at"],
  Customer: ["id", "external_id", "name", "email", "phone", "date_of_birth", "ssn", "status", "address", "metadata"],
  CustomerSession: ["id", "portal_url", "return_url", "expiration"],
  DebtAccount: [
    "id",
    "customer",
    "customer.id",
    "external_id",
    "balance",
    "current_balance",
    "status",
    "created_at",
    "payment_plan",
  ],
  PaginationMeta: [
    "current_page",
    "from",
    "last_page",
    "path",
    "per_page",
    "to",
    "total",
    "from_submitted_date",
    "to_submitted_date",
  ],
  PaymentMethod: [
    "id",
    "type",
    "card_token",
    "card_token.card_holder",
    "card_token.card_number",
    "card_token.expiration_month",
    "card_token.expiration_year",
    "card_token.card_type",
    "card_token.card_zip",
    "bank_account",
    "bank_account.account_holder",
    "bank_account.account_type",
    "bank_account.routing_number",
    "bank_account.account_number",
    "bank_account.account_zip",
    "bank_account.account_state",
    "billing_address",
    "is_primary",
  ],
  PaymentPlan: ["id", "frequency", "start_date", "amount", "rules", "charges"],
  Ticket: [
    "id",
    "name",
    "email",
    "phone",
    "category",
    "subject",
    "status",
    "source",
    "is_read_by_customer",
    "is_read_by_organization",
    "last_activity_at",
    "resolved_at",
    "created_at",
  ],
  Transaction: [
    "id",
    "batch_number",
    "amount",
    "submitted_date",
    "payment_method_details",
    "payment_method_details.type",
    "payment_method_details.card",
    "payment_method_details.card.last4",
    "shipping_details",
    "shipping_details.company",
    "shipping_details.phone",
    "shipping_details.fax",
    "shipping_details.address",
    "shipping_details.address.state",
    "shipping_details.address.line1",
    "shipping_details.address.line2",
    "shipping_details.address.city",
    "shipping_details.address.country",
  ],
  Webhook: ["id", "events"],
} satisfies FieldTable;

/** The fields that each dialect writes into responses; others are left out. */
export const RESPONSE_FIELDS: { readonly [Name in Dialect]: AnyFieldTable } = {
  source: { ...RESPONSES_OF_BOTH, ...SOURCE_RESPONSES },
  vendor: { ...RESPONSES_OF_BOTH, ...VENDOR_RESPONSES },
};
