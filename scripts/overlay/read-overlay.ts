import { posix } from "node:path";
import { compile, type JSONPathQuery } from "json-p3";
import { isJsonObject, type JsonPath, type JsonValue } from "../spec/json-value.ts";
import type { SpecProblem, SpecSite } from "../spec/spec-problem.ts";
import { parseYamlSource, type SourceFile, type YamlSource } from "../spec/yaml-source.ts";

/** One change that an overlay asks for. */
export type OverlayAction = {
  target: JSONPathQuery;
  /** Where a part of the action stands in its file; the path starts at the action. */
  siteOf: (path: JsonPath) => SpecSite;
} & ({ kind: "update"; update: JsonValue } | { kind: "copy"; copy: JSONPathQuery } | { kind: "remove" });

const FORBIDDEN_KEYS = ["__proto__", "constructor", "prototype"];
const MODIFIERS = ["update", "remove", "copy"] as const;

/**
 * Reads an OpenAPI Overlay 1.1 document, more strictly than the standard asks: every action says why it is there.
 *
 * @param specPath path of the spec that the overlay is for, to compare with its `extends`
 * @returns the actions that can be used; each reason why one cannot has been added to `problems`
 * @see https://spec.openapis.org/overlay/v1.1.0.html#overlay-object
 */
export function readOverlay(file: SourceFile, specPath: string, problems: SpecProblem[]): OverlayAction[] {
  const source = parseYamlSource(file, { code: "invalid_overlay", forbiddenKeys: FORBIDDEN_KEYS }, problems);
  if (!source) return [];
  const report = (path: JsonPath, message: string): void => {
    problems.push({ code: "invalid_overlay", file: file.path, line: source.lineOf(path), message });
  };

  const { overlay: version, info, extends: base, actions } = source.value;
  if (typeof version !== "string" || !/^1\.1\.\d+$/.test(version)) {
    const found = version === undefined ? "`overlay` is missing" : `\`overlay\` is ${JSON.stringify(version)}`;
    report(
      ["overlay"],
      `${found}, and only version 1.1.x is understood. Write \`overlay: 1.1.0\`, and check what the change of version means for the actions.`,
    );
    return [];
  }
  reportUnknownKeys(source.value, ["overlay", "info", "extends", "actions"], [], report);
  reportInfo(info, report);
  if (base !== undefined && !isReferenceTo(base, file.path, specPath)) {
    const reference = posix.relative(posix.dirname(file.path), specPath);
    report(
      ["extends"],
      `\`extends\` names another document than the one this overlay is applied to. Write ${reference}, or leave it out.`,
    );
  }
  if (!Array.isArray(actions) || actions.length === 0) {
    report(["actions"], "`actions` has to be a list of at least one action. Add one, or delete the file.");
    return [];
  }
  return actions.flatMap((action, index) => readAction(action, index, { file, source, problems }) ?? []);
}

function reportInfo(info: JsonValue | undefined, report: (path: JsonPath, message: string) => void): void {
  if (!isJsonObject(info)) {
    report(["info"], "`info` is missing or not an object. Give it a `title` and a `version`.");
    return;
  }
  reportUnknownKeys(info, ["title", "version", "description"], ["info"], report);
  for (const key of ["title", "version"]) {
    if (!isText(info[key]))
      report(["info", key], `\`info.${key}\` has to be a text that is not blank. Add it, in quotes if it is a number.`);
  }
}

function readAction(
  action: JsonValue,
  index: number,
  { file, source, problems }: { file: SourceFile; source: YamlSource; problems: SpecProblem[] },
): OverlayAction | undefined {
  const problemsBefore = problems.length;
  const description = isJsonObject(action) && isText(action["description"]) ? action["description"] : undefined;
  const label = description?.trim().replaceAll(/\s+/g, " ") ?? `number ${index + 1}, without description`;
  const siteOf = (path: JsonPath): SpecSite => ({
    file: file.path,
    line: source.lineOf(["actions", index, ...path]),
    action: label,
  });
  const report = (path: JsonPath, message: string): void => {
    problems.push({ code: "invalid_overlay", ...siteOf(path), message });
  };

  if (!isJsonObject(action)) {
    report(
      [],
      "the action is not an object. Give it a `target`, a `description` and one of `update`, `remove`, `copy`.",
    );
    return undefined;
  }
  reportUnknownKeys(action, ["target", "description", ...MODIFIERS], [], report);
  if (description === undefined) {
    report(["description"], "`description` is missing or blank. Say why the action is there.");
  }
  const given = MODIFIERS.filter((modifier) => Object.hasOwn(action, modifier));
  if (given.length !== 1) {
    const found = given.length === 0 ? "none" : given.join(" and ");
    report(
      [],
      `the action needs exactly one of \`update\`, \`remove\` and \`copy\`, and has ${found}. Split it, or add what it is to do.`,
    );
  }
  if (given.includes("remove") && action["remove"] !== true) {
    report(["remove"], "`remove` can only be true: anything else does nothing. Write true, or delete the action.");
  }
  const target = readPath(action["target"], "target", report);
  const copy = given.includes("copy") ? readPath(action["copy"], "copy", report) : undefined;
  if (problems.length > problemsBefore || !target) return undefined;

  if (copy) return { kind: "copy", target, copy, siteOf };
  const { update } = action;
  return update === undefined ? { kind: "remove", target, siteOf } : { kind: "update", target, update, siteOf };
}

function readPath(
  expression: JsonValue | undefined,
  key: "target" | "copy",
  report: (path: JsonPath, message: string) => void,
): JSONPathQuery | undefined {
  if (!isText(expression)) {
    report([key], `\`${key}\` has to be a JSONPath such as $.components.schemas. Add it.`);
    return undefined;
  }
  try {
    return compile(expression);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    report([key], `\`${key}\` is not a JSONPath (RFC 9535): ${reason}. Correct it.`);
    return undefined;
  }
}

function reportUnknownKeys(
  object: object,
  known: readonly string[],
  path: JsonPath,
  report: (path: JsonPath, message: string) => void,
): void {
  for (const key of Object.keys(object)) {
    if (!known.includes(key) && !key.startsWith("x-")) {
      report(
        [...path, key],
        `\`${key}\` has no meaning here; known are ${known.join(", ")} and x-*. Correct or delete it.`,
      );
    }
  }
}

function isReferenceTo(reference: JsonValue, from: string, path: string): boolean {
  return isText(reference) && posix.join(posix.dirname(from), reference) === path;
}

function isText(value: JsonValue | undefined): value is string {
  return typeof value === "string" && value.trim() !== "";
}
