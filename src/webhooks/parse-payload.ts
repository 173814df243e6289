// Encoders write none of these characters as they are, so that JSON which was cut off is not taken for form fields.
const FORM_FIELDS = /^[^\s"<>{}]*=[^\s"<>{}]*$/;

/**
 * Parses a body as its content type says, and of another content type first as JSON, then as form fields. JSON is also
 * recognized under the content type of forms, which curl sends by default.
 *
 * @throws any error when it is neither; its message may quote the body
 */
export function parsePayload(body: Uint8Array<ArrayBuffer>, contentType: string): unknown {
  const text = new TextDecoder("utf-8", { fatal: true }).decode(body);
  const isForm = /x-www-form-urlencoded/i.test(contentType);
  if (isForm && !/^\s*[[{]/.test(text)) return parseForm(text);
  try {
    return JSON.parse(text);
  } catch (error) {
    if (isForm || (!/json/i.test(contentType) && FORM_FIELDS.test(text))) return parseForm(text);
    throw error;
  }
}

function parseForm(text: string): unknown {
  const fields = new Map<string, string | string[]>();
  for (const field of text.split("&")) {
    const [name = "", ...value] = field.split("=").map((part) => decodeURIComponent(part.replaceAll("+", " ")));
    const earlier = fields.get(name);
    fields.set(name, earlier === undefined ? value.join("=") : [...[earlier].flat(), value.join("=")]);
  }
  return Object.fromEntries(fields);
}
