import { describe, expect, it } from "vitest";
import { findBadReferences } from "../../../../scripts/overlay/checks/find-bad-references.ts";
import type { JsonObject } from "../../../../scripts/spec/json-value.ts";

function ref(name: string): JsonObject {
  return { $ref: `#/schemas/${name}` };
}

describe("findBadReferences", () => {
  it("accepts references to what is there, escaped or not, and a property called $ref", () => {
    const document = {
      schemas: { A: { properties: { $ref: { type: "string" } } }, "B/C": {} },
      uses: [ref("A"), { $ref: "#/schemas/B~1C" }, { $ref: "#/schemas/%42~1C" }],
    };
    expect(findBadReferences(document)).toEqual([]);
  });

  it("accepts a type that has properties or elements of its own type", () => {
    const tree = { properties: { parent: ref("Tree"), children: { items: ref("Tree") } } };
    expect(findBadReferences({ schemas: { Tree: tree } })).toEqual([]);
  });

  it("finds a reference to nothing, and names what is missing", () => {
    expect(findBadReferences({ a: [ref("Gone")] })).toEqual([
      { path: ["a", 0, "$ref"], missing: ["schemas", "Gone"], message: expect.stringContaining("refers to nothing") },
    ]);
    expect(findBadReferences({ a: { $ref: "#/constructor" } })).toHaveLength(1);
  });

  for (const reference of ["https://example.com/a.yaml#/A", "other.yaml", "file:///etc/passwd", "#A", "#", ""]) {
    it(`finds the reference "${reference}", which leads out of the document or is not one`, () => {
      expect(findBadReferences({ a: { $ref: reference } })).toEqual([
        { path: ["a", "$ref"], message: expect.stringContaining("does not refer to a part of this document") },
      ]);
    });
  }

  const circles: [name: string, schemas: JsonObject, paths: string[]][] = [
    ["itself", { A: ref("A") }, ["schemas.A.$ref"]],
    ["itself by another", { A: ref("B"), B: ref("A") }, ["schemas.A.$ref", "schemas.B.$ref"]],
    ["itself by a composition", { A: { allOf: [{ type: "object" }, ref("A")] } }, ["schemas.A.allOf.1.$ref"]],
    [
      "itself by a choice",
      { A: { oneOf: [ref("B")] }, B: { anyOf: [ref("A")] } },
      ["schemas.A.oneOf.0.$ref", "schemas.B.anyOf.0.$ref"],
    ],
  ];
  for (const [name, schemas, paths] of circles) {
    it(`finds a reference that leads back to ${name}`, () => {
      expect(findBadReferences({ schemas }).map(({ path }) => path.join("."))).toEqual(paths);
    });
  }

  it("does not blame what merely leads into a circle", () => {
    const schemas = { A: ref("A"), Outside: ref("A") };
    expect(findBadReferences({ schemas }).map(({ path }) => path.join("."))).toEqual(["schemas.A.$ref"]);
  });

  it("checks the mapping of a discriminator, by name and by reference", () => {
    const mapping = {
      ok: "Cat",
      also: "#/components/schemas/Cat",
      gone: "Dog",
      remote: "https://example.com/dog.yaml",
    };
    const document = {
      components: { schemas: { Cat: {}, Pet: { discriminator: { propertyName: "kind", mapping } } } },
    };
    expect(findBadReferences(document).map(({ path }) => path.at(-1))).toEqual(["gone", "remote"]);
  });

  it("refuses a chain of more than 1,000 references, whose check would take quadratic time, at its beginning", () => {
    const chain = Array.from({ length: 1002 }, (_, index) => [`S${index}`, { allOf: [ref(`S${index + 1}`)] }]);
    const schemas = Object.fromEntries([...chain, ["S1002", { type: "string" }]]);
    const faults = findBadReferences({ schemas });
    expect(faults[0]).toEqual({
      path: ["schemas", "S0", "allOf", 0, "$ref"],
      message: expect.stringContaining("more than 1000 references in a row"),
    });
    expect(faults.length).toBeLessThan(chain.length);
  });
});
