import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import type { SpecProblem } from "../../../scripts/spec/spec-problem.ts";
import { parseYamlSource, type YamlSource } from "../../../scripts/spec/yaml-source.ts";

function parse(text: string): { source: YamlSource | undefined; problems: SpecProblem[] } {
  const problems: SpecProblem[] = [];
  const options = { code: "invalid_spec", forbiddenKeys: ["__proto__"] } as const;
  return { source: parseYamlSource({ path: "spec.yaml", text }, options, problems), problems };
}

describe("parseYamlSource", () => {
  it("returns the line of keys and elements, and for a missing one the line of its nearest ancestor", () => {
    const { source } = parse("# head\na:\n  - x: 1\n  - y:\n      z: 2\n200: b\n");
    expect(source?.lineOf(["a"])).toBe(2);
    expect(source?.lineOf(["a", 1, "y", "z"])).toBe(5);
    expect(source?.lineOf(["200"])).toBe(6);
    expect(source?.lineOf(["a", 1, "y", "q", "r"])).toBe(4);
    expect(source?.lineOf(["nowhere"])).toBe(1);
  });

  it("keeps every JSON object unchanged", () => {
    const json = fc
      .dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 }))
      .filter((object) => !JSON.stringify(object).includes("__proto__"));
    fc.assert(
      fc.property(json, (object) => {
        const plain: unknown = JSON.parse(JSON.stringify(object));
        expect(parse(JSON.stringify(plain)).source?.value).toEqual(plain);
        expect(parse(stringify(plain)).source?.value).toEqual(plain);
      }),
    );
  });

  it("copies values that share an anchor", () => {
    const { source } = parse("a: &shared {x: 1}\nb: *shared\n");
    expect(source?.value).toEqual({ a: { x: 1 }, b: { x: 1 } });
    expect(source?.value["a"]).not.toBe(source?.value["b"]);
  });

  const refused: [name: string, text: string, line: number, says: string][] = [
    ["an empty text", "", 1, "empty"],
    ["a text of comments", "# one\n# two\n", 1, "empty"],
    ["a list", "- a\n", 1, "does not hold an object"],
    ["a plain text", "hello\n", 1, "does not hold an object"],
    ["two documents", "a: 1\n---\nb: 2\n", 2, "second document"],
    ["a list as a key", "? [a, b]\n: 1\n", 1, "not a text"],
    ["a tag of its own", "a: 1\nb: !secret x\n", 2, "Unresolved tag"],
    ["a number that is not finite", "a: 1\nb: .inf\n", 2, "not finite"],
    ["an alias without anchor", "a: 1\nb: *none\n", 2, "no anchor"],
    ["an alias inside its own anchor", "a: &a [*a]\n", 1, "refer to themselves"],
    ["a forbidden key", "a:\n  b:\n    __proto__: 1\n", 3, "`__proto__` is refused"],
  ];
  for (const [name, text, line, says] of refused) {
    it(`refuses ${name} and says where`, () => {
      const { source, problems } = parse(text);
      expect(source).toBeUndefined();
      expect(problems).toEqual([
        { code: "invalid_spec", file: "spec.yaml", line, message: expect.stringContaining(says) },
      ]);
    });
  }

  it.each([
    ["a: 1\nb: 2\na: 3\n", 3, { a: 3, b: 2 }],
    ["200: a\n'200': b\n", 2, { "200": "b" }],
  ])("reports the repeated key of %j and continues, so that later problems are reported too", (text, line, value) => {
    const { source, problems } = parse(text);
    expect(source?.value).toEqual(value);
    expect(problems).toEqual([
      { code: "invalid_spec", file: "spec.yaml", line, message: expect.stringContaining("this key twice") },
    ]);
  });

  it("refuses aliases that multiply without bounds", () => {
    const levels = Array.from({ length: 12 }, (_, i) => `l${i + 1}: &l${i + 1} [${`*l${i},`.repeat(9)}]`);
    const { source, problems } = parse(["l0: &l0 [x]", ...levels].join("\n"));
    expect(source).toBeUndefined();
    expect(problems[0]?.message).toContain("multiply without bounds");
  });

  it("accepts a forbidden word as a value", () => {
    expect(parse("a: __proto__\n").source?.value).toEqual({ a: "__proto__" });
  });

  it("reports each repeated key, but only the first consequence of a syntax error", () => {
    expect(parse("a: 1\na: 2\nb: 1\nb: 2\n").problems.map(({ line }) => line)).toEqual([2, 4]);
    expect(parse("<html>\n<body>a: b: c</body>\n</html>").problems).toHaveLength(1);
  });
});
