import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

let methodsByPath: ReadonlyMap<string, readonly string[]> | undefined;

/**
 * Returns the methods of the documented paths that a path fits: the path itself, or with its parameters filled in. They are
 * read from the lines of the generated document, which takes a hundredth of the time that loading it does, since faults are
 * added at once and before the first request.
 */
export function documentedMethodsOf(path: string): string[] {
  methodsByPath ??= readPaths();
  const exact = methodsByPath.get(path);
  if (exact !== undefined) return [...exact];
  return [...methodsByPath].flatMap(([template, methods]) => (fits(path, template) ? methods : []));
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
  const document = readFileSync(createRequire(import.meta.url).resolve("tratta-client/openapi.yaml"), "utf8");
  const [, lines = ""] = /^paths:\n((?: .*\n|\n)*)/m.exec(document) ?? [];
  const paths = new Map<string, string[]>();
  let methods: string[] = [];
  for (const [, path, method] of lines.matchAll(
    /^ {2}["']?(\/[^"'\n]*?)["']?:$|^ {4}(get|post|put|patch|delete):$/gm,
  )) {
    if (path !== undefined) paths.set(path, (methods = []));
    else if (method !== undefined) methods.push(method.toUpperCase());
  }
  return paths;
}
