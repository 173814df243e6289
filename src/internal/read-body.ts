/** A whole body, decompressed. */
export type Body = Uint8Array<ArrayBuffer> | string;

/**
 * Reads a body, and stops once it is larger than `maxBytes`: a few kilobytes of gzip may decompress to gigabytes.
 *
 * @returns the body, or its beginning when it is larger
 */
export async function readBody(response: Response, maxBytes: number): Promise<{ body: Body; isLarger: boolean }> {
  // node-fetch has no web stream, and a `fetch` that logs bodies has read it and replaced `text`.
  if (!response.body?.getReader || response.bodyUsed) {
    const text = await response.text();
    return { body: text.slice(0, maxBytes), isLarger: text.length > maxBytes };
  }
  const reader = response.body.getReader();
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  let isLarger = false;
  for (let part; !(part = await reader.read()).done;) {
    // Not a number when a mock streams text instead of bytes.
    isLarger = !(size + part.value.byteLength <= maxBytes);
    // Nothing is read after that.
    if (isLarger) reader.cancel().catch(() => {});
    else {
      chunks.push(part.value);
      size += part.value.byteLength;
    }
  }
  const body = chunks.length === 1 ? chunks[0] : new Uint8Array(await new Blob(chunks).arrayBuffer());
  return { body: body ?? "", isLarger };
}
