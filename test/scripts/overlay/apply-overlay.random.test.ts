import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import type { JsonObject, JsonValue } from "../../../scripts/spec/json-value.ts";
import { applyOverlay, findChange, type OverlayChange } from "../../../scripts/overlay/apply-overlay.ts";
import { readOverlay } from "../../../scripts/overlay/read-overlay.ts";
import type { SpecProblem } from "../../../scripts/spec/spec-problem.ts";
import { runs } from "../../support/runs.ts";

interface Applied {
  document: JsonObject;
  changes: OverlayChange[];
  problems: SpecProblem[];
}

function apply(document: JsonObject, ...actions: JsonObject[]): Applied {
  const described = actions.map((action, index) => ({ description: `Action ${index}`, ...action }));
  const text = stringify({ overlay: "1.1.0", info: { title: "T", version: "1" }, actions: described });
  const problems: SpecProblem[] = [];
  const read = readOverlay({ path: "a.yaml", text }, "spec.yaml", problems);
  if (problems.length > 0) throw new Error(`the test's overlay is wrong: ${problems[0]?.message}`);
  const copy = structuredClone(document);
  return { changes: applyOverlay(copy, read, problems), document: copy, problems };
}

describe("applyOverlay", () => {
  it("updates every node that the target matches", () => {
    const { document, problems } = apply({ a: { x: {}, y: {} } }, { target: "$.a.*", update: { z: 1 } });
    expect(problems).toEqual([]);
    expect(document).toEqual({ a: { x: { z: 1 }, y: { z: 1 } } });
  });

  it("updates a node once, however often the target names it", () => {
    const { document, problems } = apply({ a: [1] }, { target: "$['a','a']", update: 2 });
    expect(problems).toEqual([]);
    expect(document).toEqual({ a: [1, 2] });
  });

  it("applies actions in order, each to the result of the one before", () => {
    const actions = [
      { target: "$.a", remove: true },
      { target: "$", update: { a: { new: true } } },
      { target: "$.a", update: { more: true } },
    ];
    expect(apply({ a: { old: true }, b: 1 }, ...actions)).toMatchObject({
      document: { a: { new: true, more: true }, b: 1 },
      problems: [],
    });
  });

  it("removes keys, elements and values inside other removed values", () => {
    expect(apply({ a: [1, 2, 3, 2, 1] }, { target: "$.a[?@ == 2]", remove: true }).document).toEqual({ a: [1, 3, 1] });
    expect(apply({ a: [1, 2, 3] }, { target: "$.a[::-1]", remove: true }).document).toEqual({ a: [] });
    expect(apply({ x: { x: { y: 1 } }, z: [{ x: 1 }] }, { target: "$..x", remove: true }).document).toEqual({
      z: [{}],
    });
  });

  it("removes elements from lists inside a list that loses elements itself", () => {
    const document = { a: [{ old: true }, { b: [{ old: true }, { old: false }] }] };
    const result = apply(document, { target: "$.a..[?@.old == true]", remove: true });
    expect(result.document).toEqual({ a: [{ b: [{ old: false }] }] });
  });

  it("removes the right elements, wherever they are", () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.integer({ min: 0, max: 3 }))), (rows) => {
        fc.pre(rows.flat().includes(0));
        const { document, problems } = apply({ rows }, { target: "$.rows[*][?@ == 0]", remove: true });
        expect(problems).toEqual([]);
        expect(document).toEqual({ rows: rows.map((row) => row.filter((cell) => cell !== 0)) });
      }),
      { numRuns: runs(200) },
    );
  });

  it("copies a part of the document, also into itself", () => {
    expect(apply({ a: { x: [1] }, b: {} }, { target: "$.b", copy: "$.a" }).document).toEqual({
      a: { x: [1] },
      b: { x: [1] },
    });
    expect(apply({ a: { b: {}, c: 1 } }, { target: "$.a.b", copy: "$.a" }).document).toEqual({
      a: { b: { b: {}, c: 1 }, c: 1 },
    });
  });

  const conflicts: [name: string, document: JsonObject, action: JsonObject, code: string, says: string][] = [
    ["an update whose target is gone", { a: 1 }, { target: "$.b", update: {} }, "target_gone", "matches nothing"],
    ["a removal whose target is gone", { a: 1 }, { target: "$.b", remove: true }, "target_gone", "matches nothing"],
    ["a copy whose target is gone", { a: 1 }, { target: "$.b", copy: "$.a" }, "target_gone", "matches nothing"],
    ["a copy whose source is gone", { a: {} }, { target: "$.a", copy: "$.b" }, "target_gone", "matches nothing"],
    [
      "a copy with several sources",
      { a: {}, b: [1, 2] },
      { target: "$.a", copy: "$.b[*]" },
      "target_gone",
      "matches 2 places",
    ],
    ["the removal of the whole document", { a: 1 }, { target: "$", remove: true }, "invalid_overlay", "whole document"],
    [
      "a target of several kinds",
      { a: {}, b: [] },
      { target: "$.*", update: 1 },
      "invalid_overlay",
      "objects and arrays",
    ],
    [
      "an update that is all there",
      { a: { b: 1, c: 2 } },
      { target: "$.a", update: { b: 1, c: 2 } },
      "upstream_caught_up",
      "Delete the action",
    ],
    [
      "a copy that is all there",
      { a: { b: 1 }, c: { b: 1 } },
      { target: "$.a", copy: "$.c" },
      "upstream_caught_up",
      "Delete the action",
    ],
    [
      "an update that is there in part",
      { a: { b: 1 } },
      { target: "$.a", update: { b: 1, c: 2 } },
      "upstream_caught_up",
      "Delete this part",
    ],
    [
      "an update that is there differently",
      { a: { b: 1 } },
      { target: "$.a", update: { b: 2 } },
      "upstream_differs",
      "Compare the two",
    ],
  ];
  for (const [name, document, action, code, says] of conflicts) {
    it(`refuses ${name}`, () => {
      const { problems } = apply(document, action);
      expect(problems).toEqual([
        expect.objectContaining({ code, action: "Action 0", message: expect.stringContaining(says) }),
      ]);
    });
  }

  it("says that another action was first, rather than that upstream has caught up", () => {
    const { problems } = apply({ a: {} }, { target: "$.a", update: { b: 1 } }, { target: "$.a", update: { b: 1 } });
    expect(problems).toEqual([
      expect.objectContaining({
        code: "invalid_overlay",
        action: "Action 1",
        message: expect.stringMatching(/the action at a\.yaml:\d+ has already added or changed/),
      }),
    ]);
  });

  it("says so too when the other action only added to what this one adds", () => {
    const { problems } = apply(
      { a: { b: { c: 1 } } },
      { target: "$.a.b", update: { d: 1 } },
      { target: "$.a", update: { b: { c: 1, d: 1 }, x: 1 } },
    );
    expect(problems).toEqual([expect.objectContaining({ code: "invalid_overlay", action: "Action 1" })]);
  });

  it("reports the line of the part that conflicts", () => {
    const { problems } = apply({ a: { b: { c: 1 } } }, { target: "$.a", update: { x: 1, b: { d: 1, c: 2 } } });
    // 1 overlay, 2-4 info, 5 actions, 6 description, 7 target, 8 update, 9 x, 10 b, 11 d, 12 c
    expect(problems).toEqual([expect.objectContaining({ line: 12 })]);
  });

  it("goes on after an action that failed, and reports those that fail after it", () => {
    const { problems, document } = apply(
      { a: {} },
      { target: "$.gone", remove: true },
      { target: "$.a", update: { b: 1 } },
      { target: "$.missing", remove: true },
    );
    expect(problems.map(({ action }) => action)).toEqual(["Action 0", "Action 2"]);
    expect(document).toEqual({ a: { b: 1 } });
  });

  it("cannot be made to change what all objects inherit", () => {
    const { problems } = apply({ a: 1 }, { target: "$['__proto__']", update: { polluted: true } });
    expect(problems).toEqual([expect.objectContaining({ code: "target_gone" })]);
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
  });
});

