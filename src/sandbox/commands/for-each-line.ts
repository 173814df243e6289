import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";

/** Passes on the lines of a response as they come, and the empty ones not.
 * @throws Error with a message for the user when the connection breaks */
export async function forEachLine({ body }: Response, read: (line: string) => void): Promise<void> {
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the same stream; the DOM's type differs from Node's
    const input = Readable.fromWeb(body as ReadableStream);
    for await (const line of createInterface({ input })) if (line !== "") read(line);
  } catch (error) {
    throw new Error("the connection to the sandbox was lost", { cause: error });
  }
}
