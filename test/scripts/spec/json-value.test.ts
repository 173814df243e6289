import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  fromFragment,
  removeAt,
  replaceAt,
  toFragment,
  valueAt,
  type JsonObject,
} from "../../../scripts/spec/json-value.ts";

describe("valueAt", () => {
  it("finds values in objects and arrays", () => {
    expect(valueAt({ a: [{ b: null }] }, ["a", 0, "b"])).toBeNull();
    expect(valueAt({ a: [{ b: 1 }] }, ["a", "0"])).toEqual({ b: 1 });
  });

  it("returns undefined for a missing value, inherited properties included", () => {
    for (const path of [["x"], ["a", 1], ["a", "length"], ["constructor"], ["__proto__"], ["a", "00"], ["a", 0, "c"]]) {
      expect(valueAt({ a: ["text"] }, path)).toBeUndefined();
    }
  });
});

describe("replaceAt and removeAt", () => {
  it("change the object or array that holds the value", () => {
    const root: JsonObject = { list: [1, 2, 3], map: { a: 1, b: 2 } };
    replaceAt(root, ["list", 1], "two");
    replaceAt(root, ["map", "a"], "one");
    removeAt(root, ["list", 0]);
    removeAt(root, ["map", "b"]);
    expect(root).toEqual({ list: ["two", 3], map: { a: "one" } });
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
