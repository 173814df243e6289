import type { Contradiction, JudgedFields, JudgedOperation } from "./judge-operations.ts";
import type { ProbeReport } from "./run-probe.ts";

/** Renders a report as text. What needs a person comes last, where a terminal shows it. */
export function renderProbe({ target, calls, operations }: ProbeReport): string {
  const called = operations.filter(({ path }) => path !== "not seen");
  const uncalled = operations.filter(({ path }) => path === "not seen").map(({ operation }) => operation);
  const failed = calls.flatMap(({ operation, failure }) => (failure === undefined ? [] : [`${operation}: ${failure}`]));
  return [
    `Probed ${target}: ${calls.length} calls, ${failed.length} of them failed.`,
    ...called.map(renderOperation),
    ...renderList("not called", uncalled.length > 0 ? [wrap(uncalled, "  ")] : []),
    ...renderList("failed", failed),
    ...renderList("contradicted", operations.flatMap(renderContradictions)),
    [
      `paths: ${countVerdicts(operations.map(({ path }) => path))}`,
      `responses: ${countVerdicts(operations.map(({ response }) => response.verdict))}`,
    ].join("\n"),
  ].join("\n\n");
}

function renderOperation(judged: JudgedOperation): string {
  const { operation, deprecated, path, request, response, errorResponse } = judged;
  return [
    `${operation}${deprecated ? " (deprecated)" : ""}`,
    `  path ${path} (evidence so far: ${judged["x-evidence"]})`,
    ...renderFields("request", request),
    `  response ${response.verdict} (evidence so far: ${judged["x-evidence-response"]})`,
    ...renderFields("response", response),
    ...renderFields("error response", errorResponse),
  ].join("\n");
}

/** Leaves out what follows from the rest: the fields of an object that was not seen, and the objects around fields. */
function renderFields(part: string, { confirmed, contradicted, notSeen }: JudgedFields): string[] {
  if (confirmed.length === 0) return [];
  const absent = [...notSeen, ...contradicted.map(({ field }) => field)];
  const seen = confirmed.filter((name) => !confirmed.some((other) => isWithin(other, name)));
  const unseen = notSeen.filter((name) => !absent.some((parent) => isWithin(name, parent)));
  return [
    `    ${part} fields confirmed: ${wrap(seen)}`,
    ...(unseen.length > 0 ? [`    ${part} fields not seen: ${wrap(unseen)}`] : []),
  ];
}

function isWithin(name: string, parent: string): boolean {
  return name.startsWith(parent) && /^(\[\])?\./.test(name.slice(parent.length));
}

function renderContradictions({ operation, path, request, response, errorResponse }: JudgedOperation): string[] {
  const of = (part: string, found: readonly Contradiction[]): string[] =>
    found.map(({ field, problem }) => [`${operation}:`, part, field, problem].filter(Boolean).join(" "));
  return [
    ...(path === "contradicted" ? [`${operation}: the path does not exist`] : []),
    ...of("request", request.contradicted),
    ...of("response", response.contradicted),
    ...of("error response", errorResponse.contradicted),
  ];
}

function renderList(title: string, lines: readonly string[]): string[] {
  return lines.length > 0 ? [[`${title}:`, ...lines.map((line) => `  ${line}`)].join("\n")] : [];
}

function countVerdicts(verdicts: readonly string[]): string {
  return ["confirmed", "contradicted", "failed", "not seen"]
    .map((verdict) => `${verdicts.filter((other) => other === verdict).length} ${verdict}`)
    .join(", ");
}

function wrap(names: readonly string[], indent = "      "): string {
  const lines = [""];
  for (const name of names) {
    const line = lines.at(-1) ?? "";
    if (line.length + name.length < 90) lines[lines.length - 1] = line ? `${line}, ${name}` : name;
    else lines.push(name);
  }
  return lines.join(`,\n${indent}`);
}
