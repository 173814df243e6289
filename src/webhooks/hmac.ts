import { TrattaRequestError } from "../errors.ts";

const HMAC = { name: "HMAC", hash: "SHA-256" };

/** @throws {TrattaRequestError} field `secret`, without its value */
export function assertSecret(secret: unknown): asserts secret is string {
  // Characters as a person counts them, not UTF-16 units.
  if (typeof secret !== "string" || [...secret].length < 16) {
    throw new TrattaRequestError("secret", "must be a string of at least 16 characters");
  }
}

/** The HMAC-SHA256 of a body. */
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
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
