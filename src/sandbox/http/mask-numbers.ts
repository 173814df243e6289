// Ids of the sandbox, which are left alone, or a run of 13 digits and more.
const RUN = /([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|tx_[\da-f]{32})|\d(?:(?:[ +-]|%20)?\d){12,}/gi;
const SEPARATOR = /[ +-]|%20/;

/** Replaces what looks like the number of a card, wherever it stands in a text: 13 to 19 digits, also in groups, that start
 * like one and have its check digit. */
export function maskNumbers(text: string): string {
  return text.replace(RUN, (run: string, id?: string) => (id !== undefined || !hasCardNumber(run) ? run : "***"));
}

function hasCardNumber(run: string): boolean {
  const groups = run.split(SEPARATOR);
  return groups.some((_, start) =>
    groups.slice(start).some((__, index) => isCardNumber(groups.slice(start, start + index + 1).join(""))),
  );
}

function isCardNumber(digits: string): boolean {
  if (!/^[2-6]\d{12,18}$/.test(digits)) return false;
  const sum = [...digits].toReversed().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 1 : 2);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}
