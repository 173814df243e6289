/** A part of the benchmark's table: a title and rows of five cells. */
export interface Table {
  readonly title: string;
  readonly rows: readonly (readonly string[])[];
}

type Target = readonly [goal: string, isReached: (value: number, ratio: number) => boolean];

/** Makes one row per figure, with its ratio to the first figure. Figures and targets are given by subject. */
export function rowsOf(
  unit: string,
  figures: Readonly<Record<string, number>>,
  targets: Readonly<Record<string, Target>> = {},
): string[][] {
  const [reference = Number.NaN, ...others] = Object.values(figures);
  return Object.entries(figures).map(([subject, value]) => {
    const ratio = value / reference;
    const [goal, isReached] = targets[subject] ?? [];
    const verdict = isReached ? `${goal}: ${isReached(value, ratio) ? "reached" : "missed"}` : "";
    return [subject, `${rounded(value)} ${unit}`, others.length > 0 ? ratio.toFixed(2) : "", verdict, ""];
  });
}

/** Writes all tables as one Markdown table with aligned columns. */
export function renderTables(tables: readonly Table[]): string {
  const lines = tables.flatMap(({ title, rows }) => [[`**${title}**`, "", "", "", ""], ...rows]);
  const heads = ["", "value", "ratio", "goal", "note"];
  const widths = heads.map((_, column) => Math.max(3, ...[heads, ...lines].map((cells) => cells[column]?.length ?? 0)));
  const dashes = widths.map((width) => "-".repeat(width));
  return [heads, dashes, ...lines]
    .map((cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`)
    .join("\n");
}

function rounded(value: number): string {
  const digits = Number.isInteger(value) || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return value.toLocaleString("en", { maximumFractionDigits: digits, minimumFractionDigits: digits });
}
