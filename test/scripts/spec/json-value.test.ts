import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromFragment, objectsIn, toFragment, valueAt } from "../../../scripts/spec/json-value.ts";

describe("valueAt", () => {
  it("finds values in objects and arrays", () => {
    expect(valueAt({ a: [{ b: null }] }, ["a", 0, "b"])).toBeNull();
    expect(valueAt({ a: [{ b: 1 }] }, ["a", "0"])).toEqual({ b: 1 });
  });

  it("returns undefined for a missing value, inherited properties included", () => {
    for (const path of [
      ["x"],
      ["a", 1],
      ["a", "length"],
      ["constructor"],
      ["__proto__"],
      ["a", "00"],
      ["a", 0, "c"],
      ["a", 0, 0],
    ]) {
      expect(valueAt({ a: ["text"] }, path)).toBeUndefined();
    }
  });
});

describe("objectsIn", () => {
  it("returns every object with its path, from the outside in, and no array or primitive", () => {
    const inner = { c: null };
    const root = { a: [1, inner], b: "text" };
    expect(objectsIn(root)).toEqual([
      { object: root, path: [] },
      { object: inner, path: ["a", 1] },
    ]);
    expect(objectsIn(undefined)).toEqual([]);
  });
});

describe("toFragment and fromFragment", () => {
  it("read back every path that they write", () => {
    const step = fc.oneof(fc.string({ unit: "grapheme" }), fc.constantFrom("%", "%7E1", "~1", "a/b"));
    fc.assert(
      fc.property(fc.array(step, { minLength: 1 }), (path) => {
        expect(fromFragment(toFragment(path))).toEqual(path);
      }),
    );
  });

  it("understand the escapes of JSON Pointer and of URLs", () => {
    expect(fromFragment("#/paths/~1charges~1%7Bid%7D/get")).toEqual(["paths", "/charges/{id}", "get"]);
  });

  it("reject anything else", () => {
    for (const text of ["", "#", "other.yaml#/a", "https://example.com/#/a", "#/%E0%A4%A"]) {
      expect(fromFragment(text)).toBeUndefined();
    }
  });
});
