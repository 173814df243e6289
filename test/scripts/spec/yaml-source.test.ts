import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import type { SpecProblem } from "../../../scripts/spec/spec-problem.ts";
import { parseYamlSource, type YamlSource } from "../../../scripts/spec/yaml-source.ts";

function parse(text: string): { source: YamlSource | undefined; problems: SpecProblem[] } {
  const problems: SpecProblem[] = [];
  return { source: parseYamlSource({ path: "spec.yaml", text }, "invalid_spec", problems), problems };
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
    ["a list as a key", "? [a, b]\n: 1\n", 1, "not a string"],
    ["a tag of its own", "a: 1\nb: !secret x\n", 2, "Unresolved tag"],
    ["an alias inside its own anchor", "a: 1\nb: &b [*b]\n", 2, "more than 100 levels of nesting"],
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

  const reported: [name: string, text: string, line: number, says: string, value: unknown][] = [
    ["a number that is not finite", "a: 1\nb: .inf\n", 2, "not finite", { a: 1, b: Infinity }],
    ["a date, as YAML 1.1 has it", "%YAML 1.1\n---\na: !!timestamp 2024-01-01\n", 3, "nothing that JSON has", {}],
    ["an alias without anchor", "a: 1\nb: *none\n", 2, "no anchor", { a: 1, b: null }],
    ["an alias before its anchor", "a: *b\nb: &b 1\n", 1, "no anchor before it", { a: null, b: 1 }],
    ["a forbidden key", "a:\n  b:\n    __proto__: 1\n", 3, "`__proto__` is refused", { a: { b: {} } }],
  ];
  for (const [name, text, line, says, value] of reported) {
    it(`reports ${name} and reads on, so that more can be found`, () => {
      const { source, problems } = parse(text);
      expect(source?.value).toMatchObject(Object(value));
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

  it("resolves an alias by the last anchor before it", () => {
    const { source, problems } = parse("a: &x 1\nb: &y {c: *x, d: &z 3}\ne: &x 2\nf: &z 4\ng: *y\nh: [*x, *z]\n");
    expect(problems).toEqual([]);
    expect(source?.value).toMatchObject({ b: { c: 1, d: 3 }, g: { c: 1, d: 3 }, h: [2, 4] });
  });

  it("reports what an aliased value has wrong once", () => {
    const { problems } = parse("a: &a {b: 1, b: 2, c: .nan}\nd: *a\ne: *a\n");
    expect(problems.map(({ line }) => line)).toEqual([1, 1]);
  });

  it("accepts a forbidden word as a value", () => {
    expect(parse("a: __proto__\n").source?.value).toEqual({ a: "__proto__" });
  });

  it("reports each repeated key, but only the first consequence of a syntax error", () => {
    expect(parse("a: 1\na: 2\nb: 1\nb: 2\n").problems.map(({ line }) => line)).toEqual([2, 4]);
    expect(parse("<html>\n<body>a: b: c</body>\n</html>").problems).toHaveLength(1);
  });
});
