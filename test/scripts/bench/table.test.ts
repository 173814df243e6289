import { expect, it } from "vitest";
import { renderTables, rowsOf } from "../../../scripts/bench/table.ts";

it("renders one Markdown table with aligned columns, ratios to the first row, and targets reached or missed", () => {
  const isShort = ["<= 1 s", (ms: number) => ms <= 1_000] as const;
  const times = rowsOf("ms", { other: 823, own: 1_234.5, peer: 0.5 }, { own: isShort, peer: isShort });
  const sizes = rowsOf("kB", { own: 12.34 });
  sizes[0]?.splice(-1, 1, "alone");
  expect(
    renderTables([
      { title: "Time", rows: times },
      { title: "Size", rows: sizes },
    ]),
  ).toBe(
    [
      "|          | value    | ratio | goal            | note  |",
      "| -------- | -------- | ----- | --------------- | ----- |",
      "| **Time** |          |       |                 |       |",
      "| other    | 823 ms   | 1.00  |                 |       |",
      "| own      | 1,235 ms | 1.50  | <= 1 s: missed  |       |",
      "| peer     | 0.50 ms  | 0.00  | <= 1 s: reached |       |",
      "| **Size** |          |       |                 |       |",
      "| own      | 12.3 kB  |       |                 | alone |",
    ].join("\n"),
  );
});

it("gives a target the value and its ratio to the first row", () => {
  const isHalf = ["half", (_: number, ratio: number) => ratio === 0.5] as const;
  const goals = rowsOf("ms", { first: 4, second: 2 }, { first: isHalf, second: isHalf }).map((cells) => cells[3]);
  expect(goals).toEqual(["half: missed", "half: reached"]);
});
