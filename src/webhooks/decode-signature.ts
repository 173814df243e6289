const HEX = /^[0-9a-f]{64}$/i;
// 32 bytes fill 42 digits and four bits: the last digit is one whose other two bits are zero. Only base64url, which is
// what has none of "+" and "/", may come without padding.
const BASE64 = /^([A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=|[\w-]{42}[AEIMQUYcgkosw048]=?)$/;

/**
 * Reads the value of the signature's header: 64 hex digits, or canonical base64 or base64url of 32 bytes, each with or
 * without `sha256=` before it.
 *
 * @returns the 32 bytes; undefined when it is anything else, such as two signatures
 */
export function decodeSignature(value: string): Uint8Array<ArrayBuffer> | undefined {
  const digits = value.replace(/^sha256=/, "");
  if (HEX.test(digits)) return Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  if (!BASE64.test(digits)) return undefined;
  const base64 = digits.replaceAll("-", "+").replaceAll("_", "/");
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
