import type { JsonPath } from "./json-value.ts";
import { printable } from "./printable.ts";

/**
 * What is wrong, for code that treats the cases differently.
 *
 * - `invalid_spec`, `invalid_overlay`: the file itself cannot be used
 * - `target_gone`: a target or copy source does not match
 * - `upstream_caught_up`: the source already has what the action adds
 * - `upstream_differs`: the source has something else in its place
 * - `duplicate_entry`, `dangling_reference`, `lint`: the patched spec is not valid
 * - `missing_evidence`: an overlay adds an operation and does not say how sure it is
 */
export type SpecProblemCode =
  | "invalid_spec"
  | "invalid_overlay"
  | "target_gone"
  | "upstream_caught_up"
  | "upstream_differs"
  | "duplicate_entry"
  | "dangling_reference"
  | "missing_evidence"
  | "lint";

/** The place in a source file that something in the patched spec comes from. */
export interface SpecSite {
  /** Path from the project's root, with forward slashes. */
  file: string;
  /** Counted from 1. */
  line: number;
  /** Description of the overlay action, when the place is inside one. */
  action?: string;
}

/** One reason why no client can be generated. */
export interface SpecProblem extends SpecSite {
  code: SpecProblemCode;
  /** What is wrong, then what to do about it. */
  message: string;
}

/** Something wrong in a patched spec, before it is known which file is to blame. */
export interface SpecFault {
  path: JsonPath;
  /** What is wrong, then what to do about it. */
  message: string;
  /** Path of what is missing; the action that should have added it, or that removed it, is to blame. */
  missing?: JsonPath;
}

/** Thrown when no client can be generated; holds every reason found, ordered by file and line. */
export class SpecProblemsError extends Error {
  readonly problems: readonly SpecProblem[];

  constructor(problems: readonly SpecProblem[]) {
    const ordered = problems.toSorted((a, b) => compareText(a.file, b.file) || a.line - b.line);
    super(ordered.map(formatSpecProblem).join("\n"));
    this.name = "SpecProblemsError";
    this.problems = ordered;
  }
}

/** Writes a problem on one line: `file:line: action "description": message`. */
export function formatSpecProblem({ file, line, action, message }: SpecProblem): string {
  const where = action === undefined ? `${file}:${line}` : `${file}:${line}: action "${action}"`;
  return printable(`${where}: ${message}`);
}

// localeCompare would order files by the language of the machine.
function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
