import { expect, it } from "vitest";
import { renderTable } from "../../../scripts/bench/render-table.ts";

it("renders one Markdown table with aligned columns, and marks missed goals and missing measurements", () => {
  const results = [
    { subject: "own", value: 1_234.5, unit: "ms", ratio: 1.5, goal: "<= 1 s", reached: false },
    { subject: "other", value: 0.5, unit: "ms", ratio: 1, goal: "<= 1 s", reached: true },
    { subject: "peer", value: undefined, unit: "ms", note: "could not be installed" },
  ];
  expect(renderTable([{ title: "Time", results }])).toBe(
    [
      "|          | value        | ratio | goal            | note                   |",
      "| -------- | ------------ | ----- | --------------- | ---------------------- |",
      "| **Time** |              |       |                 |                        |",
      "| own      | 1,235 ms     | 1.50  | <= 1 s: missed  |                        |",
      "| other    | 0.50 ms      | 1.00  | <= 1 s: reached |                        |",
      "| peer     | not measured |       |                 | could not be installed |",
    ].join("\n"),
  );
});
