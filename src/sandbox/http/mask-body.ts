import { maskNumbers } from "./mask-numbers.ts";

const SECRET = /(^|\W)(card_?number|(card_?)?security_?code|cvv|cvc|routing_?number|secret)(\W|$)/i;
const ACCOUNT_NUMBER = /(^|\W)account_?number(\W|$)/i;
const DIGITS = /\d(?:[ -]?\d){3,}/g;

/**
 * Copies a body without its card and account numbers and the secret of a webhook, for the log: fields with their names, at
 * any depth and also as names of form fields (`card[card_number]`), and every long number of a body that could not be
 * parsed, or all of it when it may hold a secret; and numbers of cards in any other field or name. The `account_number` of a debt account is none of a bank.
 */
export function maskBody(body: unknown, { isDebtAccount }: { isDebtAccount: boolean }): unknown {
  if (typeof body === "string") return /secret/i.test(body) ? "***" : maskDigits(body);
  return copy(body, isDebtAccount);
}

/** Masks every long number of a text. */
export function maskDigits(text: string): string {
  return text.replace(DIGITS, "***");
}

function copy(value: unknown, isDebtAccount: boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => copy(item, isDebtAccount));
  if (typeof value === "string") return maskNumbers(value);
  if (typeof value === "number") return maskNumbers(String(value)) === "***" ? "***" : value;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]: [string, unknown]) => {
      const isSecret = SECRET.test(name) || (!isDebtAccount && ACCOUNT_NUMBER.test(name));
      return [maskNumbers(name), isSecret ? "***" : copy(item, isDebtAccount)];
    }),
  );
}
