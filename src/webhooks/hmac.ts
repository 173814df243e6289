import { TrattaRequestError } from "../errors.ts";

const HMAC = { name: "HMAC", hash: "SHA-256" };

/**
 * @returns the secrets, at least one
 * @throws {TrattaRequestError} field `secret`, without its value
 */
export function secretsOf(secret: string | readonly string[]): readonly string[] {
  const secrets = [secret].flat();
  // Characters as a person counts them, not UTF-16 units.
  if (secrets.length === 0 || secrets.some((each) => typeof each !== "string" || [...each].length < 16)) {
    throw new TrattaRequestError("secret", "must be a string of at least 16 characters, or a list");
  }
  return secrets;
}

/** The HMAC-SHA256 of a body, as hex digits. */
export async function sign(secret: string, body: Uint8Array<ArrayBuffer>): Promise<string> {
  return toHex(await crypto.subtle.sign(HMAC, await importKey(secret, "sign"), body));
}

/** Whether a signature belongs to a body. Web Crypto compares in constant time. */
export async function verify(
  secret: string,
  body: Uint8Array<ArrayBuffer>,
  signature: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  return crypto.subtle.verify(HMAC, await importKey(secret, "verify"), signature, body);
}

function importKey(secret: string, usage: "sign" | "verify"): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", new TextEncoder().encode(secret), HMAC, false, [usage]);
}

export function toHex(bytes: ArrayBuffer): string {
  return Array.from(new Uint8Array(bytes), (byte) => (byte + 256).toString(16).slice(1)).join("");
}
