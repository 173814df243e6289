import { describe, expect, it } from "vitest";
import { findDuplicateEntries } from "../../../../scripts/overlay/checks/find-duplicate-entries.ts";
import type { JsonObject } from "../../../../scripts/spec/json-value.ts";

function pathsOf(document: JsonObject): string[] {
  return findDuplicateEntries(document).map(({ path }) => path.join("."));
}

const page = { name: "page", in: "query" };

describe("findDuplicateEntries", () => {
  const found: [name: string, document: JsonObject, path: string][] = [
    ["an enum value", { schemas: { A: { enum: ["a", "b", "a"] } } }, "schemas.A.enum.2"],
    ["a required name", { schemas: { A: { required: ["x", "x"] } } }, "schemas.A.required.1"],
    ["an object in an enum", { enum: [{ a: 1 }, { a: 1 }] }, "enum.1"],
    ["a tag of an operation", { get: { tags: ["A", "A"] } }, "get.tags.1"],
    ["a tag of the document by its name", { tags: [{ name: "A" }, { name: "A", description: "x" }] }, "tags.1"],
    ["a parameter by name and place", { get: { parameters: [page, { ...page, required: true }] } }, "get.parameters.1"],
    [
      "a parameter that is there by reference",
      { components: { parameters: { P: page } }, get: { parameters: [{ $ref: "#/components/parameters/P" }, page] } },
      "get.parameters.1",
    ],
    [
      "an enum of a property called default",
      { properties: { default: { enum: [1, 1] } } },
      "properties.default.enum.1",
    ],
    [
      "an enum of the default response",
      { responses: { default: { schema: { enum: [1, 1] } } } },
      "responses.default.schema.enum.1",
    ],
  ];
  for (const [name, document, path] of found) {
    it(`finds ${name} that is listed twice`, () => expect(pathsOf(document)).toEqual([path]));
  }

  it("finds each further copy", () => {
    expect(pathsOf({ enum: ["a", "a", "b", "b", "a"] })).toEqual(["enum.1", "enum.3", "enum.4"]);
  });

  const allowed: [name: string, document: JsonObject][] = [
    ["a parameter of the same name elsewhere", { parameters: [page, { name: "page", in: "header" }] }],
    ["values that only look alike", { enum: [1, "1", null, "null"] }],
    ["data in examples", { example: { tags: ["vip", "vip"] }, examples: { one: { value: { enum: [1, 1] } } } }],
    ["data in defaults and extensions", { schema: { default: { required: [1, 1] } }, "x-data": { tags: [1, 1] } }],
    ["two references to nowhere", { parameters: [{ $ref: "#/a" }, { $ref: "#/b" }] }],
  ];
  for (const [name, document] of allowed) {
    it(`lets ${name} be`, () => expect(pathsOf(document)).toEqual([]));
  }
});
