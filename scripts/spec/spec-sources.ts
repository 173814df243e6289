import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { SpecProblemsError, type SpecProblem } from "./spec-problem.ts";
import type { SourceFile } from "./yaml-source.ts";

/** Path of the source spec, from the project's root. */
export const SPEC_PATH = "openapi/tratta.yaml";
/** Folder of the overlays, from the project's root. */
const OVERLAYS_PATH = "openapi/overlays";

/** What a client is generated from. */
export interface SpecSources {
  spec: SourceFile;
  /** In the order in which they are applied, which is that of their names. */
  overlays: SourceFile[];
}

/**
 * Reads the source spec and the overlays of a project.
 *
 * @param root the project's folder
 * @throws {SpecProblemsError} with every file that is missing or not text
 */
export function readSpecSources(root: string): SpecSources {
  const problems: SpecProblem[] = [];
  const report = (file: string, message: string): void => {
    const code = file === SPEC_PATH ? "invalid_spec" : "invalid_overlay";
    problems.push({ code, file, line: 1, message });
  };
  const read = (path: string): SourceFile | undefined => {
    try {
      // With every byte kept, the hash of the text is that of the file.
      const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
      return { path, text: decoder.decode(readFileSync(join(root, path))) };
    } catch (error) {
      report(path, `the file ${reasonOf(error)}. Restore it from version control.`);
      return undefined;
    }
  };

  const spec = read(SPEC_PATH);
  const overlays = overlayNames(root, report).flatMap((name) => {
    const path = `${OVERLAYS_PATH}/${name}`;
    if (name.endsWith(".yaml")) return read(path) ?? [];
    report(path, "only *.yaml files are read here. Rename the file or move it.");
    return [];
  });
  if (!spec || problems.length > 0) throw new SpecProblemsError(problems);
  return { spec, overlays };
}

function overlayNames(root: string, report: (file: string, message: string) => void): string[] {
  try {
    const names = readdirSync(join(root, OVERLAYS_PATH)).filter((name) => !name.startsWith("."));
    if (names.length > 0) return names.toSorted();
    const consequence = "there is no overlay, so the client would lose what the overlays add";
    report(OVERLAYS_PATH, `${consequence}. Restore them from version control.`);
  } catch (error) {
    report(OVERLAYS_PATH, `the folder ${reasonOf(error)}. Restore it from version control.`);
  }
  return [];
}

function reasonOf(error: unknown): string {
  if (error instanceof TypeError) return "is not UTF-8 text";
  return `cannot be read (${error instanceof Error && "code" in error ? String(error.code) : String(error)})`;
}
