/** What the store keeps of each resource. Field names are those of the wire; what only the sandbox needs is named in a comment. */

export interface CustomerRecord {
  readonly id: string;
  first_name: string;
  last_name: string;
  email?: string;
  phone?: string;
  readonly created_at: string;
  updated_at: string;
}

export interface DebtAccountRecord {
  readonly id: string;
  readonly customer_id: string;
  readonly account_number?: string;
  readonly original_balance: number;
  current_balance: number;
  status: "active" | "resolved" | "closed";
  readonly created_at: string;
  /** The plan attached to the account; the wire shows the plan itself. */
  payment_plan_id?: string;
}

export type PaymentFrequency = "weekly" | "biweekly" | "every_other_week" | "monthly" | "last_of_month";

export interface PaymentPlanCharge {
  readonly charge_date: string;
  readonly amount: number;
  scheduled: boolean;
  charged_at: string | null;
}

export interface PaymentPlanRecord {
  readonly id: string;
  readonly debt_account_id: string;
  total_amount: number;
  installment_amount: number;
  frequency: PaymentFrequency;
  start_date: string;
  /** What the charges are taken from; the wire shows its type as `payment_source`. */
  payment_method_id?: string;
  readonly created_at: string;
  charges: PaymentPlanCharge[];
}

export interface PaymentMethodRecord {
  readonly id: string;
  readonly type: "card" | "bank_account";
  readonly last_four: string;
  readonly brand?: string;
  readonly expiry_month?: number;
  readonly expiry_year?: number;
  readonly created_at: string;
  /** The owner, for `include`; not on the wire. */
  readonly customer_id?: string;
}

export interface ChargeRecord {
  readonly id: string;
  readonly amount: number;
  readonly status: "completed";
  readonly payment_method_id?: string;
  readonly debt_account_id?: string;
  readonly created_at: string;
}

export interface TransactionRecord {
  readonly id: string;
  readonly amount: number;
  readonly type: "payment";
  readonly status: "completed";
  readonly payment_source?: string;
  readonly charge_id: string;
  readonly payment_plan_id?: string;
  readonly created_at: string;
}

export interface TicketRecord {
  readonly id: string;
  readonly subject: string;
  readonly description: string;
  readonly status: "open" | "in_progress" | "resolved" | "closed";
  readonly created_at: string;
}

export interface WebhookRecord {
  readonly id: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly active: boolean;
  readonly created_at: string;
}

export interface CustomerSessionRecord {
  readonly id: string;
  readonly customer_id: string;
  readonly redirect_url?: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** The record kept for each resource, by the name of the resource in paths. */
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
