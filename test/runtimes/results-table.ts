import type { ExampleResult } from "./run-examples.ts";
import type { CheckResult } from "./suite/check.ts";

/** What one runtime made of the suite. */
export interface RuntimeResult {
  readonly runtime: string;
  readonly version: string;
  readonly checks: readonly CheckResult[];
  /** Why the suite did not come to its end. */
  readonly problem?: string;
  readonly missing?: boolean;
}

const SYMBOLS = { passed: "✔", failed: "✘", "n/a": "–" } as const;

/** The table runtime x check, with notes, examples and failures below it. */
export function formatResults(runtimes: readonly RuntimeResult[], examples: readonly ExampleResult[]): string {
  const checks = [...new Set(runtimes.flatMap((runtime) => runtime.checks.map(({ name }) => name)))];
  const row = (textOf: (runtime: RuntimeResult) => string, text: string): string =>
    runtimes.map((runtime) => textOf(runtime).padEnd(widthOf(runtime))).join("") + text;
  return [
    row(({ runtime }) => runtime, "check"),
    row(({ version }) => version, ""),
    ...checks.map((check) => row((runtime) => cellOf(runtime, check), check)),
    "",
    "✔ passed   ✘ failed   – does not apply   ? runtime not installed",
    ...section("Notes", notesOf(runtimes)),
    ...section(
      "Examples",
      examples.map(({ example, runtime, problem, missing }) => {
        const symbol = missing ? "?" : problem === undefined ? "✔" : "✘";
        return `${symbol} ${example} in ${runtime}`;
      }),
    ),
    ...section("Failures", failuresOf(runtimes, examples)),
  ].join("\n");
}

/** Every failure, with its reason. */
export function failuresOf(runtimes: readonly RuntimeResult[], examples: readonly ExampleResult[]): string[] {
  return [
    ...runtimes.flatMap(({ runtime, problem, checks }) => [
      ...(problem === undefined ? [] : [`${runtime}: ${problem}`]),
      ...checks
        .filter(({ outcome }) => outcome === "failed")
        .map(({ name, reason }) => `${runtime}: ${name}\n    ${reason}`),
    ]),
    ...examples.flatMap(({ example, runtime, problem }) =>
      problem === undefined ? [] : [`${runtime}: ${example}\n    ${problem}`],
    ),
  ];
}

function widthOf({ runtime, version }: RuntimeResult): number {
  return Math.max(runtime.length, version.length) + 2;
}

function cellOf(runtime: RuntimeResult, check: string): string {
  if (runtime.missing) return "?";
  return SYMBOLS[runtime.checks.find(({ name }) => name === check)?.outcome ?? "failed"];
}

/** Each note once, with the runtimes it holds for. */
function notesOf(runtimes: readonly RuntimeResult[]): string[] {
  const runtimesOf = new Map<string, string[]>();
  for (const { runtime, checks } of runtimes) {
    for (const { name, outcome, reason, note } of checks) {
      const text = outcome === "n/a" ? `"${name}" does not apply: ${reason}` : note;
      if (text !== undefined) runtimesOf.set(text, [...(runtimesOf.get(text) ?? []), runtime]);
    }
  }
  return [...runtimesOf].map(([text, names]) => `${names.join(", ")}: ${text}`);
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length > 0 ? ["", title, ...lines.map((line) => `  ${line}`)] : [];
}
