import { createReadStream, existsSync } from "node:fs";

/** Thrown when a spec cannot be read; the message never holds the query or the credentials of a URL. */
export class FetchSpecError extends Error {
  override readonly name = "FetchSpecError";
}

/** Where to read a spec from. */
export interface SpecSource {
  location: string | URL;
  /** The path, or the URL without its query: safe to print. */
  name: string;
}

/** How to read a spec. */
export interface FetchSpecOptions {
  /** @default 5 MB (5,000,000 bytes, after decompression) */
  maxBytes?: number;
  /** In milliseconds, all redirects and the whole body included. @default 30_000 */
  timeoutMs?: number;
  /** @default globalThis.fetch */
  fetch?: (url: URL, init: RequestInit) => Promise<Response>;
}

const MAX_REDIRECTS = 5;
const ACCEPT = "application/yaml, application/json;q=0.9, text/plain;q=0.8, */*;q=0.1";
const ACCEPTED_TYPE =
  /^(|text\/(plain|yaml|x-yaml|vnd\.yaml)|application\/(json|yaml|x-yaml|octet-stream)|.*\+(json|yaml))$/;

/**
 * Reads the value of `--from`: the path of an existing file, or an https URL.
 *
 * @throws {FetchSpecError} for anything else, without quoting it: a mistyped URL may hold credentials
 */
export function parseSpecSource(from: string): SpecSource {
  if (existsSync(from)) return { location: from, name: from };
  // Not left to the URL parser, which takes the user of `https://user:1/2@host/` for the host.
  if (from.normalize("NFKC").includes("@")) {
    throw new FetchSpecError(
      "--from is no file that exists, and a URL with a user name or password is refused. Remove them, and write any other @ as %40.",
    );
  }
  const url = URL.canParse(from) ? new URL(from) : undefined;
  if (url?.protocol !== "https:") {
    throw new FetchSpecError(
      "--from is neither a file that exists nor an https URL. Give a path, or a URL like https://example.com/openapi.yaml.",
    );
  }
  return { location: url, name: `${url.origin}${url.pathname}` };
}

/**
 * Reads a spec, byte for byte.
 *
 * @throws {FetchSpecError} when it cannot be read within the limits or is not text
 */
export async function fetchSpec({ location, name }: SpecSource, options: FetchSpecOptions = {}): Promise<string> {
  const { maxBytes = 5_000_000, timeoutMs = 30_000, fetch = globalThis.fetch } = options;
  const signal = AbortSignal.timeout(timeoutMs);
  const isRemote = location instanceof URL;
  try {
    const body = isRemote ? await download(location, name, signal, fetch) : createReadStream(location);
    return await readText(body, name, maxBytes);
  } catch (error) {
    if (error instanceof FetchSpecError) throw error;
    if (signal.aborted) {
      throw new FetchSpecError(`${name} sent no complete response within ${timeoutMs / 1000} s. Try again later.`);
    }
    const advice = isRemote ? "Check the URL and the network" : "Check the path";
    throw new FetchSpecError(`${name} cannot be read (${codeOf(error)}). ${advice}.`);
  }
}

async function download(
  url: URL,
  name: string,
  signal: AbortSignal,
  fetch: NonNullable<FetchSpecOptions["fetch"]>,
): Promise<AsyncIterable<Uint8Array>> {
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const init = { redirect: "manual", signal, headers: { accept: ACCEPT } } as const;
    const { status, body, headers } = await fetch(url, init);
    const type = headers.get("content-type")?.split(";")[0]?.trim().toLowerCase() ?? "";
    // Node's streams are iterable, which the types of the DOM do not say.
    if (status === 200 && body && ACCEPTED_TYPE.test(type)) return body as typeof body & AsyncIterable<Uint8Array>;
    await body?.cancel();
    if (status === 200 && body) {
      throw new FetchSpecError(
        `${name} responded with ${type} instead of YAML or JSON. Give the URL of the file itself, not of a page about it.`,
      );
    }
    if (status < 300 || status >= 400) {
      throw new FetchSpecError(`${name} responded with status ${status} instead of 200. Check the URL.`);
    }
    url = redirectTarget(headers.get("location") ?? "", url, name);
  }
  throw new FetchSpecError(`${name} redirects more than ${MAX_REDIRECTS} times. Give the URL that it leads to.`);
}

// No part of the target appears in a message: servers redirect to URLs that hold a signature.
function redirectTarget(location: string, base: URL, name: string): URL {
  const target = URL.canParse(location, base) ? new URL(location, base) : undefined;
  if (target?.protocol === "https:" && target.username === "" && target.password === "") return target;
  throw new FetchSpecError(
    `${name} redirects to something other than an https URL without user name and password. Give the URL of the file itself.`,
  );
}

async function readText(body: AsyncIterable<Uint8Array>, name: string, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.byteLength;
    if (length > maxBytes) {
      throw new FetchSpecError(
        `${name} is larger than ${maxBytes / 1_000_000} MB, far more than a spec of this API. Check that it is the right file.`,
      );
    }
    chunks.push(chunk);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new FetchSpecError(`${name} is not UTF-8 text. Check that it is the right file.`);
  }
}

// The message of what fetch throws may repeat the URL, so only the code of its cause is used.
function codeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error && "code" in cause ? String(cause.code) : "unknown reason";
}
