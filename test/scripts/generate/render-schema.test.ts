import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../scripts/spec/json-value.ts";
import { renderSchema } from "../../../scripts/generate/render-schema.ts";

function documentWith(schemas: JsonObject): JsonObject {
  return { openapi: "3.0.3", info: { title: "T", version: "1" }, paths: {}, components: { schemas } };
}

describe("renderSchema", () => {
  it("gives the same types, whatever the order of the keys", async () => {
    const one = await renderSchema(
      documentWith({ B: { type: "string" }, A: { type: "object", properties: { y: {}, x: {} } } }),
      [],
    );
    const other = await renderSchema(
      documentWith({ A: { properties: { x: {}, y: {} }, type: "object" }, B: { type: "string" } }),
      [],
    );
    expect(other).toBe(one);
  });

  it("leaves a property with a default optional", async () => {
    const schemas = { A: { type: "object", properties: { days: { type: "integer", default: 31 } } } };
    expect(await renderSchema(documentWith(schemas), [])).toMatch(/days\?: number/);
  });

  it("writes alternatives as a union of strings, under the header", async () => {
    const text = await renderSchema(documentWith({ A: { type: "string", enum: ["a", "b"] } }), ["made from x"]);
    expect(text).toMatch(/^\/\/ made from x\n\n/);
    expect(text).toContain('export type A = "a" | "b";');
  });

  it("leaves the document as it was", async () => {
    const document = documentWith({
      A: { type: "object", properties: { a: { $ref: "#/components/schemas/B" } } },
      B: { type: "string" },
    });
    const before = structuredClone(document);
    await renderSchema(document, []);
    expect(document).toEqual(before);
  });
});
