import { ApiError } from "../domain/api-error.ts";

/** The largest body of a request, in bytes. */
export const MAX_BODY_BYTES = 5_000_000;
/** The most values in it: a list of millions of zeros would cost gigabytes of error messages. A bulk import has a fifth. */
export const MAX_BODY_VALUES = 250_000;

/** The refusal of a larger one. */
export function contentTooLarge(): ApiError {
  const limits = `${MAX_BODY_BYTES} bytes and ${MAX_BODY_VALUES} values`;
  return new ApiError(413, "content_too_large", `The request body must have at most ${limits}.`);
}

/** The parts of a body. */
interface TextCollector {
  /** Keeps a part; returns false when the body is larger than that of a request may be. */
  add(chunk: Uint8Array): boolean;
  text(): string;
}

const decoder = new TextDecoder();

/** Creates what a body is collected in. */
export function createTextCollector(): TextCollector {
  const chunks: Uint8Array[] = [];
  let size = 0;
  return {
    add(chunk) {
      size += chunk.byteLength;
      if (size > MAX_BODY_BYTES) return false;
      chunks.push(chunk);
      return true;
    },
    text: () => decoder.decode(Buffer.concat(chunks, size)),
  };
}

/** Reads a body as text. Stops at the size limit and returns undefined when the body is larger. */
export async function readText(body: ReadableStream | null): Promise<string | undefined> {
  const collector = createTextCollector();
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- streams of fetch are iterable in Node, if not by the types
  for await (const chunk of (body ?? []) as unknown as AsyncIterable<Uint8Array>) {
    if (!collector.add(chunk)) return undefined;
  }
  return collector.text();
}
