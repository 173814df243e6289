// What made-up records consist of, in both dialects.
export const FIRST_NAMES: readonly string[] = "Ada Ben Chloe Dan Elena Femi Grace Hugo Ines Jun Kofi Lena".split(" ");
export const LAST_NAMES: readonly string[] = "Abbott Baker Castro Diaz Evans Fischer Green Hall Ito Jones Khan".split(
  " ",
);
export const BRANDS = ["visa", "mastercard", "amex", "discover"] as const;
export const TICKET_SUBJECTS = ["Question about my balance", "Change of address", "Request for a receipt"] as const;
export const TICKET_STATUSES = ["open", "in_progress", "resolved", "closed"] as const;
