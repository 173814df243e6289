// Ids of the sandbox, which are left alone, or a run of 13 digits and more.
const RUN = /([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|tx_[\da-f]{32})|\d(?:(?:[ +-]|%20)?\d){12,}/gi;
const SEPARATOR = /[ +-]|%20/;
const MAX_DIGITS = 19;

/** Replaces what looks like the number of a card, wherever it stands in a text: 13 to 19 digits, also in groups, that start
 * like one and have its check digit. */
export function maskNumbers(text: string): string {
  return text.replace(RUN, (run: string, id?: string) => (id !== undefined || !hasCardNumber(run) ? run : "***"));
}

function hasCardNumber(run: string): boolean {
  const groups = run.split(SEPARATOR);
  return groups.some((_, start) => beginsCardNumber(groups, start));
}

/** Whether groups from `start` on are the number of a card together. */
function beginsCardNumber(groups: readonly string[], start: number): boolean {
  if (!/^[2-6]/.test(groups[start] ?? "")) return false;
  let digits = "";
  for (let index = start; index < groups.length && digits.length < MAX_DIGITS; index += 1) {
    digits += groups[index];
    if (isCardNumber(digits)) return true;
  }
  return false;
}

function isCardNumber(digits: string): boolean {
  if (!/^[2-6]\d{12,18}$/.test(digits)) return false;
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const value = Number(digits[digits.length - 1 - index]) * (index % 2 === 0 ? 1 : 2);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}
