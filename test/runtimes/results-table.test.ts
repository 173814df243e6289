import { expect, it } from "vitest";
import { failuresOf, formatResults, type RuntimeResult } from "./results-table.ts";

const passing: RuntimeResult = {
  runtime: "Node 20",
  version: "20.19.0",
  checks: [
    { name: "it adds", outcome: "passed", note: "slowly" },
    { name: "it divides", outcome: "n/a", reason: "no zero here" },
  ],
};
const failing: RuntimeResult = {
  runtime: "Bun",
  version: "1.4.5",
  checks: [
    { name: "it adds", outcome: "failed", reason: "1 + 1 is 3" },
    { name: "it divides", outcome: "passed" },
  ],
};
const crashed: RuntimeResult = { runtime: "Deno", version: "2.9.6", checks: [], problem: "ended with 1" };
const missing: RuntimeResult = { runtime: "workerd", version: "missing", checks: [], missing: true };

it("shows each runtime as a column and each check as a line", () => {
  const lines = formatResults([passing, failing, crashed, missing], []).split("\n");
  expect(lines.slice(0, 4)).toEqual([
    "Node 20  Bun    Deno   workerd  check",
    "20.19.0  1.4.5  2.9.6  missing  ",
    "✔        ✘      ✘      ?        it adds",
    "–        ✔      ✘      ?        it divides",
  ]);
});

it("shows notes, why a check does not apply, examples and failures below the table", () => {
  const examples = [
    { example: "server.ts", runtime: "Bun", problem: "no answer" },
    { example: "worker.ts", runtime: "workerd", missing: true },
    { example: "job.ts", runtime: "Node 20" },
  ];
  const text = formatResults([passing, failing], examples);
  expect(text).toContain("Node 20: slowly");
  expect(text).toContain('Node 20: "it divides" does not apply: no zero here');
  expect(text).toContain("✘ server.ts in Bun\n  ? worker.ts in workerd\n  ✔ job.ts in Node 20\n");
  expect(text).toContain("Bun: it adds\n    1 + 1 is 3");
});

it("counts failed checks, failed examples and runtimes that did not finish", () => {
  const examples = [
    { example: "server.ts", runtime: "Bun", problem: "no answer" },
    { example: "server.ts", runtime: "Deno" },
  ];
  expect(failuresOf([passing, failing, crashed, missing], examples)).toEqual([
    "Bun: it adds\n    1 + 1 is 3",
    "Deno: ended with 1",
    "Bun: server.ts\n    no answer",
  ]);
});
