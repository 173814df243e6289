import { Composer, Lexer, Parser, type CST, type Document, type LineCounter } from "yaml";

/** Limits on a YAML file, far above what the source spec needs: it has 31,600 characters and 2,300 values and keys. */
export const YAML_LIMITS = { characters: 1_000_000, levels: 100, aliases: 100, values: 50_000 } as const;

const UNITS = {
  characters: "characters",
  levels: "levels of nesting",
  aliases: "aliases",
  values: "values and keys, with all aliases written out",
};

/** Thrown when a file exceeds a limit; the message says which, and what to do. */
export class YamlLimitError extends Error {
  override readonly name = "YamlLimitError";
  /** Where in the text. */
  readonly offset: number;

  constructor(offset: number, limit: keyof typeof YAML_LIMITS) {
    const allowed = `${YAML_LIMITS[limit].toLocaleString("en")} ${UNITS[limit]}`;
    super(`the file has more than ${allowed}, which is the limit. Check that it is the right file, or simplify it.`);
    this.offset = offset;
  }
}

/**
 * Parses YAML text as `parseDocument` of the `yaml` package does, within limits.
 *
 * Depth is checked during parsing: the package recurses at every level, and 20,000 levels (40 kB) end the process with an
 * error that cannot be caught.
 *
 * @param lines receives the offset of each line
 * @returns the first document, and the second one if there is any
 * @throws {YamlLimitError}
 */
export function composeYaml(text: string, lines: LineCounter): [Document.Parsed, Document.Parsed?] {
  if (text.length > YAML_LIMITS.characters) throw new YamlLimitError(0, "characters");
  lines.addNewLine(0);
  // Repeated keys are found by the reader: the package compares each key with all before it.
  const composer = new Composer({ prettyErrors: false, stringKeys: true, uniqueKeys: false });
  const [first, second] = composer.compose(tokensOf(text, lines), true, text.length);
  if (!first) throw new Error("The YAML parser returned no document.");
  return second ? [first, second] : [first];
}

function* tokensOf(text: string, lines: LineCounter): Generator<CST.Token> {
  const parser = new Parser(lines.addNewLine);
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    // The stack holds the document and everything that is open in it.
    if (parser.stack.length - 1 > YAML_LIMITS.levels) throw new YamlLimitError(parser.offset, "levels");
  }
  yield* parser.end();
}
