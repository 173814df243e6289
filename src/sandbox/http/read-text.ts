import { ApiError } from "../domain/api-error.ts";

/** The largest body of a request, in bytes. */
export const MAX_BODY_BYTES = 5_000_000;

/** The refusal of a larger one. */
export function contentTooLarge(): ApiError {
  return new ApiError(413, "content_too_large", `The request body must have at most ${MAX_BODY_BYTES} bytes.`);
}

/** Reads a body as text, or as far as shows that it is larger than a request may have: then the result is undefined. */
export async function readText(body: AsyncIterable<Uint8Array> | ReadableStream | null): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- streams of fetch are iterable in Node, if not by the types
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks, size));
}
