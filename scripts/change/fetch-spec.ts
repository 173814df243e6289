import { createReadStream } from "node:fs";

/** Thrown when a spec cannot be had; the message says why and what to do, without query or credentials of the URL. */
export class FetchSpecError extends Error {
  override readonly name = "FetchSpecError";
}

/** Limits on what is fetched. */
export interface FetchSpecLimits {
  /** @default 5 MB (5,000,000 bytes, after decompression) */
  maxBytes?: number;
  /** In milliseconds, for all redirects and the last byte together. @default 30_000 */
  timeoutMs?: number;
}

const MAX_REDIRECTS = 5;
const ACCEPTED_TYPE =
  /^(text\/(plain|yaml|x-yaml|vnd\.yaml)|application\/(json|yaml|x-yaml|octet-stream)|.*\+(json|yaml))$/;

/**
 * Reads a spec from a file or by https, byte for byte.
 *
 * @param from path or https URL
 * @throws {FetchSpecError} when it cannot be had within the limits, or is not text
 */
export async function fetchSpec(
  from: string,
  { maxBytes = 5_000_000, timeoutMs = 30_000 }: FetchSpecLimits = {},
): Promise<string> {
  if (!isUrl(from)) return readText(createReadStream(from), from, maxBytes).catch(refuseFile(from));
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const { body, shown } = await download(from, signal);
    return await readText(chunksOf(body), shown, maxBytes);
  } catch (error) {
    if (error instanceof FetchSpecError) throw error;
    const where = nameOfSource(from);
    if (signal.aborted) {
      throw new FetchSpecError(`${where} gave no whole answer within ${timeoutMs / 1000} s. Try again later.`);
    }
    throw new FetchSpecError(`${where} cannot be reached (${reasonOf(error)}). Check the URL and the network.`);
  }
}

/** Names where a spec comes from, without the parts of a URL that may hold secrets. */
export function nameOfSource(from: string): string {
  if (!isUrl(from)) return from;
  if (!URL.canParse(from)) return "the URL";
  const { protocol, host, pathname } = new URL(from);
  return `${protocol}//${host}${pathname}`;
}

function isUrl(from: string): boolean {
  return /^[a-z][a-z\d+.-]*:\/\//i.test(from);
}

async function download(
  from: string,
  signal: AbortSignal,
): Promise<{ body: ReadableStream<Uint8Array>; shown: string }> {
  let url = checkUrl(from, "");
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const shown = nameOfSource(url.href);
    const headers = { accept: "application/yaml, application/json;q=0.9, text/plain;q=0.8, */*;q=0.1" };
    const response = await fetch(url, { redirect: "manual", signal, headers });
    if (response.status >= 300 && response.status < 400) {
      await response.body?.cancel();
      url = checkUrl(response.headers.get("location") ?? "", shown, url);
      continue;
    }
    if (response.status !== 200 || !response.body) {
      await response.body?.cancel();
      throw new FetchSpecError(`${shown} answered with status ${response.status} instead of 200. Check the URL.`);
    }
    const type = response.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase() ?? "";
    if (type !== "" && !ACCEPTED_TYPE.test(type)) {
      await response.body.cancel();
      throw new FetchSpecError(
        `${shown} answered with ${type} instead of YAML or JSON. Give the URL of the file itself, not of a page about it.`,
      );
    }
    return { body: response.body, shown };
  }
  throw new FetchSpecError(
    `${nameOfSource(from)} redirects more than ${MAX_REDIRECTS} times. Give the URL that it leads to.`,
  );
}

function checkUrl(location: string, redirectedBy: string, base?: URL): URL {
  const subject = redirectedBy === "" ? nameOfSource(location) : `the redirect of ${redirectedBy}`;
  if (!URL.canParse(location, base)) {
    throw new FetchSpecError(`${subject} is not a valid URL. Give one like https://example.com/openapi.yaml.`);
  }
  const url = new URL(location, base);
  if (url.protocol !== "https:") {
    throw new FetchSpecError(`${subject} uses ${url.protocol}// and only https:// or a file is accepted.`);
  }
  if (url.username !== "" || url.password !== "") {
    throw new FetchSpecError(`${subject} holds a user name or password. Remove them: they would get into logs.`);
  }
  return url;
}

async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    await reader.cancel();
  }
}

async function readText(body: AsyncIterable<Uint8Array>, shown: string, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.byteLength;
    if (length > maxBytes) {
      throw new FetchSpecError(
        `${shown} holds more than ${maxBytes / 1_000_000} MB, which no spec of this API does. Check that it is the right file.`,
      );
    }
    chunks.push(chunk);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new FetchSpecError(`${shown} is not UTF-8 text. Check that it is the right file.`);
  }
}

function refuseFile(from: string): (error: unknown) => never {
  return (error) => {
    if (error instanceof FetchSpecError) throw error;
    throw new FetchSpecError(`${from} cannot be read (${reasonOf(error)}). Check the path.`);
  };
}

// What fetch throws says little; its cause holds the reason. Codes only: messages may repeat the URL.
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error && "code" in cause ? String(cause.code) : "unknown reason";
}
