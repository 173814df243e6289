import type { AchDetails, CardDetails, ChargeAchDetails } from "../../../models.ts";
import { invalidField } from "../api-error.ts";
import type { PaymentMethodRecord } from "../records.ts";

/** What is stored of a card or bank account: never its number. */
export type PaymentMethodDetails = Omit<PaymentMethodRecord, "id" | "created_at" | "customer_id">;

/** Checks the data of a card and returns what may be stored of it.
 * @throws ApiError 422 naming the field */
export function readCard(card: CardDetails): PaymentMethodDetails {
  const { card_holder, card_number, card_expiration_month, card_expiration_year, card_postal_code } = card;
  const digits = card_number.replaceAll(/[ -]/g, "");
  if (!/^\d{12,19}$/.test(digits)) throw invalidField("card.card_number", "must have 12 to 19 digits");
  const month = Number(card_expiration_month);
  if (!Number.isInteger(month) || month < 1 || month > 12) {
    throw invalidField("card.card_expiration_month", "must be from 1 to 12");
  }
  if (!/^\d{2}$/.test(card_expiration_year)) {
    throw invalidField("card.card_expiration_year", "must be the last two digits of the year");
  }
  checkZip("card.card_postal_code", card_postal_code);
  return {
    type: "card",
    last_four: digits.slice(-4),
    brand: brandOf(digits),
    expiry_month: month,
    expiry_year: 2000 + Number(card_expiration_year),
    holder: card_holder,
    zip: card_postal_code,
  };
}

/** Checks the data of a bank account and returns what may be stored of it. The documentation of charges ends before
 * `account_state`.
 * @throws ApiError 422 naming the field */
export function readAch(ach: ChargeAchDetails & Partial<AchDetails>): PaymentMethodDetails {
  const { account_holder, account_type, routing_number, account_number, account_zip, account_state } = ach;
  if (!/^\d{9}$/.test(routing_number)) throw invalidField("ach.routing_number", "must have 9 digits");
  if (!/^\d+$/.test(account_number)) throw invalidField("ach.account_number", "must have only digits");
  checkZip("ach.account_zip", account_zip);
  return {
    type: "bank_account",
    last_four: account_number.slice(-4),
    holder: account_holder,
    account_type,
    routing_number,
    zip: account_zip,
    account_state,
  };
}

function brandOf(digits: string): string {
  const brands: Record<string, string> = { "2": "mastercard", "3": "amex", "4": "visa", "5": "mastercard" };
  return brands[digits.charAt(0)] ?? "discover";
}

function checkZip(field: string, zip: string | undefined): void {
  if (zip !== undefined && !/^\d{5}$/.test(zip)) throw invalidField(field, "must have five digits");
}
