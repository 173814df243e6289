import type {
  Address,
  BulkImportRequest,
  Charge,
  Customer,
  DebtAccount,
  EmailCampaign,
  EmailTemplate,
  Location,
  Metadata,
  PaymentMethod,
  PaymentPlan,
  PaymentPlanCharge,
  Ticket,
  Transaction,
  Webhook,
} from "../../models.ts";
import type { BalanceShare } from "./vendor/account-family.ts";

// A record holds what both dialects show, each thing once: the serializers make a name or a list of addresses of it.
// Records name the fields that they store one by one: a field that the spec adds later compiles, and is left out.
type Stored<Model, Always extends keyof Model, Sometimes extends keyof Model = never> = Required<
  Pick<Model, Always>
> & {
  [Key in Sometimes]?: Model[Key] | undefined;
};

export type CustomerRecord = Stored<
  Customer,
  "id" | "first_name" | "created_at" | "updated_at",
  "last_name" | "email" | "phone" | "external_id" | "date_of_birth" | "status"
> & {
  ssn_last4?: string | undefined;
  address?: Address | undefined;
  metadata?: Metadata | undefined;
};

export type DebtAccountRecord = Stored<
  DebtAccount,
  "id" | "customer_id" | "original_balance" | "current_balance" | "status" | "created_at",
  "account_number" | "external_id"
> & {
  parent_id?: string | undefined;
  location_ids?: readonly string[] | undefined;
  /** The plan attached to the account; a response contains the plan itself. */
  payment_plan_id?: string | undefined;
};

export type PaymentFrequency = NonNullable<PaymentPlan["frequency"]>;

export type PaymentPlanChargeRecord = Stored<PaymentPlanCharge, "charge_date" | "amount" | "scheduled" | "charged_at">;

export type PaymentPlanRecord = Stored<
  PaymentPlan,
  "id" | "debt_account_id" | "total_amount" | "installment_amount" | "frequency" | "start_date" | "created_at"
> & {
  /** What the charges are collected from; a response contains its type as `payment_source`. */
  payment_method_id?: string | undefined;
  charges: PaymentPlanChargeRecord[];
};

export type PaymentMethodRecord = Stored<
  PaymentMethod,
  "id" | "type" | "last_four" | "created_at",
  "brand" | "expiry_month" | "expiry_year"
> & {
  /** The owner, for `include`; left out of responses. */
  customer_id?: string | undefined;
  holder?: string | undefined;
  zip?: string | undefined;
  /** Of a bank account. */
  account_type?: string | undefined;
  routing_number?: string | undefined;
  account_state?: string | undefined;
  is_primary?: boolean | undefined;
  /** The customer whose address is the billing address. */
  billing_customer_id?: string | undefined;
};

export type ChargeRecord = Stored<
  Charge,
  "id" | "amount" | "status" | "created_at",
  "payment_method_id" | "debt_account_id"
> & {
  /** Calendar date of a charge that has not run. */
  scheduled_at?: string | undefined;
  source?: PaymentSource | undefined;
  payment_plan_id?: string | undefined;
  /** What it took off the balances of a parent's children. */
  balance_shares?: readonly BalanceShare[] | undefined;
  refunded_amount?: number | undefined;
};

/** What a payment was taken from. */
export interface PaymentSource {
  readonly type: PaymentMethodRecord["type"];
  readonly last_four: string;
}

export type TransactionRecord = Stored<
  Transaction,
  "id" | "amount" | "type" | "status" | "charge_id" | "created_at",
  "payment_plan_id"
> & { source?: PaymentSource | undefined };

export type TicketRecord = Stored<Ticket, "id" | "subject" | "description" | "status" | "created_at"> & {
  customer_id?: string | undefined;
};

/** The secret is kept apart, in the store. */
type WebhookRecord = Stored<Webhook, "id" | "url" | "events" | "active" | "created_at"> & {
  /** Whether it is one of the seed, which stands for somebody else's: it gets nothing until it is updated. */
  isSeeded?: boolean | undefined;
};

export type LocationRecord = Stored<Location, "id" | "name" | "type", "external_id"> & { metadata: Metadata };

type EmailTemplateRecord = Stored<EmailTemplate, "id" | "subject" | "body" | "created_at">;

type EmailCampaignRecord = Stored<
  EmailCampaign,
  "id" | "name" | "email_template_id" | "last_run_created_at" | "created_at",
  "description"
>;

export interface CustomerSessionRecord {
  id: string;
  customer_id: string;
  /** Where the portal leads back to. */
  redirect_url?: string | undefined;
  /** Where the portal leads to once the session has expired. */
  expiration_return_url?: string | undefined;
  /** Epoch milliseconds. */
  expiresAt: number;
}

/** A bulk import that was accepted at `at`, in epoch milliseconds. */
export interface PendingImport {
  readonly rows: BulkImportRequest;
  readonly at: number;
}

/** The record stored for each resource, by the name of the resource in paths. */
export interface RecordOf {
  customers: CustomerRecord;
  debt_accounts: DebtAccountRecord;
  payment_plans: PaymentPlanRecord;
  payment_methods: PaymentMethodRecord;
  charges: ChargeRecord;
  transactions: TransactionRecord;
  tickets: TicketRecord;
  webhooks: WebhookRecord;
  locations: LocationRecord;
  email_templates: EmailTemplateRecord;
  email_campaigns: EmailCampaignRecord;
}
