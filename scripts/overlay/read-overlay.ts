import { posix } from "node:path";
import { compile, type JSONPathQuery } from "json-p3";
import { isJsonObject, type JsonObject, type JsonPath, type JsonValue } from "../spec/json-value.ts";
import type { SpecProblem, SpecSite } from "../spec/spec-problem.ts";
import { parseYamlSource, type SourceFile } from "../spec/yaml-source.ts";

/** One change that an overlay makes. */
export type OverlayAction = {
  target: JSONPathQuery;
  /** Where a part of the action stands in its file; the path starts at the action. */
  siteOf: (path: JsonPath) => SpecSite;
} & ({ kind: "update"; update: JsonValue } | { kind: "copy"; copy: JSONPathQuery } | { kind: "remove" });

/** Adds a problem with the part at `path`. */
type Report = (path: JsonPath, message: string) => void;

const MODIFIERS = ["update", "remove", "copy"] as const;

/**
 * Reads an OpenAPI Overlay 1.1 document, more strictly than the standard asks: every action says why it is there.
 *
 * @param specPath path of the spec that the overlay is for, to compare with its `extends`
 * @param problems receives each reason why an action cannot be used
 * @returns the actions that can be used
 * @see https://spec.openapis.org/overlay/v1.1.0.html#overlay-object
 */
export function readOverlay(file: SourceFile, specPath: string, problems: SpecProblem[]): OverlayAction[] {
  const source = parseYamlSource(file, "invalid_overlay", problems);
  if (!source) return [];
  const siteOf = (path: JsonPath): SpecSite => ({ file: file.path, line: source.lineOf(path) });
  const report: Report = (path, message) => problems.push({ code: "invalid_overlay", ...siteOf(path), message });

  const { overlay: version, info, extends: base, actions } = source.value;
  if (typeof version !== "string" || !/^1\.1\.\d+$/.test(version)) {
    const found = version === undefined ? "`overlay` is missing" : `\`overlay\` is ${JSON.stringify(version)}`;
    const advice = "Write `overlay: 1.1.0`, and check what the other version means for the actions.";
    report(["overlay"], `${found}, and only version 1.1.x is supported. ${advice}`);
    return [];
  }
  checkKeys(source.value, ["overlay", "info", "extends", "actions"], [], report);
  if (!isJsonObject(info)) {
    report(["info"], "`info` is missing or not an object. Give it a `title` and a `version`.");
  } else {
    checkKeys(info, ["title", "version", "description"], ["info"], report);
    for (const key of ["title", "version"].filter((name) => !isText(info[name]))) {
      report(["info", key], `\`info.${key}\` has to be a non-blank string. Add it, in quotes if it is a number.`);
    }
  }
  const reference = posix.relative(posix.dirname(file.path), specPath);
  if (base !== undefined && (!isText(base) || posix.normalize(base) !== reference)) {
    report(["extends"], `\`extends\` names another document. Write ${reference}, or leave it out.`);
  }
  if (!Array.isArray(actions) || actions.length === 0) {
    report(["actions"], "`actions` has to be a list of at least one action. Add one, or delete the file.");
    return [];
  }
  return actions.flatMap((action, index) => {
    const description = isJsonObject(action) && isText(action["description"]) ? action["description"] : undefined;
    const label = description?.trim().replaceAll(/\s+/g, " ") ?? `number ${index + 1}, without description`;
    const siteInAction = (path: JsonPath): SpecSite => ({ ...siteOf(["actions", index, ...path]), action: label });
    return readAction(action, siteInAction, problems) ?? [];
  });
}

function readAction(
  action: JsonValue,
  siteOf: OverlayAction["siteOf"],
  problems: SpecProblem[],
): OverlayAction | undefined {
  const problemsBefore = problems.length;
  const report: Report = (path, message) => problems.push({ code: "invalid_overlay", ...siteOf(path), message });
  if (!isJsonObject(action)) {
    report([], "the action is not an object. Give it a `target`, a `description` and an `update`, `remove` or `copy`.");
    return undefined;
  }
  checkKeys(action, ["target", "description", ...MODIFIERS], [], report);
  if (!isText(action["description"])) {
    report(["description"], "`description` is missing or blank. Say why the action is there.");
  }
  const given = MODIFIERS.filter((modifier) => Object.hasOwn(action, modifier));
  if (given.length !== 1) {
    const found = given.length === 0 ? "none" : given.join(" and ");
    const rule = "the action needs exactly one of `update`, `remove` and `copy`";
    report([], `${rule}, and has ${found}. Split it, or add what it should do.`);
  }
  if (given.includes("remove") && action["remove"] !== true) {
    report(["remove"], "`remove` can only be true: anything else has no effect. Write true, or delete the action.");
  }
  const target = readPath(action, "target", report);
  const copy = given.includes("copy") ? readPath(action, "copy", report) : undefined;
  if (problems.length > problemsBefore || !target) return undefined;

  if (copy) return { kind: "copy", target, copy, siteOf };
  const { update } = action;
  return update === undefined ? { kind: "remove", target, siteOf } : { kind: "update", target, update, siteOf };
}

function readPath(action: JsonObject, key: "target" | "copy", report: Report): JSONPathQuery | undefined {
  const expression = action[key];
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

function checkKeys(object: JsonObject, known: readonly string[], path: JsonPath, report: Report): void {
  for (const key of Object.keys(object).filter((name) => !known.includes(name) && !name.startsWith("x-"))) {
    const message = `\`${key}\` has no meaning here; known are ${known.join(", ")} and x-*. Correct or delete it.`;
    report([...path, key], message);
  }
}

function isText(value: JsonValue | undefined): value is string {
  return typeof value === "string" && value.trim() !== "";
}
