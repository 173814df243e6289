import { TrattaRequestError, TrattaWebhookError } from "../errors.ts";

/** What is used of a web stream; a type of our own, because not every platform's types have `ReadableStream`. */
export interface ByteStream {
  getReader(): {
    read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
    cancel(): Promise<void>;
  };
}

/**
 * Copies a body, so that what is verified is what is parsed, and stops a stream once it is larger than `maxBytes`, whatever
 * the length that was announced.
 *
 * @throws {TrattaWebhookError} `body_too_large`, or `invalid_body` when the stream breaks off
 * @throws {TrattaRequestError} field `body` when it is not a raw body, or was read already
 */
export async function readBytes(
  body: string | Uint8Array | ArrayBuffer | ByteStream | null,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  if (body === null) return new Uint8Array();
  if (typeof body === "string") {
    assertSize(body.length, maxBytes);
    return readBytes(new TextEncoder().encode(body), maxBytes);
  }
  // `instanceof` does not know the buffers of another realm.
  if (Object.prototype.toString.call(body) === "[object ArrayBuffer]") {
    return readBytes(new Uint8Array(body as ArrayBuffer), maxBytes);
  }
  if (ArrayBuffer.isView(body)) {
    assertSize(body.byteLength, maxBytes);
    return bytesOf(body).slice();
  }
  if (typeof (body as Partial<ByteStream> | undefined)?.getReader !== "function") {
    throw new TrattaRequestError("body", "must be the raw body (a string, bytes or a stream), before any parsing");
  }
  return readStream(body as ByteStream, maxBytes);
}

async function readStream(stream: ByteStream, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const reader = readerOf(stream);
  // One buffer that doubles: a list of chunks of one byte would take a hundred times the memory of the body.
  let bytes = new Uint8Array();
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw new TrattaWebhookError("invalid_body", 400);
    });
    if (done) return bytes.slice(0, size);
    try {
      if (!ArrayBuffer.isView(value)) throw new TrattaRequestError("body", "must be a stream of bytes");
      assertSize(size + value.byteLength, maxBytes);
      if (size + value.byteLength > bytes.length) {
        const larger = new Uint8Array(Math.max(size + value.byteLength, bytes.length * 2));
        larger.set(bytes);
        bytes = larger;
      }
      bytes.set(bytesOf(value), size);
      size += value.byteLength;
    } catch (error) {
      reader.cancel().catch(() => {});
      throw error;
    }
  }
}

function readerOf(stream: ByteStream): ReturnType<ByteStream["getReader"]> {
  try {
    return stream.getReader();
  } catch {
    throw new TrattaRequestError("body", "is being read by other code: verify the webhook first");
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array<ArrayBuffer> {
  return new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
}

function assertSize(size: number, maxBytes: number): void {
  if (size > maxBytes) throw new TrattaWebhookError("body_too_large", 413);
}
