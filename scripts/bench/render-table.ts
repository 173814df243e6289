import type { Measurement, Result } from "./measurement.ts";

/** The measurements as one Markdown table. */
export function renderTable(measurements: readonly Measurement[]): string {
  const lines = measurements.flatMap(({ title, results }) => [
    [`**${title}**`, "", "", "", ""],
    ...results.map((result) => [
      result.subject,
      result.value === undefined ? "not measured" : `${rounded(result.value)} ${result.unit}`,
      result.ratio === undefined ? "" : result.ratio.toFixed(2),
      goalOf(result),
      result.note ?? "",
    ]),
  ]);
  const table = [["", "value", "ratio", "goal", "note"], ...lines];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(3, ...table.map((line) => line[column]?.length ?? 0)));
  const [head, ...body] = table.map(
    (line) => `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`,
  );
  return [head, `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`, ...body].join("\n");
}

function rounded(value: number): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return value.toLocaleString("en", {
    maximumFractionDigits: digits,
    minimumFractionDigits: Number.isInteger(value) ? 0 : digits,
  });
}

function goalOf({ goal, reached }: Result): string {
  return goal === undefined ? "" : `${goal}: ${reached ? "reached" : "missed"}`;
}
