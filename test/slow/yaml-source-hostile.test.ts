import { describe, expect, it } from "vitest";
import type { SpecProblem } from "../../scripts/spec/spec-problem.ts";
import { parseYamlSource, type YamlSource } from "../../scripts/spec/yaml-source.ts";

function parse(text: string): { source: YamlSource | undefined; problems: SpecProblem[] } {
  const problems: SpecProblem[] = [];
  return { source: parseYamlSource({ path: "spec.yaml", text }, "invalid_spec", problems), problems };
}

describe("parseYamlSource, given a hostile text,", () => {
  const numbered = (count: number, line: (index: number) => string): string =>
    Array.from({ length: count }, (_, index) => line(index)).join("\n");
  const laughs = numbered(9, (level) => `l${level + 1}: &l${level + 1} [${`*l${level},`.repeat(9)}]`);

  // The line is that of the first part that is too much, which shows that nothing after it was read.
  it.each([
    ["20,000 aliases", `a: &a x\n${numbered(20_000, (index) => `k${index}: *a`)}`, 102, "more than 100 aliases"],
    ["aliases of aliases", `l0: &l0 [x]\n${laughs}`, 6, "more than 50,000 values and keys, with all aliases"],
    [
      "long lists of aliases",
      `a: &a [${"x,".repeat(1000)}]\n${numbered(90, (index) => `k${index}: *a`)}`,
      50,
      "values",
    ],
    ["flow lists in each other", `a: 1\nb: ${"[".repeat(20_000)}`, 2, "more than 100 levels of nesting"],
    ["block lists in each other", `a: 1\nb:\n${"- ".repeat(20_000)}x`, 3, "more than 100 levels of nesting"],
    ["keys in each other", `a: 1\n${"? ".repeat(20_000)}x`, 2, "more than 100 levels of nesting"],
    ["objects in each other", numbered(1000, (index) => `${" ".repeat(index)}a:`), 101, "levels of nesting"],
    ["JSON objects in each other", '{"a":'.repeat(20_000), 1, "levels of nesting"],
    [
      "aliases in each other",
      `a0: &a0 []\n${numbered(99, (i) => `a${i + 1}: &a${i + 1} [[*a${i}]]`)}`,
      51,
      "levels of nesting",
    ],
    ["a huge text", `a: ${"x".repeat(1_000_000)}`, 1, "more than 1,000,000 characters"],
    ["many values", numbered(30_000, (index) => `k${index}: x`), 25_000, "more than 50,000 values"],
  ])("refuses %s, names the line and the limit, and reads no further", (_, text, line, says) => {
    const { source, problems } = parse(text);
    expect(source).toBeUndefined();
    expect(problems).toEqual([
      { code: "invalid_spec", file: "spec.yaml", line, message: expect.stringContaining(says) },
    ]);
    expect(problems[0]?.message).toMatch(/Check that it is the right file, or simplify it\.$/);
  });

  it.each([
    ["100 aliases", `a: &a x\n${numbered(100, (index) => `k${index}: *a`)}`],
    ["lists in each other, 99 levels below the top", `a: ${"[".repeat(99)}${"]".repeat(99)}`],
    ["5,000 anchors", numbered(5_000, (index) => `k${index}: &a${index} x`)],
  ])("accepts %s", (_, text) => {
    expect(parse(text)).toMatchObject({ problems: [], source: expect.anything() });
  });
});
