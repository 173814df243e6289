import type { PaymentMethod, Ticket } from "../../models.ts";
import type { PaymentPlanRules } from "../domain/payment-plan-rules.ts";
import type { CustomerRecord, PaymentMethodRecord, TicketRecord, TransactionRecord } from "../domain/records.ts";
import type { Store } from "../domain/store.ts";
import { balancesOf } from "../domain/vendor/account-family.ts";
import { joinName } from "../domain/vendor/customer-details.ts";
import type { Serializers } from "./serializers.ts";
import { listMetadata, serializeEmailCampaign, serializeEmailTemplate, serializeLocation } from "./vendor-resources.ts";

/** Creates the serializers of the vendor's dialect: the fields of the pages' newest samples. */
export function createVendorSerializers(store: Store, rules: Readonly<PaymentPlanRules>): Serializers {
  const serializers: Serializers = {
    customers: serializeCustomer,

    /** Assumed but for `customer.id` and the names of the balances, which are inferred: no page shows a response. */
    debt_accounts(account) {
      const { id, customer_id, external_id, created_at, payment_plan_id } = account;
      const { original_balance: balance, current_balance, status } = balancesOf(store, account);
      const plan = store.payment_plans.get(payment_plan_id);
      return {
        id,
        customer: { id: customer_id },
        external_id,
        balance,
        current_balance,
        status,
        created_at,
        ...(plan && { payment_plan: serializers.payment_plans(plan) }),
      };
    },

    payment_plans: ({ id, frequency, start_date, installment_amount: amount, charges }) => ({
      id,
      frequency,
      start_date,
      amount,
      rules,
      charges,
    }),

    payment_methods: (method) => serializePaymentMethod(store, method),

    /** Assumed to be as in the source spec, with the account's external id besides: no page shows a response. */
    charges: ({ id, amount, status, payment_method_id, debt_account_id, created_at }) => ({
      id,
      amount,
      status,
      payment_method_id,
      debt_account_id,
      debt_account_external_id: store.debt_accounts.get(debt_account_id)?.external_id,
      created_at,
    }),

    transactions: serializeTransaction,
    tickets: (ticket) => serializeTicket(ticket, store.customers.get(ticket.customer_id)),
    webhooks: ({ id, events }) => ({ id, events }),
    locations: serializeLocation,
    email_templates: serializeEmailTemplate,
    email_campaigns: serializeEmailCampaign,
  };
  return serializers;
}

function serializeCustomer(customer: CustomerRecord): object {
  const { id, external_id, email, phone, date_of_birth, ssn_last4: ssn, status, address, metadata } = customer;
  return {
    id,
    external_id,
    name: joinName(customer),
    email,
    phone,
    date_of_birth,
    ssn,
    status,
    address: address ? [address] : [],
    metadata: listMetadata(metadata),
  };
}

const CARD_TYPES: Readonly<Record<string, string>> = {
  amex: "Amex",
  discover: "Discover",
  mastercard: "Mastercard",
  visa: "Visa",
};

/** The documented `type` is `card` for bank accounts, too. */
function serializePaymentMethod(store: Store, method: PaymentMethodRecord): object {
  const { id, type, last_four, brand = "", expiry_month, expiry_year, holder, zip, is_primary = false } = method;
  const details: Pick<PaymentMethod, "card_token" | "bank_account"> =
    type === "card"
      ? {
          card_token: defined({
            card_holder: holder,
            card_number: `************${last_four}`,
            expiration_month: String(expiry_month).padStart(2, "0"),
            expiration_year: String(expiry_year),
            card_type: CARD_TYPES[brand],
            card_zip: zip,
          }),
        }
      : {
          bank_account: defined({
            account_holder: holder,
            account_type: method.account_type,
            routing_number: method.routing_number,
            account_number: `****${last_four}`,
            account_zip: zip,
            account_state: method.account_state,
          }),
        };
  const address = store.customers.get(method.billing_customer_id)?.address;
  return { id, type: "card", ...details, ...(address && { billing_address: address }), is_primary };
}

function defined(fields: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

const NO_ADDRESS = { state: null, line1: null, line2: null, city: null, country: null };

/** Assumed for a bank account and for a refund, of which no page shows a transaction: that of a refund has a negative amount,
 * since no field says what it is. */
function serializeTransaction({ id, amount, type, created_at, source }: TransactionRecord): object {
  const payment_method_details =
    source?.type === "bank_account"
      ? { type: "ACH" }
      : { type: "Card", ...(source && { card: { last4: `XXXXXXXXXXXX${source.last_four}` } }) };
  return {
    id,
    batch_number: created_at.slice(0, 10).replaceAll("-", ""),
    amount: type === "refund" ? -amount : amount,
    submitted_date: Math.floor(Date.parse(created_at) / 1000),
    ...(source && { payment_method_details }),
    shipping_details: { company: null, phone: null, fax: null, address: NO_ADDRESS },
  };
}

function serializeTicket(ticket: TicketRecord, author: CustomerRecord | undefined): Ticket {
  const { id, subject, created_at } = ticket;
  const at = created_at.slice(0, 19).replace("T", " ");
  const status = vendorTicketStatus(ticket);
  return {
    id,
    ...(author && defined({ name: joinName(author), email: author.email, phone: author.phone })),
    category: subject === "Question about my balance" ? "need-info-about-my-account" : "other",
    subject,
    status,
    source: "collect",
    is_read_by_customer: true,
    is_read_by_organization: status !== "open",
    last_activity_at: at,
    resolved_at: status === "resolved" ? at : null,
    created_at: at,
  };
}

/** The vendor lists three states; the source spec has `closed` besides. */
function vendorTicketStatus({ status }: TicketRecord): Exclude<TicketRecord["status"], "closed"> {
  return status === "closed" ? "resolved" : status;
}
