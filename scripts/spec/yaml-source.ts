import {
  Composer,
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  Parser,
  Scalar,
  visit,
  type CST,
  type Document,
  type Node,
} from "yaml";
import { isJsonObject, type JsonObject, type JsonPath, type JsonValue } from "./json-value.ts";
import type { SpecProblem } from "./spec-problem.ts";

/** Limits on a file, far above what the source spec needs: it has 31,600 characters and 2,300 values and keys. */
const LIMITS = {
  characters: 1_000_000,
  "levels of nesting": 100,
  aliases: 100,
  "values and keys, with all aliases written out": 50_000,
};

/** Keys that may not occur anywhere in a file, because they can tamper with every object of a JavaScript program. */
const FORBIDDEN_KEYS = { invalid_spec: ["__proto__"], invalid_overlay: ["__proto__", "constructor", "prototype"] };

/** A text file of the project. */
export interface SourceFile {
  /** Path from the project's root, with forward slashes. */
  path: string;
  text: string;
}

/** A parsed YAML (or JSON) file that remembers its lines. */
export interface YamlSource {
  value: JsonObject;
  /** Line of the key or element at `path`, or of its nearest ancestor in the file; counted from 1. */
  lineOf: (path: JsonPath) => number;
}

type Report = (offset: number, message: string) => void;

/**
 * Parses a file that has to hold one YAML object, with nothing in it that JSON cannot express.
 *
 * @param code of the problems reported
 * @param problems receives everything that is wrong; when it grows, the result only serves to find more problems
 * @returns undefined when there is no object to read on with
 */
export function parseYamlSource(
  { path: file, text }: SourceFile,
  code: "invalid_spec" | "invalid_overlay",
  problems: SpecProblem[],
): YamlSource | undefined {
  const lines = new LineCounter();
  // The counter has no line for an offset before its first line, which begins after a byte order mark.
  const lineAt = (offset: number): number => Math.max(1, lines.linePos(offset).line);
  const report: Report = (offset, message) => problems.push({ code, file, line: lineAt(offset), message });
  try {
    const document = compose(text, lines, report);
    if (!document) return undefined;
    checkNodes(document, FORBIDDEN_KEYS[code], report);
    resolveAliases(document, report);
    const value: JsonValue = document.toJS();
    if (isJsonObject(value)) return { value, lineOf: (path) => lineAt(offsetOf(document, path)) };
    report(0, "the file does not hold an object at its top level. Check that it is the right file.");
  } catch (error) {
    if (!(error instanceof LimitError)) throw error;
    report(error.offset, error.message);
  }
  return undefined;
}

class LimitError extends Error {
  readonly offset: number;

  constructor(offset: number, unit: keyof typeof LIMITS) {
    const allowed = `${LIMITS[unit].toLocaleString("en")} ${unit}`;
    super(`the file has more than ${allowed}, which is the limit. Check that it is the right file, or simplify it.`);
    this.offset = offset;
  }
}

/** Does what `parseDocument` of the `yaml` package does, within limits; returns undefined after a syntax error. */
function compose(text: string, lines: LineCounter, report: Report): Document.Parsed | undefined {
  if (text.length > LIMITS.characters) throw new LimitError(0, "characters");
  lines.addNewLine(0);
  // Repeated keys are found below: the package compares each key with all before it.
  const composer = new Composer({ prettyErrors: false, stringKeys: true, uniqueKeys: false });
  const [document, second] = composer.compose(tokensOf(text, lines), true, text.length);
  if (!document) throw new Error("The YAML parser returned no document.");
  // After a syntax error the parser guesses, and the errors that follow are mostly consequences.
  const faults = [...document.errors.slice(0, 1), ...document.warnings];
  for (const { code, message, pos } of faults) report(pos[0], describe(code, message));
  if (second) report(second.range[0], "a second document begins here. Keep one in the file.");
  if (faults.length > 0 || second) return undefined;
  if (document.contents) return document;
  report(0, "the file is empty. Restore it, or delete it if it is not needed.");
  return undefined;
}

// The package recurses at every level, and 20,000 levels (40 kB) end the process with an error that cannot be caught.
function* tokensOf(text: string, lines: LineCounter): Generator<CST.Token> {
  const parser = new Parser(lines.addNewLine);
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    // The stack holds the document and everything that is open in it.
    if (parser.stack.length - 1 > LIMITS["levels of nesting"]) throw new LimitError(parser.offset, "levels of nesting");
  }
  yield* parser.end();
}

function describe(code: string, message: string): string {
  if (code === "NON_STRING_KEY") return "the key is not a string. Write a plain name.";
  if (code === "TAG_RESOLVE_FAILED") return `${message}. Only plain JSON values are allowed: remove the tag.`;
  return `${message.replace(/\.?$/, ".")} Correct the YAML, and check that it is the right file.`;
}

/** Reports repeated keys, of which the last counts, and what JSON cannot express. */
function checkNodes(document: Document.Parsed, forbiddenKeys: readonly string[], report: Report): void {
  visit(document, {
    Map(_, { items }) {
      const names = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        if (names.has(key.value)) report(startOf(key), "the object has this key twice. Merge the two or delete one.");
        names.add(key.value);
      }
    },
    Pair(_, { key }) {
      if (!isScalar(key) || !forbiddenKeys.includes(String(key.value))) return undefined;
      const danger = "it can tamper with every object of a JavaScript program";
      report(startOf(key), `the key \`${String(key.value)}\` is refused: ${danger}. Remove it.`);
      return visit.REMOVE;
    },
    Scalar(_, node) {
      const { value } = node;
      if (value === null || typeof value === "string" || typeof value === "boolean" || Number.isFinite(value)) return;
      report(startOf(node), "the value is a number that is not finite, or nothing that JSON has. Correct or quote it.");
    },
  });
}

/** Replaces each alias with its value, within limits; `toJS` would search the whole document for every alias. */
function resolveAliases(document: Document.Parsed, report: Report): void {
  const anchors = new Map<string, Node>();
  let aliases = 0;
  let values = 0;
  let reached = 0;
  const check = (unit: keyof typeof LIMITS, amount: number): void => {
    if (amount > LIMITS[unit]) throw new LimitError(reached, unit);
  };
  visit(document, {
    Alias(_, { source, range }) {
      reached = range?.[0] ?? reached;
      check("aliases", ++aliases);
      const value = anchors.get(source);
      if (!value) report(reached, `the alias \`*${source}\` has no anchor before it. Write the value out.`);
      return value ?? new Scalar(null);
    },
    // The value of an alias is visited in its place, too; it stands before the alias in the text.
    Value(_, node, path) {
      reached = Math.max(reached, startOf(node));
      check("values and keys, with all aliases written out", ++values);
      check("levels of nesting", path.filter(isCollection).length + 1);
      if (node.anchor !== undefined) anchors.set(node.anchor, node);
      delete node.anchor;
    },
  });
}

function offsetOf(document: Document.Parsed, path: JsonPath): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const step of path) {
    const pair = isMap(node)
      ? node.items.findLast(({ key }) => isScalar(key) && key.value === String(step))
      : undefined;
    const element = pair?.key ?? (isSeq(node) ? node.items[Number(step)] : undefined);
    if (!isNode(element)) break;
    offset = startOf(element);
    node = pair ? pair.value : element;
  }
  return offset;
}

function startOf(node: Node): number {
  return node.range?.[0] ?? 0;
}