describe("applyOverlay, whatever is added", () => {
  const json = fc
    .jsonValue({ maxDepth: 2 })
    .filter((value) => !/__proto__|constructor|prototype/.test(JSON.stringify(value)))
    .map((value): JsonValue => JSON.parse(JSON.stringify(value)));
  const added = fc.dictionary(fc.stringMatching(/^new-[a-z]{1,3}$/), json, { minKeys: 1, noNullPrototype: true });
  const source = fc.record(
    { a: fc.dictionary(fc.stringMatching(/^old-[a-z]{1,3}$/), json, { noNullPrototype: true }), b: fc.array(json) },
    { noNullPrototype: true },
  );

  it("keeps all of the source and gains all of the addition", () => {
    fc.assert(
      fc.property(source, added, (document, update) => {
        const result = apply(document, { target: "$.a", update });
        expect(result.problems).toEqual([]);
        expect(result.document).toEqual({ ...document, a: { ...document.a, ...update } });
      }),
      { numRuns: runs(200) },
    );
  });

  it("refuses the same action a second time", () => {
    fc.assert(
      fc.property(source, added, (document, update) => {
        const once = apply(document, { target: "$.a", update }).document;
        const twice = apply(once, { target: "$.a", update });
        expect(twice.problems).toEqual([expect.objectContaining({ code: "upstream_caught_up" })]);
        expect(twice.document).toEqual(once);
      }),
      { numRuns: runs(200) },
    );
  });

  it("gives the same document every time", () => {
    fc.assert(
      fc.property(source, added, (document, update) => {
        const [first, second] = [1, 2].map(() => JSON.stringify(apply(document, { target: "$.a", update }).document));
        expect(second).toBe(first);
      }),
      { numRuns: runs(200) },
    );
  });
});

describe("findChange", () => {
  it("finds the last change at or above a place, and no neighbour with a like name", () => {
    const { changes } = apply(
      { a: {} },
      { target: "$.a", update: { plan: { x: 1 } } },
      { target: "$.a.plan", update: { y: 2 } },
    );
    expect(findChange(changes, ["a", "plan", "x", "deep"])?.location).toEqual(["a", "plan"]);
    expect(findChange(changes, ["a", "plan", "y"])?.location).toEqual(["a", "plan", "y"]);
    expect(findChange(changes, ["a", "plans"])).toBeUndefined();
    expect(findChange(changes, ["a"])).toBeUndefined();
  });
});
