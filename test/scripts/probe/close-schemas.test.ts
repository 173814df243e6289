import { readFileSync } from "node:fs";
import { expect, it, describe } from "vitest";
import { parse } from "yaml";
import { closeSchemas } from "../../../scripts/probe/close-schemas.ts";
import { objectsIn, type JsonObject } from "../../../scripts/spec/json-value.ts";

const text = { type: "string" };

function close(schemas: JsonObject): unknown {
  return closeSchemas({ components: { schemas } })["components"];
}

describe("closeSchemas", () => {
  it("closes objects that list their properties, at any depth", () => {
    const inner = { type: "object", properties: { a: text } };
    expect(close({ A: { type: "object", properties: { list: { type: "array", items: inner } } } })).toEqual({
      schemas: {
        A: {
          type: "object",
          properties: { list: { type: "array", items: { ...inner, additionalProperties: false } } },
          additionalProperties: false,
        },
      },
    });
  });

  it("leaves maps, objects without listed properties and what is open on purpose as they are", () => {
    const schemas = {
      Map: { type: "object", additionalProperties: text },
      Unknown: { type: "object" },
      Open: { type: "object", properties: { a: text }, additionalProperties: true },
    };
    expect(close(schemas)).toEqual({ schemas });
  });

  it("leaves the parts of an allOf open, also those that it refers to", () => {
    const part = { type: "object", properties: { a: text } };
    const schemas = { Part: part, Whole: { allOf: [{ $ref: "#/components/schemas/Part" }, part] } };
    expect(close(schemas)).toEqual({ schemas });
  });

  it("takes a property that is called properties for what it is", () => {
    const schemas = { Odd: { properties: { properties: { type: "object" } } } };
    expect(close(schemas)).toEqual({ schemas });
  });

  it("closes every object of the patched spec that lists its properties, in a copy", () => {
    const document: JsonObject = parse(
      readFileSync(new URL("../../../generated/openapi.yaml", import.meta.url), "utf8"),
    );
    const before = JSON.stringify(document);
    const closed = objectsIn(closeSchemas(document)).filter(
      ({ object }) => object["type"] === "object" && object["properties"],
    );
    expect(closed.length).toBeGreaterThan(50);
    expect(closed.filter(({ object }) => object["additionalProperties"] !== false)).toEqual([]);
    expect(JSON.stringify(document)).toBe(before);
  });
});
