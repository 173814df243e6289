import { printable } from "../spec/printable.ts";

/** Markdown in which everything but literals of this project is code. */
class Markdown {
  readonly #source: string;

  constructor(source: string) {
    this.#source = source;
  }

  toString(): string {
    return this.#source;
  }
}
export type { Markdown };

/** Words without any effect on GitHub, which read better outside code. */
const PLAIN_WORDS: ReadonlySet<unknown> = new Set([
  ...["unchanged", "compatible", "breaking", "overlay conflict", "invalid spec"],
  ...["major", "minor", "patch", "the document"],
]);
/** No text can push the others out of a report, and a code span around it needs few backticks. */
const MAX_TEXT_LENGTH = 1_000;

/**
 * Writes Markdown for GitHub: `` gfm`Source: ${url}` ``. The literal is Markdown; every string put into it becomes code.
 *
 * Escaping would not do: GitHub looks for mentions, issue numbers, commits and URLs in the rendered text, where no
 * escape is left. It skips code.
 */
export function gfm(
  literals: TemplateStringsArray,
  ...values: readonly (string | number | Markdown | readonly Markdown[])[]
): Markdown {
  return new Markdown(String.raw({ raw: literals }, ...values.map(toMarkdown)));
}

// Decided at run time, because a report that was read from a file may contain anything.
function toMarkdown(value: unknown): string {
  if (Array.isArray(value) && value.every((part) => part instanceof Markdown)) return value.join("");
  if (value instanceof Markdown || typeof value === "number" || PLAIN_WORDS.has(value)) return String(value);
  return inCode(printable(String(value)).replace(new RegExp(`^(.{${MAX_TEXT_LENGTH}}).+$`, "u"), "$1…"));
}

// A code span ends at the next run of as many backticks as it begins with. The shortest run that the text lacks stays
// far below 80 backticks, beyond which GitHub recognises no code span.
function inCode(text: string): string {
  const runs = new Set((text.match(/`+/g) ?? []).map((run) => run.length));
  let fence = "`";
  while (runs.has(fence.length)) fence += "`";
  const padding = runs.size > 0 || text === "" ? " " : "";
  return `${fence}${padding}${text}${padding}${fence}`;
}
