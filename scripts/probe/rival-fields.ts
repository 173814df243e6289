/**
 * Fields of responses that the source spec (first) and the vendor's pages (second) name differently. The document has both,
 * as optional fields, so that a comparison with it does not show which of them the API sends.
 */
export const RIVAL_FIELDS: readonly (readonly [source: string, vendor: string])[] = [
  ["first_name", "name"],
  ["total_pages", "last_page"],
  ["original_balance", "balance"],
  ["last_four", "card_token"],
  ["payment_source", "payment_method_details"],
  ["magic_link", "portal_url"],
  ["expires_at", "expiration"],
];
