import { describe, expect, it } from "vitest";
import { describeEvidence, markEvidence } from "../../../scripts/generate/mark-evidence.ts";
import { renderSchema } from "../../../scripts/generate/render-schema.ts";
import type { JsonObject, JsonValue } from "../../../scripts/spec/json-value.ts";

function marked(operation: JsonObject, key = "get"): JsonObject {
  const document = { paths: { "/charges": { [key]: operation } } };
  markEvidence(document);
  return operation;
}

function described(operation: JsonObject): JsonValue | undefined {
  const document = { paths: { "/charges": { get: operation } } };
  const copy = describeEvidence(document) as typeof document;
  return copy.paths["/charges"].get["description"];
}

describe("markEvidence", () => {
  it("marks an operation that no overlay marks as the source spec's", () => {
    expect(marked({})).toEqual({ "x-evidence": "source", "x-evidence-response": "source" });
  });

  it("keeps the marks of an overlay", () => {
    const marks = { "x-evidence": "vendor", "x-evidence-response": "unknown" };
    expect(marked({ ...marks })).toEqual(marks);
  });

  it("takes the evidence of the request for that of the response where an overlay marks the request alone", () => {
    expect(marked({ "x-evidence": "inferred" })["x-evidence-response"]).toBe("inferred");
  });

  it("marks every operation of every path, and nothing else of a path", () => {
    const methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
    const others = { description: "Charges.", parameters: [{ name: "id" }], servers: [{}], "x-get": {} };
    const item = (): JsonObject => ({ ...others, ...Object.fromEntries(methods.map((method) => [method, {}])) });
    const document = { paths: { "/a": item(), "/b": item() } };
    markEvidence(document);
    for (const path of Object.values<JsonObject>(document.paths)) {
      for (const method of methods) expect(path[method]).toHaveProperty("x-evidence", "source");
      expect(path).toMatchObject(others);
      expect(path["x-get"]).toEqual({});
    }
  });

  it.each<JsonObject>([{}, { paths: null }, { paths: [] }, { paths: { "/a": null, "/b": { get: "text" } } }])(
    "leaves a document without operations as it is: %j",
    (document) => {
      const before = structuredClone(document);
      markEvidence(document);
      expect(document).toEqual(before);
    },
  );
});

describe("describeEvidence", () => {
  it("says in a line of the description how sure the request and the response are, and cites the vendor's page", () => {
    const description = described({
      description: "Lists charges.",
      "x-evidence": "vendor",
      "x-evidence-response": "unknown",
      externalDocs: { url: "https://docs.tratta.io/charges" },
    });
    expect(description).toBe(
      "Lists charges.\nEvidence: vendor (https://docs.tratta.io/charges); of the response: unknown.",
    );
  });

  it("says of a deprecated operation what to use instead", () => {
    const marks = { "x-evidence": "source", "x-evidence-response": "source" };
    expect(described({ ...marks, deprecated: true, "x-use-instead": "GET /other-charges" })).toBe(
      "Use instead: GET /other-charges.\nEvidence: source; of the response: source.",
    );
  });

  it("leaves the document itself as it is, so that the line gets into the types alone", () => {
    const operation = { description: "Lists charges.", "x-evidence": "source", "x-evidence-response": "source" };
    described(operation);
    expect(operation.description).toBe("Lists charges.");
  });

  it("shows the line in the doc comment of the operation", async () => {
    const ok = { 200: { description: "" } };
    const document = {
      openapi: "3.0.3",
      info: { title: "T", version: "1" },
      paths: { "/charges": { get: { operationId: "listCharges", responses: ok } } },
    };
    markEvidence(document);
    const types = await renderSchema(describeEvidence(document), []);
    expect(types).toContain("/** @description Evidence: source; of the response: source. */\n    get: ");
  });
});
