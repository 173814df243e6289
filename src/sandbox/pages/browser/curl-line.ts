/** What of a recorded request makes its curl line. */
export interface CurlRequest {
  readonly method: string;
  /** As recorded: without `/api/v1` and query. */
  readonly path: string;
  readonly pathTemplate?: string | undefined;
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

// What a terminal may take as a command to itself when it is pasted.
// oxlint-disable-next-line eslint/no-control-regex -- these are meant
const CONTROL_CHARACTERS = /[\0-\x1f\x7f-\x9f\u2028\u2029]/;
const ALL_CONTROL_CHARACTERS = new RegExp(CONTROL_CHARACTERS.source, "g");

/**
 * Returns the command line that sends a request again to `origin`, for any POSIX shell. The token is that of the variable
 * TRATTA_TOKEN. What the record masks stays masked.
 */
export function curlLine({ method, path, pathTemplate, query, headers, body }: CurlRequest, origin: string): string {
  const isPortal = pathTemplate?.startsWith("/portal/") ?? false;
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value].flat().map((item): [string, string] => [name, item]),
  );
  const search = pairs.length > 0 ? `?${String(new URLSearchParams(pairs))}` : "";
  const url = `${origin}${isPortal || pathTemplate === undefined ? "" : "/api/v1"}${path}${search}`;
  // Without globbing and normalising, which would change what a path may have in it.
  const parts = ["curl --globoff --path-as-is"];
  if (method !== "GET") parts.push(method === "HEAD" ? "--head" : `--request ${quote(method)}`);
  if (headers["authorization"] !== undefined) parts.push('--header "Authorization: Bearer $TRATTA_TOKEN"');
  for (const [name, shown] of [
    ["accept", "Accept"],
    ["content-type", "Content-Type"],
  ] as const) {
    if (headers[name] !== undefined) parts.push(`--header ${quote(`${shown}: ${clean(headers[name])}`)}`);
  }
  const text = textOf(body, headers["content-type"]);
  // Not --data, which takes what begins with @ as the name of a file.
  if (text !== undefined && !CONTROL_CHARACTERS.test(text)) parts.push(`--data-raw ${quote(text)}`);
  else if (text !== undefined) parts.push("--data-binary @-");
  parts.push(quote(clean(url)));
  const input = text !== undefined && CONTROL_CHARACTERS.test(text) ? `printf ${quote(octal(text))} | ` : "";
  return input + parts.join(" ");
}

function textOf(body: unknown, contentType = ""): string | undefined {
  if (body === undefined) return undefined;
  if (typeof body === "string") return body;
  if (/^application\/x-www-form-urlencoded/i.test(contentType)) {
    const fields = Object.entries(Object(body)).flatMap(([name, value]) =>
      [value].flat().map((item): [string, string] => [name, String(item)]),
    );
    return String(new URLSearchParams(fields));
  }
  // The escapes of JSON, also for the control characters that it lets stand.
  return JSON.stringify(body).replace(
    ALL_CONTROL_CHARACTERS,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** For a header or an address, which have no such characters when they are sent. */
function clean(text: string): string {
  return text.replace(ALL_CONTROL_CHARACTERS, "");
}

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** The bytes of a text as `printf` reads them; one that begins with - would be its option. */
function octal(text: string): string {
  return [...new TextEncoder().encode(text)]
    .map((byte) =>
      byte < 0x20 || byte > 0x7e || byte === 0x25 || byte === 0x2d || byte === 0x5c
        ? `\\${byte.toString(8).padStart(3, "0")}`
        : String.fromCharCode(byte),
    )
    .join("");
}
