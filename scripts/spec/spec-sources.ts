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
  const spec = readText(root, SPEC_PATH, "invalid_spec", problems);
  const overlays = overlayPaths(root, problems).flatMap(
    (path) => readText(root, path, "invalid_overlay", problems) ?? [],
  );
  if (!spec || problems.length > 0) throw new SpecProblemsError(problems);
  return { spec, overlays };
}

function overlayPaths(root: string, problems: SpecProblem[]): string[] {
  const report = (file: string, message: string): void => {
    problems.push({ code: "invalid_overlay", file, line: 1, message });
  };
  let names: string[] = [];
  try {
    names = readdirSync(join(root, OVERLAYS_PATH)).filter((name) => !name.startsWith("."));
  } catch (error) {
    report(OVERLAYS_PATH, `the folder ${reasonOf(error)}. Restore it from version control.`);
    return [];
  }
  if (names.length === 0) {
    report(
      OVERLAYS_PATH,
      "there is no overlay, so the client would lose what the overlays add. Restore them from version control.",
    );
  }
  for (const name of names.filter((other) => !other.endsWith(".yaml"))) {
    report(`${OVERLAYS_PATH}/${name}`, "only *.yaml files are read here. Rename the file or move it.");
  }
  return names
    .filter((name) => name.endsWith(".yaml"))
    .toSorted()
    .map((name) => `${OVERLAYS_PATH}/${name}`);
}

function readText(
  root: string,
  path: string,
  code: "invalid_spec" | "invalid_overlay",
  problems: SpecProblem[],
): SourceFile | undefined {
  try {
    // With every byte kept, the hash of the text is that of the file.
    const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    return { path, text: decoder.decode(readFileSync(join(root, path))) };
  } catch (error) {
    problems.push({
      code,
      file: path,
      line: 1,
      message: `the file ${reasonOf(error)}. Restore it from version control.`,
    });
    return undefined;
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof TypeError) return "is not UTF-8 text";
  return `cannot be read (${error instanceof Error && "code" in error ? String(error.code) : String(error)})`;
}
