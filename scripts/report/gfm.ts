/** Markdown in which everything that is not a literal of this project stands as code. */
class Markdown {
  /** For GitHub. */
  readonly source: string;
  /** For a terminal. */
  readonly plain: string;

  constructor(source: string, plain: string) {
    this.source = source;
    this.plain = plain;
  }
}
export type { Markdown };

/** One text cannot push the others out of a report, and its code span needs few backticks. */
const LONGEST_TEXT = 1_000;

/**
 * Writes Markdown: `` gfm`Source: ${url}` ``. The literal is Markdown; every string in it is shown as code.
 *
 * Escaping would not do: GitHub looks for mentions, issue numbers, commits and URLs in the rendered text, where no escape
 * is left. It skips code.
 */
export function gfm(
  literals: TemplateStringsArray,
  ...values: readonly (string | number | Markdown | readonly Markdown[])[]
): Markdown {
  const parts = literals.flatMap((literal, index) => [
    new Markdown(literal, literal),
    ...[values[index] ?? []].flat().map(asMarkdown),
  ]);
  return new Markdown(parts.map(({ source }) => source).join(""), parts.map(({ plain }) => plain).join(""));
}

// Decided at run time, because a report that was read from a file may hold anything.
function asMarkdown(value: unknown): Markdown {
  if (value instanceof Markdown) return value;
  if (typeof value === "number") return new Markdown(String(value), String(value));
  const text = oneLine(String(value));
  return new Markdown(inCode(text), text);
}

// Control characters would reach a terminal, and invisible ones reorder what a reviewer sees.
function oneLine(text: string): string {
  return text
    .replaceAll(/\s+/g, " ")
    .trim()
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`)
    .replace(new RegExp(`^(.{${LONGEST_TEXT}}).+$`, "u"), "$1…");
}

// A code span ends at the next run of as many backticks as it begins with. The shortest run that the text does not have
// stays far below 80, beyond which GitHub recognises no code span.
function inCode(text: string): string {
  const runs = new Set((text.match(/`+/g) ?? []).map((run) => run.length));
  let fence = "`";
  while (runs.has(fence.length)) fence += "`";
  const padding = runs.size > 0 || text === "" ? " " : "";
  return `${fence}${padding}${text}${padding}${fence}`;
}
