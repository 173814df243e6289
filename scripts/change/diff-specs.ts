import { isDeepStrictEqual } from "node:util";
import { fromFragment, isJsonObject, type JsonObject, type JsonValue } from "../spec/json-value.ts";
import { createOperationIndex, type OperationIndex } from "../spec/operation-index.ts";
import { runRedocly } from "../spec/run-redocly.ts";

/** One difference between two specs on the wire. */
export interface SpecChange {
  /** The part of the version to raise, by Redocly's rules. */
  impact: "major" | "minor" | "patch";
  /** What has changed, without a full stop. */
  text: string;
  /** Operations that it affects, as in `GET /charges/{id}`; empty when it affects only the document. */
  operations: string[];
}

interface DiffReport {
  summary: Record<SpecChange["impact"], number>;
  changes: RedoclyChange[];
}

interface RedoclyChange {
  kind: "added" | "removed" | "modified";
  impact: SpecChange["impact"];
  property?: string;
  verdicts: { message: string }[];
  base?: Side;
  revision?: Side;
}

interface Side {
  pointer: string;
  value?: JsonValue;
}

/**
 * Compares two specs with Redocly.
 *
 * Redocly reports a change of a shared schema once, at the first operation that uses it. Here each change names every
 * operation that it affects.
 *
 * @param root the project's folder, for the rules to compare by
 */
export async function diffSpecs(root: string, before: JsonObject, after: JsonObject): Promise<SpecChange[]> {
  const { report, stderr } = await runRedocly<DiffReport>(root, ["diff", "--fail-on", "none"], [before, after]);
  const { summary, changes } = report;
  if (!summary || changes?.length !== summary.major + summary.minor + summary.patch) {
    throw new Error(`Redocly did not compare the specs. It printed:\n${stderr.trim()}`);
  }
  const [indexBefore, indexAfter] = [createOperationIndex(before), createOperationIndex(after)];
  return changes.map((change) => {
    const { impact, base, revision } = change;
    const operations = new Set([...operationsOf(base, indexBefore), ...operationsOf(revision, indexAfter)]);
    return { impact, text: describe(change), operations: [...operations].toSorted() };
  });
}

function operationsOf(side: Side | undefined, index: OperationIndex): string[] {
  const path = side && fromFragment(side.pointer);
  return path ? index.operationsAt(path) : [];
}

function describe({ kind, property, verdicts, base, revision }: RedoclyChange): string {
  if (verdicts.length > 0) return verdicts.map(({ message }) => message.replace(/\.$/, "")).join("; ");
  const place = placeOf(revision ?? base, property);
  if (kind !== "modified") return `${place} was ${kind}`;
  const [before, after] = [base?.value, revision?.value];
  if (Array.isArray(before) && Array.isArray(after)) return `${place} ${describeList(before, after)}`;
  // The diff of the generated files shows long texts.
  if (typeof before === "object" || typeof after === "object" || property === "description" || property === "summary") {
    return `${place} changed`;
  }
  return `${place} changed from ${excerpt(before)} to ${excerpt(after)}`;
}

function describeList(before: JsonValue[], after: JsonValue[]): string {
  const without = (list: JsonValue[], others: JsonValue[]): string[] =>
    list.filter((entry) => !others.some((other) => isDeepStrictEqual(entry, other))).map(excerpt);
  const [lost, gained] = [without(before, after), without(after, before)];
  const parts = [lost.length > 0 && `lost ${lost.join(", ")}`, gained.length > 0 && `gained ${gained.join(", ")}`];
  return parts.filter((part) => part !== false).join(" and ") || "was reordered";
}

function placeOf(side: Side | undefined, property: string | undefined): string {
  const steps = fromFragment(side?.pointer ?? "") ?? [];
  const inComponents = steps[0] === "components";
  const skipped = { components: 2, paths: 1 }[String(steps[0])] ?? 0;
  const named = steps.slice(skipped).filter((step) => step !== "properties");
  const value = side?.value;
  if (isJsonObject(value) && typeof value["name"] === "string") named.splice(-1, 1, value["name"]);
  if (property !== undefined && named.at(-1) !== property) named.push(property);
  return `\`${named.join(inComponents ? "." : " ")}\``;
}

function excerpt(value: JsonValue | undefined): string {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
