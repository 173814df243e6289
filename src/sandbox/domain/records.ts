import type {
  Charge,
  Customer,
  DebtAccount,
  PaymentMethod,
  PaymentPlan,
  PaymentPlanCharge,
  Ticket,
  Transaction,
  Webhook,
} from "../../models.ts";

// Records name the fields that they store one by one: a field that the spec adds later compiles, and is left out.
type Stored<Model, Always extends keyof Model, Sometimes extends keyof Model = never> = Required<
  Pick<Model, Always>
> & {
  [Key in Sometimes]?: Model[Key] | undefined;
};

export type CustomerRecord = Stored<
  Customer,
  "id" | "first_name" | "last_name" | "created_at" | "updated_at",
  "email" | "phone"
>;

export type DebtAccountRecord = Stored<
  DebtAccount,
  "id" | "customer_id" | "original_balance" | "current_balance" | "status" | "created_at",
  "account_number"
> & {
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
};

export type ChargeRecord = Stored<
  Charge,
  "id" | "amount" | "status" | "created_at",
  "payment_method_id" | "debt_account_id"
>;

type TransactionRecord = Stored<
  Transaction,
  "id" | "amount" | "type" | "status" | "charge_id" | "created_at",
  "payment_source" | "payment_plan_id"
>;

type TicketRecord = Stored<Ticket, "id" | "subject" | "description" | "status" | "created_at">;

type WebhookRecord = Stored<Webhook, "id" | "url" | "events" | "active" | "created_at">;

export interface CustomerSessionRecord {
  id: string;
  customer_id: string;
  redirect_url?: string | undefined;
  /** Epoch milliseconds. */
  expiresAt: number;
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
}
