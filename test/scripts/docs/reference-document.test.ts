import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createReferenceDocument, routeOf } from "../../../scripts/docs/reference-document.ts";
import { textOf, type JsonObject } from "../../../scripts/spec/json-value.ts";
import { operationsOf } from "../../../scripts/spec/operations-of.ts";
import { parseSpec } from "../../../scripts/spec/read-spec.ts";

const PATH = "generated/openapi.yaml";
const text = readFileSync(new URL(`../../../${PATH}`, import.meta.url), "utf8");
const document = parseSpec({ path: PATH, text });
const reference = await createReferenceDocument(document);
const operations = operationsOf(reference);

const described = (paths: JsonObject): Promise<string[]> =>
  createReferenceDocument({ paths }).then((copy) =>
    operationsOf(copy).map(({ operation }) => textOf(operation["description"])),
  );

describe("createReferenceDocument", () => {
  it("gives every operation a sample that calls it, and its evidence", () => {
    expect(operations.length).toBe(operationsOf(document).length);
    for (const { name, method, path, operation } of operations) {
      const [sample] = operation["x-codeSamples"] as [{ lang: string; source: string }];
      expect([name, sample.lang]).toEqual([name, "TypeScript"]);
      expect(sample.source.replace(/\(\s+/g, "(")).toContain(`client.${method.toUpperCase()}("${path}"`);
      expect(operation["description"]).toMatch(
        /\*\*Evidence:\*\* `(vendor|inferred|source)`.*; of the response: `\w+`\.$/,
      );
    }
  });

  it("names the vendor's page and what replaces an operation, with a link where that is one", async () => {
    const evidence = { "x-evidence": "vendor", "x-evidence-response": "unknown" };
    const found = await described({
      "/old": {
        get: { ...evidence, "x-use-instead": "GET /new" },
        post: { ...evidence, "x-use-instead": "something else" },
      },
      "/new": {
        get: {
          ...evidence,
          operationId: "getNew",
          tags: ["New Things"],
          externalDocs: { url: "https://example.com/new" },
        },
      },
    });
    const [replaced, gone, current] = found;
    expect(replaced).toContain("**Use instead:** [GET /new](#/new-things/getnew).");
    expect(gone).toContain("**Use instead:** something else.");
    expect(current).toBe(
      "**Evidence:** `vendor` ([the vendor's page](https://example.com/new)); of the response: `unknown`.",
    );
  });

  it("changes nothing in the document that it is given, and refers to no image of another host", () => {
    expect(parseSpec({ path: PATH, text })).toEqual(document);
    expect(JSON.stringify(document)).toContain("logo.png");
    expect(JSON.stringify(reference)).not.toContain("logo.png");
  });

  it("gives every operation a place of its own", () => {
    expect(new Set(operations.map(({ operation }) => routeOf(operation))).size).toBe(operations.length);
  });
});
