import { readFileSync } from "node:fs";
import { join } from "node:path";
import { jsonpatch } from "json-p3";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { diffSpecs } from "../../scripts/change/diff-specs.ts";
import type { JsonObject, JsonValue } from "../../scripts/spec/json-value.ts";
import { PROJECT } from "../support/project-copy.ts";

const spec: JsonObject = parse(readFileSync(join(PROJECT, "openapi/tratta.yaml"), "utf8"));

function edited(path: string[], value: JsonValue): JsonObject {
  const copy = structuredClone(spec);
  jsonpatch.apply([{ op: "replace", path: `/${path.join("/")}`, value }], copy);
  return copy;
}

describe("diffSpecs", () => {
  it("names every operation that uses a shared schema", async () => {
    const status = ["components", "schemas", "Charge", "properties", "status", "enum"];
    expect(await diffSpecs(PROJECT, spec, edited(status, ["pending", "failed", "completed", "disputed"]))).toEqual([
      {
        impact: "major",
        text: "Enum of `status` gained values: 'disputed'",
        operations: ["GET /charges", "GET /charges/{id}", "POST /charges"],
      },
    ]);
    expect(await diffSpecs(PROJECT, spec, edited(status, ["pending"]))).toMatchObject([
      { impact: "patch", text: '`Charge.status.enum` lost "completed", "failed", "refunded"' },
    ]);
  });

  it("finds nothing between a spec and itself", async () => {
    expect(await diffSpecs(PROJECT, spec, spec)).toEqual([]);
  });

  it("reports that a text has changed without repeating it", async () => {
    const changes = await diffSpecs(PROJECT, spec, edited(["info", "description"], "Another text"));
    expect(changes).toEqual([{ impact: "patch", text: "`info description` changed", operations: [] }]);
  });

  it("throws when the comparison did not run", async () => {
    await expect(diffSpecs(join(PROJECT, "none"), spec, spec)).rejects.toThrow("Redocly did not compare");
    await expect(diffSpecs(PROJECT, spec, {})).rejects.toThrow("Redocly did not compare");
  });
});
