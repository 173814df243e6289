import type { operations } from "../../models.ts";
import { RESPONSE_FIELDS, type AnyFieldTable, type FieldTable } from "../resources/response-fields.ts";
import { OPERATIONS } from "./operations.ts";

/** The operations with a handler. The sandbox sends a mock response to any other operation of the document. */
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the handler table's type allows no other key
export const SIMULATED_OPERATIONS: readonly (keyof operations)[] = [...OPERATIONS.keys()] as (keyof operations)[];

/** The fields that the handlers read from requests; others are ignored once they have been validated. */
export const REQUEST_FIELDS: AnyFieldTable = {
  AchDetails: ["account_holder", "account_type", "routing_number", "account_number", "account_zip", "account_state"],
  AchPaymentMethodRequest: ["ach"],
  Address: ["name", "line1", "line2", "city", "postal_code", "state", "country", "is_primary"],
  BulkCustomer: ["name", "email", "external_id", "phone", "date_of_birth", "ssn_last4", "address", "metadata"],
  BulkDebtAccount: ["external_account_number", "balance", "current_balance", "external_id", "parent_external_id"],
  BulkDebtAccountRequest: ["debt_accounts"],
  BulkImportRow: [
    "customer",
    "location",
    "location.name",
    "location.external_id",
    "parent_debt_accounts",
    "debt_accounts",
  ],
  BulkParentDebtAccount: ["external_account_number", "balance", "current_balance", "external_id"],
  CampaignSubscriber: ["email", "debt_account_external_id"],
  CampaignSubscribersRequest: ["subscribers"],
  CardDetails: ["card_holder", "card_number", "card_expiration_month", "card_expiration_year", "card_postal_code"],
  CardPaymentMethodRequest: ["card"],
  ChargeAchDetails: ["account_holder", "account_type", "routing_number", "account_number", "account_zip"],
  ChargeRequest: ["amount", "payment_method_id", "debt_account_id"],
  CustomerRequest: ["first_name", "last_name", "email", "phone"],
  CustomerSessionRequest: ["customer_id", "redirect_url", "expires_in"],
  DebtAccountPaymentPlan: ["frequency", "recurring_day", "amount", "start_date"],
  DebtAccountRequest: ["customer_id", "account_number", "original_balance", "payment_plan"],
  EmailCampaignRequest: ["name", "email_template_id", "description"],
  EmailTemplateRequest: ["subject", "body"],
  LocationRequest: ["name", "type", "external_id", "metadata"],
  LocationUpdate: ["name", "type", "external_id", "metadata"],
  PaymentMethodAddressRequest: ["billing_address_id"],
  PaymentMethodRequest: ["type", "customer_id"],
  PaymentMethodUpdate: ["is_primary"],
  PaymentPlanInvitationRequest: [
    "type",
    "email",
    "phone",
    "debt_account_external_id",
    "frequency",
    "start_date",
    "min_payment_amount",
  ],
  PaymentPlanRequest: [
    "debt_account_id",
    "total_amount",
    "installment_amount",
    "frequency",
    "start_date",
    "payment_method_id",
  ],
  PaymentPlanTerms: ["frequency", "start_date", "amount"],
  TicketRequest: ["subject", "description", "customer_id", "debt_account_id"],
  VendorChargeRequest: [
    "amount",
    "scheduled_at",
    "debt_account_external_id",
    "linked_debt_account",
    "payment_method_id",
    "card",
    "ach",
  ],
  VendorCustomerRequest: [
    "name",
    "email",
    "external_id",
    "phone",
    "date_of_birth",
    "ssn_last4",
    "status",
    "address",
    "metadata",
  ],
  VendorCustomerSessionRequest: [
    "customer_id",
    "debt_account_id",
    "valid_until",
    "return_url",
    "expiration_return_url",
  ],
  VendorCustomerUpdate: ["name", "email"],
  VendorDebtAccountRequest: [
    "customer_id",
    "location_id",
    "location_name",
    "location_type",
    "locations",
    "external_id",
    "parent_external_id",
    "external_account_number",
    "payment_plan",
    "balance",
    "current_balance",
  ],
  VendorWebhookRequest: ["url", "events", "secret"],
  VendorWebhookUpdate: ["url", "events", "secret"],
  WebhookRequest: ["url", "events"],
} satisfies FieldTable;

/** The fields that the sandbox writes into responses of either dialect or reads from requests, by schema of the document. */
export const SIMULATED_FIELDS: AnyFieldTable = mergeTables(
  REQUEST_FIELDS,
  RESPONSE_FIELDS.source,
  RESPONSE_FIELDS.vendor,
);

function mergeTables(...tables: AnyFieldTable[]): AnyFieldTable {
  const names = new Set(tables.flatMap((table) => Object.keys(table)));
  return Object.fromEntries(
    [...names].map((name) => [name, [...new Set(tables.flatMap((table) => table[name] ?? []))]]),
  );
}
