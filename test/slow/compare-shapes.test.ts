import fc from "fast-check";
import type ts from "typescript";
import { describe, expect, it } from "vitest";
import { compareShapes } from "../../scripts/change/compare-shapes.ts";
import type { Direction } from "../../scripts/spec/operation-index.ts";
import { readSchemaPair, type SchemaPair } from "../../scripts/change/schema-types.ts";

const SENT: Direction = { sent: true, read: false };
const READ: Direction = { sent: false, read: true };

interface Compared {
  pair: SchemaPair;
  types: [ts.Type, ts.Type];
}

function compile(before: string, after: string, others = ""): Compared {
  const schema = (type: string): string =>
    `type Own = Own[] | string;\nexport interface components { schemas: { T: ${type}; ${others} } }\n`;
  const pair = readSchemaPair(schema(before), schema(after));
  const typeIn = (types: SchemaPair["before"]): ts.Type => {
    let type = types.get("components");
    for (const name of ["schemas", "T"]) {
      const property = type?.getProperty(name);
      type = property && pair.checker.getTypeOfSymbol(property);
    }
    if (!type) throw new Error("there is no such type");
    return type;
  };
  return { pair, types: [typeIn(pair.before), typeIn(pair.after)] };
}

/** Each change as `member text`, after `! ` if it breaks. */
function changesOf(before: string, after: string, direction: Direction, others = ""): string[] {
  const { pair, types } = compile(before, after, others);
  return compareShapes(types, direction, pair).map(
    ({ member, text, breaking }) => `${breaking ? "! " : ""}${member} ${text}`,
  );
}

describe("compareShapes", () => {
  it.for([
    ["{ a?: string }", "{ a?: string }", [], []],
    ["{ a?: string }", "{}", ["! a was removed"], ["! a was removed"]],
    ["{}", "{ a?: string }", ["a was added"], ["a was added"]],
    ["{}", "{ a: string }", ["! a was added and is required"], ["a was added"]],
    ["{ a?: string }", "{ a: string }", ["! a became required"], ["a became required"]],
    ["{ a: string }", "{ a?: string }", ["a became optional"], ["! a became optional"]],
    ["{ a?: number }", "{ a?: string }", ["! a `number` became `string`"], ["! a `number` became `string`"]],
    ["{ a: string }", "{ a: string | null }", ["a can now also be `null`"], ["! a can now also be `null`"]],
    ["{ a: string | null }", "{ a: string }", ["! a can no longer be `null`"], ["a can no longer be `null`"]],
    ['{ a: "x" }', '{ a: "x" | "y" }', ['a can now also be `"y"`'], ['! a can now also be `"y"`']],
    ['{ a: "x" | "y" }', '{ a: "x" }', ['! a can no longer be `"y"`'], ['! a can no longer be `"y"`']],
    ['{ a: "x" }', "{ a: string }", ['a `"x"` became `string`'], ['! a `"x"` became `string`']],
    ["{ a: unknown }", "{ a: string }", ["! a `unknown` became `string`"], ["a `unknown` became `string`"]],
    ["{ a?: never }", "{ a?: string }", ["a was added"], ["a was added"]],
    ["{ a: { b: string }[] }", "{ a: {}[] }", ["! a[].b was removed"], ["! a[].b was removed"]],
    ["{ a: string[] }", "{ a: number[] }", ["! a[] `string` became `number`"], ["! a[] `string` became `number`"]],
    ["{ a: string[] }", "{ a: string }", ["! a `string[]` became `string`"], ["! a `string[]` became `string`"]],
    [
      "{ a: { b: 1 } | { c: 1 } }",
      "{ a: { b: 1 } }",
      ["! a can no longer be `{ c: 1; }`"],
      ["! a can no longer be `{ c: 1; }`"],
    ],
    ["{ a: { b: 1 } | null }", "{ a: {} | null }", ["! a.b was removed"], ["! a.b was removed"]],
    [
      "{ [k: string]: 1 }",
      "{}",
      ["! [key] no longer accepts other properties"],
      ["! [key] no longer accepts other properties"],
    ],
    ["{ [k: string]: never }", "{ a?: string }", ["a was added"], ["a was added"]],
    ["{ a?: 1 } & { b?: 1 }", "{ a?: 1 }", ["! b was removed"], ["! b was removed"]],
  ] as const)("says what it means for sent and for read types when %s becomes %s", ([before, after, sent, read]) => {
    expect(changesOf(before, after, SENT)).toEqual(sent);
    expect(changesOf(before, after, READ)).toEqual(read);
  });

  it("judges both ways what is sent and read", () => {
    expect(changesOf("{ a: string }", "{ a?: string }", { sent: true, read: true })).toEqual(["! a became optional"]);
    expect(changesOf("{ a?: string }", "{ a: string }", { sent: true, read: true })).toEqual(["! a became required"]);
  });

  it("terminates for types that refer to themselves", () => {
    const itself = 'components["schemas"]["T"]';
    expect(changesOf(`{ a?: ${itself}; list?: ${itself}[] }`, `{ list?: ${itself}[] }`, READ)).toEqual([
      "! a was removed",
    ]);
    expect(changesOf(`{ list: Own }`, `{ list: Own }`, READ)).toEqual([]);
  });

  it("leaves out parts that are reported under a name of their own", () => {
    const other = 'components["schemas"]["Other"]';
    expect(changesOf(`{ a: ${other} }`, `{ a: ${other} }`, READ, "Other: { b: string }")).toEqual([]);
    expect(changesOf(`{ a: ${other} }`, "{ a: {} }", READ, "Other: { b: string }")).toEqual(["! a.b was removed"]);
  });

  it("writes a primitive out, although a schema is the same primitive", () => {
    expect(changesOf("{ a: string }", "{ a: number }", READ, "Amount: number")).toEqual([
      "! a `string` became `number`",
    ]);
  });

  // A second opinion by the compiler, which cannot see removed properties but everything else.
  it("calls nothing harmless that the compiler would refuse", () => {
    const value = fc.constantFrom(
      "string",
      "number",
      "boolean",
      '"x"',
      '"x" | "y"',
      "string | null",
      "string[]",
      "{ c: 1 }",
    );
    const property = fc.tuple(fc.constantFrom("a", "b"), fc.constantFrom("?", ""), value);
    const shape = fc
      .uniqueArray(property, { selector: ([name]) => name })
      .map((list) => `{ ${list.map(([name, optional, type]) => `${name}${optional}: ${type}`).join("; ")} }`);

    fc.assert(
      fc.property(shape, shape, (before, after) => {
        const { pair, types } = compile(before, after);
        const [old, current] = types;
        const breaks = (direction: Direction): boolean =>
          compareShapes(types, direction, pair).some(({ breaking }) => breaking);
        if (!breaks(READ)) expect(pair.checker.isTypeAssignableTo(current, old)).toBe(true);
        if (!breaks(SENT)) expect(pair.checker.isTypeAssignableTo(old, current)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
