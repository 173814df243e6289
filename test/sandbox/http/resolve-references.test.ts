import { expect, test } from "vitest";
import { resolveReferences } from "../../../src/sandbox/http/resolve-references.ts";

test("a reference is replaced by what it refers to, also by way of another, and within what is referred to", () => {
  const document = {
    first: { $ref: "#/components/list" },
    second: { $ref: "#/components/alias" },
    components: {
      alias: { $ref: "#/components/list" },
      list: { items: { $ref: "#/components/a~1b~0c" } },
      "a/b~c": { type: "string" },
    },
  };
  resolveReferences(document);
  const list = { items: { type: "string" } };
  expect(document).toEqual({
    first: list,
    second: list,
    components: { alias: list, list, "a/b~c": { type: "string" } },
  });
  expect(document.first).toBe(document.second);
});

test("a schema that refers to itself ends", () => {
  const document = { schema: { properties: { parent: { $ref: "#/schema" } } } };
  resolveReferences(document);
  expect(document.schema.properties.parent).toBe(document.schema);
});

test("a property named $ref is none", () => {
  const document = { properties: { $ref: { type: "string" } } };
  resolveReferences(document);
  expect(document).toEqual({ properties: { $ref: { type: "string" } } });
});
