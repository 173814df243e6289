// What every encoder of forms writes. No JSON looks like that, and none of it does when it was cut off.
const FORM_FIELDS = /^[^\s"<>{}]*=[^\s"<>{}]*$/;

/**
 * Parses a body as its content type says, and of another content type as what it looks like. JSON is also recognized under
 * the content type of forms, which curl sends by default.
 *
 * @throws any error when it is neither JSON nor form fields; its message may quote the body
 */
export function parsePayload(body: Uint8Array<ArrayBuffer>, contentType: string): unknown {
  const text = new TextDecoder("utf-8", { fatal: true }).decode(body);
  const isForm = FORM_FIELDS.test(text)
    ? !/json/i.test(contentType)
    : /urlencoded/i.test(contentType) && !/^\s*[[{]/.test(text);
  return isForm ? parseForm(text) : JSON.parse(text);
}

function parseForm(text: string): Record<string, string | string[] | undefined> {
  // Throws for what is no UTF-8, which URLSearchParams replaces.
  decodeURIComponent(text);
  const fields = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(text)) {
    if (!fields.get(name)?.push(value)) fields.set(name, [value]);
  }
  return Object.fromEntries([...fields].map(([name, values]) => [name, values.length > 1 ? values : values[0]]));
}
