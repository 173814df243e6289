import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject, JsonPath, JsonValue } from "../../../scripts/spec/json-value.ts";
import { mergeUpdate, type MergeResult } from "../../../scripts/overlay/merge-update.ts";
import { runs } from "../../support/runs.ts";

function merge(document: JsonObject, path: JsonPath, update: JsonValue): MergeResult & { document: JsonObject } {
  const copy = structuredClone(document);
  return { ...mergeUpdate(copy, { location: path, source: [] }, update), document: copy };
}

describe("mergeUpdate", () => {
  it("adds what is not there, at any depth, and tells where it went and where it came from", () => {
    const { document, added, conflicts } = merge({ a: { b: { c: 1 } } }, ["a"], { b: { d: 2 }, e: [3] });
    expect(document).toEqual({ a: { b: { c: 1, d: 2 }, e: [3] } });
    expect(added).toEqual([
      { location: ["a", "b", "d"], source: ["b", "d"] },
      { location: ["a", "e"], source: ["e"] },
    ]);
    expect(conflicts).toEqual([]);
  });

  it("appends a list to a list, and anything else as one element", () => {
    expect(merge({ a: [1] }, ["a"], [2, 3]).document).toEqual({ a: [1, 2, 3] });
    expect(merge({ a: [1] }, ["a"], { x: 2 }).document).toEqual({ a: [1, { x: 2 }] });
    expect(merge({ a: ["x"] }, ["a"], null).document).toEqual({ a: ["x", null] });
    expect(merge({ m: { a: [1] } }, ["m"], { a: [2] }).document).toEqual({ m: { a: [1, 2] } });
  });

  it("replaces a primitive where it is the target itself", () => {
    const { document, added, conflicts } = merge({ a: ["old"] }, ["a", 0], "new");
    expect({ document, added, conflicts }).toEqual({
      document: { a: ["new"] },
      added: [{ location: ["a", 0], source: [] }],
      conflicts: [],
    });
  });

  it("does not share what it adds with the update", () => {
    const update = { x: { list: [1] } };
    const { document } = merge({}, [], update);
    update.x.list.push(2);
    expect(document).toEqual({ x: { list: [1] } });
  });

  const conflicts: [
    name: string,
    document: JsonObject,
    path: JsonPath,
    update: JsonValue,
    code: string,
    says: string,
  ][] = [
    ["an equal value", { a: { b: 1, c: 2 } }, ["a"], { b: 1 }, "upstream_caught_up", "#/a/b is already"],
    [
      "an equal object",
      { a: { b: { c: 1, d: 2 }, e: 3 } },
      ["a"],
      { b: { d: 2, c: 1 } },
      "upstream_caught_up",
      "#/a/b is already",
    ],
    [
      "another value",
      { a: { b: 1 } },
      ["a"],
      { b: 2 },
      "upstream_differs",
      "upstream has #/a/b as 1, this action as 2",
    ],
    [
      "a value of another kind",
      { a: { b: [1] } },
      ["a"],
      { b: { c: 1 } },
      "upstream_differs",
      "as [1], this action as {",
    ],
    [
      "an element that is there",
      { a: [1, { x: 1 }] },
      ["a"],
      [{ x: 1 }],
      "upstream_caught_up",
      '#/a/1 ({"x":1}) is already',
    ],
    [
      "a reference where there is an object",
      { a: { b: { c: 1 } } },
      ["a"],
      { b: { $ref: "#/c" } },
      "upstream_differs",
      "#/a/b",
    ],
    [
      "an object where there is a reference",
      { a: { b: { $ref: "#/c" } } },
      ["a"],
      { b: { c: 1 } },
      "upstream_differs",
      "#/a/b",
    ],
    [
      "a target that is a reference",
      { a: { $ref: "#/c" } },
      ["a"],
      { b: 1 },
      "upstream_differs",
      "beside a `$ref` is ignored",
    ],
    ["a primitive that is the same", { a: "x" }, ["a"], "x", "upstream_caught_up", "#/a is already"],
    ["an object for a primitive", { a: "x" }, ["a"], {}, "invalid_overlay", "only a string, number, boolean or null"],
    ["a primitive for an object", { a: {} }, ["a"], "x", "invalid_overlay", "only an object"],
    ["an empty object", { a: { b: 1 } }, ["a"], {}, "invalid_overlay", "adds nothing to #/a"],
    ["an empty list", { a: [1] }, ["a"], [], "invalid_overlay", "adds nothing to #/a"],
    ["an empty object inside", { a: { b: { c: 1 } } }, ["a"], { b: {} }, "invalid_overlay", "adds nothing to #/a/b"],
  ];
  for (const [name, document, path, update, code, says] of conflicts) {
    it(`calls ${name} a conflict and changes nothing`, () => {
      const result = merge(document, path, update);
      expect(result.conflicts).toEqual([expect.objectContaining({ code, message: expect.stringContaining(says) })]);
      expect(result.added).toEqual([]);
      expect(result.document).toEqual(document);
    });
  }

  it("calls an element that the update lists twice a fault of the update", () => {
    const { conflicts: found, document } = merge({ a: [] }, ["a"], ["x", "x"]);
    expect(found).toEqual([expect.objectContaining({ code: "invalid_overlay", source: [1] })]);
    expect(document).toEqual({ a: ["x"] });
  });

  it("keeps long values out of its messages", () => {
    const { conflicts: found } = merge({ a: "x".repeat(1000) }, [], { a: "y".repeat(1000) });
    expect(found[0]?.message.length).toBeLessThan(500);
  });
});

