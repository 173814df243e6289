import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type Document,
  type YAMLError,
} from "yaml";
import { isJsonObject, type JsonObject, type JsonPath, type JsonValue } from "./json-value.ts";
import type { SpecProblem } from "./spec-problem.ts";

/** A text file of the project. */
export interface SourceFile {
  /** Path from the project's root, with forward slashes. */
  path: string;
  text: string;
}

/** A parsed YAML (or JSON) file that remembers its lines. */
export interface YamlSource {
  value: JsonObject;
  /** Line of the key or element at `path`, or of its nearest ancestor that the file has; counted from 1. */
  lineOf: (path: JsonPath) => number;
}

/** How strictly a file is read. */
export interface YamlSourceOptions {
  /** Code of the problems reported. */
  code: "invalid_spec" | "invalid_overlay";
  /** Keys that may occur nowhere in the file. */
  forbiddenKeys: readonly string[];
}

/**
 * Parses a file that has to be one YAML object without anything that JSON cannot say.
 *
 * @returns undefined when it is not; each reason has been added to `problems`, as are repeated keys, of which the last counts
 */
export function parseYamlSource(
  { path: file, text }: SourceFile,
  { code, forbiddenKeys }: YamlSourceOptions,
  problems: SpecProblem[],
): YamlSource | undefined {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true });
  const report = (offset: number, message: string): void => {
    problems.push({ code, file, line: lineAt(lines, offset), message });
  };

  if (document.contents === null && document.errors.length === 0) {
    report(0, "the file is empty. Restore it, or delete it if it is not needed.");
    return undefined;
  }
  const errors = relevantErrors(document);
  for (const error of errors) report(error.pos[0], describe(error));
  if (errors.some((error) => error.code !== "DUPLICATE_KEY")) return undefined;

  // A line that got lost mostly leaves a repeated key behind; whoever reads on can also tell what was lost with it.
  const problemsBefore = problems.length;
  reportWhatJsonCannotSay(document, forbiddenKeys, report);
  if (problems.length > problemsBefore) return undefined;

  let value: JsonValue;
  try {
    // The detour by JSON separates values that share an anchor, so that changing one leaves the others alone.
    value = JSON.parse(JSON.stringify(document.toJS()));
  } catch {
    report(
      0,
      "its aliases refer to themselves or multiply without bounds. Write the values out instead of aliasing them.",
    );
    return undefined;
  }
  if (!isJsonObject(value)) {
    report(0, "the file does not hold an object at its top level. Check that it is the right file.");
    return undefined;
  }
  return { value, lineOf: (path) => lineAt(lines, offsetOf(document, path)) };
}

type Fault = Pick<YAMLError, "code" | "message" | "pos">;

// After a syntax error the parser guesses, and what it says next is mostly a consequence; a repeated key does not
// mislead it.
function relevantErrors({ errors, warnings }: Document): Fault[] {
  const repeatedKeys = errors.filter((error) => error.code === "DUPLICATE_KEY");
  const otherErrors = errors.filter((error) => error.code !== "DUPLICATE_KEY");
  return [...otherErrors.slice(0, 1), ...repeatedKeys, ...warnings];
}

function describe({ code, message }: Fault): string {
  switch (code) {
    case "DUPLICATE_KEY":
      return "the object has this key twice. Merge the two or delete one.";
    case "MULTIPLE_DOCS":
      return "a second document begins here. Keep one in the file.";
    case "NON_STRING_KEY":
      return "the key is not a text. Write a plain name.";
    case "TAG_RESOLVE_FAILED":
      return `${message}. Only plain JSON values are understood: remove the tag.`;
    default:
      return `${message.replace(/\.?$/, ".")} Correct the YAML, and check that it is the right file.`;
  }
}

function reportWhatJsonCannotSay(
  document: Document.Parsed,
  forbiddenKeys: readonly string[],
  report: (offset: number, message: string) => void,
): void {
  visit(document, {
    Scalar(key, { value, range }) {
      const offset = range?.[0] ?? 0;
      if (key === "key" && typeof value === "string" && forbiddenKeys.includes(value)) {
        report(
          offset,
          `the key \`${value}\` is refused: it can tamper with every object of a JavaScript program. Remove it.`,
        );
      }
      if (typeof value === "number" && !Number.isFinite(value)) {
        report(
          offset,
          "a number that is not finite has no meaning in an API description. Write a finite number, or quote it.",
        );
      }
    },
    Alias(_, alias) {
      if (alias.resolve(document) === undefined) {
        report(alias.range?.[0] ?? 0, `the alias \`*${alias.source}\` has no anchor before it. Write the value out.`);
      }
    },
  });
}

function offsetOf(document: Document.Parsed, path: JsonPath): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const step of path) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === String(step));
      if (!pair) break;
      offset = startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      const element = node.items[Number(step)];
      if (element === undefined) break;
      offset = startOf(element) ?? offset;
      node = element;
    } else {
      break;
    }
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

// The counter knows no line for an empty text, and starts behind a byte order mark.
function lineAt(lines: LineCounter, offset: number): number {
  return Math.max(1, lines.linePos(offset).line);
}
