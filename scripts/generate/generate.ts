import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createTwoFilesPatch } from "diff";
import { readSpecSources } from "../spec/spec-sources.ts";
import { createGeneratedFiles } from "./generated-files.ts";
import type { lintSpec } from "./lint-spec.ts";
import { replaceFiles } from "./replace-files.ts";

/** What to generate, and how. */
export interface GenerateOptions {
  /** Folder of the project. */
  root: string;
  /** Write nothing, and log a diff of what is out of date instead. */
  check: boolean;
  /** Receives what a person wants to read. */
  log: (text: string) => void;
  /** Replaces Redocly's linter in tests that are not about it. */
  lint?: typeof lintSpec;
}

/**
 * Generates a project's files and writes those that differ: all of them, or with an error none.
 *
 * @returns the paths that differ, from the project's root
 * @throws {SpecProblemsError} when the overlays do not apply or the result is not valid OpenAPI
 */
export async function generate({ root, check, log, lint }: GenerateOptions): Promise<string[]> {
  const { files } = await createGeneratedFiles(root, readSpecSources(root), log, lint);
  const stale = [...files].filter(([path, text]) => readIfPresent(join(root, path)) !== text);
  const paths = stale.map(([path]) => path);
  if (stale.length === 0) {
    log(`Up to date: ${[...files.keys()].join(", ")}`);
  } else if (!check) {
    replaceFiles(root, new Map(stale));
    log(`Wrote ${paths.join(", ")}`);
  } else {
    for (const [path, text] of stale) {
      const present = readIfPresent(join(root, path));
      log(createTwoFilesPatch(present === undefined ? "/dev/null" : path, path, present ?? "", text));
    }
  }
  return paths;
}

function readIfPresent(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}
