import { TrattaRequestError, TrattaWebhookError } from "../errors.ts";
import type { ByteStream, IncomingWebhook } from "./incoming-webhook.ts";

/**
 * Copies a body, so that what is verified is what is parsed. Stops once it is larger than `maxBytes`, whatever length was
 * announced.
 *
 * @throws {TrattaWebhookError} `body_too_large`, or `invalid_body` when a stream breaks off
 * @throws {TrattaRequestError} field `body` when it is not a raw body, or other code reads it
 */
export async function readBytes(body: IncomingWebhook["body"], maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const reader = readerOf(body === null ? "" : body);
  // One buffer that doubles: a list of chunks of one byte would take a hundred times the memory of the body.
  let bytes = new Uint8Array();
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read().catch(() => {
        throw new TrattaWebhookError("invalid_body", 400, "the body broke off");
      });
      if (done) return bytes.slice(0, size);
      if (value?.BYTES_PER_ELEMENT !== 1) throw notRaw();
      const end = size + value.byteLength;
      if (end > maxBytes) throw new TrattaWebhookError("body_too_large", 413, "the body is larger than maxBytes");
      if (end > bytes.length) {
        const larger = new Uint8Array(end * 2);
        larger.set(bytes);
        bytes = larger;
      }
      bytes.set(value, size);
      size = end;
    }
  } finally {
    // Does nothing after the end.
    reader.cancel().catch(() => {});
  }
}

/** The error of code that passes anything but a raw body. */
export function notRaw(): TrattaRequestError {
  return new TrattaRequestError("body", "must be raw (a string, bytes or a stream), not read or parsed before");
}

function readerOf(body: unknown): ReturnType<ByteStream["getReader"]> {
  try {
    return isBlobPart(body) ? new Blob([body]).stream().getReader() : (body as ByteStream).getReader();
  } catch {
    throw notRaw();
  }
}

function isBlobPart(body: unknown): body is string | Uint8Array<ArrayBuffer> | ArrayBuffer {
  return (
    typeof body === "string" ||
    ArrayBuffer.isView(body) ||
    // `instanceof` does not know the buffers of another realm.
    Object.prototype.toString.call(body) === "[object ArrayBuffer]"
  );
}
