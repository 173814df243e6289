const SPACE_OR_CONTROL = /[\p{C}\p{Z}\s]+/gu;
const EMAIL = /\S* ?([@＠﹫]|%40|&#64;) ?\S*/g;
/** A quote that stays open hides the rest. An apostrophe inside a word is not a quote. */
const QUOTED =
  /(?:["`“”„«»‹›「『＂]|&(?:quot|apos|#\w+);).*?(?:["`“”«»‹›」』＂]|&(?:quot|apos|#\w+);|$)|(^|[^\p{L}\p{N}])['‘’‚].*?(?:['‘’](?![\p{L}\p{N}])|$)/gu;
const LONG_NUMBER = /\p{N}([^\p{L}\p{N}]{0,3}\p{N}){3,}/gu;

/**
 * A server's text, fit for a log: on one line, at most 200 characters, without e-mail addresses, quoted values and numbers
 * of four or more digits, however they are grouped. Names of persons stay, since nothing sets them apart from other words.
 */
export function mask(text: string): string {
  // The patterns take quadratic time. The word at the cut goes, too: it may be half an address.
  const start = text.length > 1_000 ? text.slice(0, 1_000).replace(/\S*$/, "…") : text;
  const masked = start
    .replace(SPACE_OR_CONTROL, " ")
    .trim()
    .replace(EMAIL, "…")
    .replace(QUOTED, "$1…")
    .replace(LONG_NUMBER, "…");
  const characters = [...masked];
  return characters.length > 200 ? `${characters.slice(0, 199).join("")}…` : masked;
}
