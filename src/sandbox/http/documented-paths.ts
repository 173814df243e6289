import { readDefinition } from "./read-definition.ts";
import { METHODS } from "./read-request.ts";

let methodsByPath: ReadonlyMap<string, readonly string[]> | undefined;

/**
 * Returns the methods of the documented paths that a path fits: the path itself, or with its parameters filled in. The routes
 * of the loaded document would not do, since faults are added at once and before the first request.
 */
export function documentedMethodsOf(path: string): string[] {
  methodsByPath ??= readPaths();
  const exact = methodsByPath.get(path);
  if (exact !== undefined) return [...exact];
  return [...methodsByPath].flatMap(([template, methods]) => (fits(path, template) ? methods : []));
}

/** Returns the documented paths, such as `/charges/{id}`. */
export function documentedPaths(): string[] {
  methodsByPath ??= readPaths();
  return [...methodsByPath.keys()];
}

function fits(path: string, template: string): boolean {
  const [parts, wanted] = [path.split("/"), template.split("/")];
  // A part in braces would be the name of another parameter.
  return (
    parts.length === wanted.length &&
    parts.every((part, index) => part === wanted[index] || (wanted[index]?.startsWith("{") && /^[^{}]+$/.test(part)))
  );
}

function readPaths(): Map<string, string[]> {
  const paths = Object.entries(readDefinition().paths);
  return new Map(paths.map(([path, item = {}]) => [path, METHODS.filter((method) => method.toLowerCase() in item)]));
}
