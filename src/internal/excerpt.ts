/**
 * The beginning of an unexpected response with its words blanked out: enough to tell a login page from a cut-off JSON
 * object, without any personal data.
 */
export function excerpt(text: string): string {
  const shape = text
    .slice(0, 120)
    .replace(/(<\/?(?:!doctype html|html|head|title|body|h1|script)\b)|[^\s<>{}[\]":,]+/gi, (_, tag) => tag ?? "…");
  return `${text.length} characters: ${shape.replace(/\s+/g, " ")}`;
}