describe("mergeUpdate, whatever the document and the update", () => {
  const value = fc
    .jsonValue({ maxDepth: 3 })
    .filter((json) => !JSON.stringify(json).includes("__proto__"))
    .map((json): JsonValue => JSON.parse(JSON.stringify(json)));
  const key = fc.constantFrom("a", "b", "c", "$ref", "constructor", "x/y");
  const tree: fc.Arbitrary<JsonObject> = fc.letrec<{ node: JsonValue; object: JsonObject }>((tie) => ({
    node: fc.oneof({ maxDepth: 4 }, value, fc.array(tie("node"), { maxLength: 3 }), tie("object")),
    object: fc.dictionary(key, tie("node"), { maxKeys: 4, noNullPrototype: true }),
  })).object;

  it("loses nothing that the document had", () => {
    fc.assert(
      fc.property(tree, tree, (document, update) => {
        expect(holds(merge(document, [], update).document, document)).toBe(true);
      }),
      { numRuns: runs(500) },
    );
  });

  it("brings in all of the update, or says what it did not", () => {
    fc.assert(
      fc.property(tree, tree, (document, update) => {
        const result = merge(document, [], update);
        expect(result.conflicts.length > 0 || holds(result.document, update)).toBe(true);
      }),
      { numRuns: runs(500) },
    );
  });

  it("never succeeds a second time", () => {
    fc.assert(
      fc.property(tree, tree, (document, update) => {
        const once = merge(document, [], update).document;
        const twice = merge(once, [], update);
        expect(twice.conflicts).not.toEqual([]);
        expect(twice.document).toEqual(once);
      }),
      { numRuns: runs(500) },
    );
  });
});

/** Whether every value of `part` is in `whole`, elements in their order. */
function holds(whole: JsonValue | undefined, part: JsonValue): boolean {
  if (Array.isArray(part)) {
    if (!Array.isArray(whole)) return false;
    let from = 0;
    return part.every((element) => {
      const at = whole.findIndex((other, index) => index >= from && holds(other, element));
      from = at + 1;
      return at !== -1;
    });
  }
  if (typeof part !== "object" || part === null) return whole === part;
  if (typeof whole !== "object" || whole === null || Array.isArray(whole)) return false;
  return Object.entries(part).every(([name, child]) => Object.hasOwn(whole, name) && holds(whole[name], child));
}
