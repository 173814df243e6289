/**
 * The reason that an error body gives, wherever a server may put it: `error`, `message`, `detail` or `title` (RFC 9457), as
 * text or as an object, and `errors` by field. The spec documents `error` alone; the rest is assumed.
 */
export function reasonOf(body: unknown): string | undefined {
  const { error, message, detail, title, errors } = (body ?? {}) as Record<string, unknown>;
  const texts = new Set([error, message, detail ?? title, errors].flatMap((part) => textsIn(part)));
  return [...texts].join("; ").replaceAll(".; ", ". ") || undefined;
}

function textsIn(value: unknown, field = "", depth = 4): string[] {
  if (typeof value === "string") return value.trim() ? [field + value] : [];
  if (typeof value !== "object" || value === null || depth === 0) return [];
  return Object.entries(value).flatMap(([key, part]) =>
    // The index of a list and the names of the fields above say nothing that a reader needs.
    textsIn(part, /^(\d+|error|message|detail|title|errors)$/.test(key) ? field : `${key}: `, depth - 1),
  );
}
