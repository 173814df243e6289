/**
 * The API's models by name. Fields are snake_case as on the wire and, unless the spec says otherwise, optional: the spec
 * does not promise that an answer holds them.
 */
import type { components } from "../generated/schema.ts";

export type { components, operations, paths } from "../generated/schema.ts";

type Schema<Name extends keyof components["schemas"]> = components["schemas"][Name];

// Interfaces, not type aliases: they keep their name in editor hovers and in .d.ts files.

export interface Customer extends Schema<"Customer"> {}
export interface CustomerRequest extends Schema<"CustomerRequest"> {}
export interface CustomerSessionRequest extends Schema<"CustomerSessionRequest"> {}
export interface DebtAccount extends Schema<"DebtAccount"> {}
export interface DebtAccountRequest extends Schema<"DebtAccountRequest"> {}
export interface BulkDebtAccountRequest extends Schema<"BulkDebtAccountRequest"> {}
export interface PaymentPlan extends Schema<"PaymentPlan"> {}
export interface PaymentPlanCharge extends Schema<"PaymentPlanCharge"> {}
export interface PaymentPlanRequest extends Schema<"PaymentPlanRequest"> {}
export interface PaymentPlanRules extends Schema<"PaymentPlanRules"> {}
/** Frequency, start date (`YYYY-MM-DD`) and amount: what `updatePaymentPlan` takes. */
export interface PaymentPlanTerms extends Schema<"PaymentPlanTerms"> {}
export interface PaymentMethod extends Schema<"PaymentMethod"> {}
export interface PaymentMethodRequest extends Schema<"PaymentMethodRequest"> {}
export interface Charge extends Schema<"Charge"> {}
export interface ChargeRequest extends Schema<"ChargeRequest"> {}
export interface Transaction extends Schema<"Transaction"> {}
export interface Webhook extends Schema<"Webhook"> {}
export interface WebhookRequest extends Schema<"WebhookRequest"> {}
export interface Ticket extends Schema<"Ticket"> {}
export interface TicketRequest extends Schema<"TicketRequest"> {}
/** The live API is documented to send `last_page` for `total_pages`, and `per_page` as a string; `paginate` takes both. */
export interface PaginationMeta extends Schema<"PaginationMeta"> {}
export interface PaginationLinks extends Schema<"PaginationLinks"> {}
/** Body of an error answer. */
export interface ErrorResponse extends Schema<"ErrorResponse"> {}
