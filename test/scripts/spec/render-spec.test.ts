import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { JsonObject } from "../../../scripts/spec/json-value.ts";
import { renderSpec } from "../../../scripts/spec/render-spec.ts";

describe("renderSpec", () => {
  it("puts comments at the top of the document", () => {
    expect(renderSpec({ a: 1 }, ["one", "two"])).toBe("# one\n# two\n\na: 1\n");
  });

  it("writes a document that parses to the same value, in YAML 1.2 and in YAML 1.1", () => {
    const object = fc
      .dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 }))
      .map((value): JsonObject => JSON.parse(JSON.stringify(value)))
      .filter((value) => !JSON.stringify(value).includes("__proto__"));
    fc.assert(
      fc.property(object, (document) => {
        expect(parse(renderSpec(document, []))).toEqual(document);
      }),
    );
    const tricky = { a: "no", b: "2024-01-01", c: "0x1F", d: "1_000", e: "12:30:45", on: "off", "200": "~" };
    expect(parse(renderSpec(tricky, []), { version: "1.1" })).toEqual(tricky);
  });

  it("writes a shared value twice, without an alias", () => {
    const shared = { x: [1] };
    expect(renderSpec({ a: shared, b: shared }, [])).not.toMatch(/[&*]/);
  });

  it("keeps a long text on one line", () => {
    expect(
      renderSpec({ a: "word ".repeat(100).trim() }, [])
        .trim()
        .split("\n"),
    ).toHaveLength(1);
  });
});
