import { describe, expect, it } from "vitest";
import { createCodeSample } from "../../../scripts/docs/code-sample.ts";
import type { JsonObject } from "../../../scripts/spec/json-value.ts";

const DOCUMENT: JsonObject = {
  components: {
    parameters: { Page: { name: "page", in: "query", schema: { type: "integer" } } },
    schemas: {
      NoteRequest: {
        type: "object",
        required: ["text", "kind", "due", "id"],
        properties: {
          id: { type: "string", readOnly: true },
          text: { type: "string", minLength: 8 },
          kind: { enum: ["call", "letter"] },
          due: { type: "string", format: "date" },
          author: { type: "string", description: "Required when the kind is letter." },
          colour: { type: "string" },
        },
      },
      Tree: { type: "object", properties: { child: { $ref: "#/components/schemas/Tree" }, size: { type: "number" } } },
    },
  },
  paths: { "/a/{b}": { parameters: [{ name: "b", in: "path", required: true, schema: { type: "string" } }] } },
};

const sampleOf = (method: string, path: string, operation: JsonObject): Promise<string> =>
  createCodeSample(method, path, operation, DOCUMENT);

const bodyOf = (schema: JsonObject): JsonObject => ({
  requestBody: { content: { "application/json": { schema } } },
});

describe("createCodeSample", () => {
  it("calls an operation without parameters", async () => {
    expect(await sampleOf("get", "/notes", {})).toBe('const { data, error } = await client.GET("/notes");');
  });

  it("gives the parameters that are required, also those of the whole path", async () => {
    const parameters = ["day", "order"].map((name) => ({
      name,
      in: "query",
      required: name === "day",
      schema: { type: "string", format: "date" },
    }));
    expect(await sampleOf("delete", "/a/{b}", { parameters })).toBe(
      [
        'const { data, error } = await client.DELETE("/a/{b}", {',
        "  params: {",
        '    path: { b: "<b>" },',
        '    query: { day: "2030-01-31" },',
        "  },",
        "});",
      ].join("\n"),
    );
  });

  it("gives the required properties, those required under a condition, and none that only responses have", async () => {
    const sample = await sampleOf("post", "/notes", bodyOf({ $ref: "#/components/schemas/NoteRequest" }));
    expect(sample).toBe(
      [
        'const { data, error } = await client.POST("/notes", {',
        "  body: {",
        '    text: "<text>**",',
        '    kind: "call",',
        '    due: "2030-01-31",',
        '    author: "<author>",',
        "  },",
        "});",
      ].join("\n"),
    );
  });

  it("gives all properties where none is required, and ends in a schema that contains itself", async () => {
    const sample = await sampleOf("post", "/trees", bodyOf({ $ref: "#/components/schemas/Tree" }));
    expect(sample).toContain("body: { child: {}, size: 1 }");
  });

  it.each([
    ["the example of a schema", { type: "object", example: { a: 1 } }, "body: { a: 1 }"],
    [
      "the first of alternatives",
      { oneOf: [{ type: "object", properties: { a: { default: 7 } } }, {}] },
      "body: { a: 7 }",
    ],
    [
      "all parts",
      { allOf: [{ properties: { a: { type: "boolean" } } }, { example: { b: 2 } }] },
      "body: { a: true, b: 2 }",
    ],
    ["one item of a list", { type: "array", items: { type: "string", format: "uuid" } }, '["00000000-0000-4000-8000-'],
    ["a number that the schema allows", { properties: { a: { type: "integer", minimum: 12 } } }, "body: { a: 12 }"],
  ])("takes %s", async (_, schema, expected) => {
    expect(await sampleOf("put", "/notes", bodyOf(schema))).toContain(expected);
  });

  it("takes the example of the body before that of its schema", async () => {
    const media = { schema: { type: "object", example: { a: 1 } }, example: { a: 2 } };
    const operation = { requestBody: { content: { "application/json": media } } };
    expect(await sampleOf("put", "/notes", operation)).toContain("body: { a: 2 }");
  });

  it("reads a list with paginate first, and charges with chargeOnce", async () => {
    const list = await sampleOf("get", "/notes", { parameters: [{ $ref: "#/components/parameters/Page" }] });
    expect(list).toMatch(
      /^\/\/ .+\nfor await \(const row of paginate\(client, "\/notes"\)\) {[^]+await client\.GET\("\/notes"\);$/,
    );
    const charge = await sampleOf("post", "/charges", {
      operationId: "createCharge",
      ...bodyOf({ properties: { amount: { type: "number" } } }),
    });
    expect(charge).toMatch(/await chargeOnce\(client, { amount: 1 }\);[^]+await client\.POST\("\/charges", {/);
  });

  it("keeps what a spec names from being code", async () => {
    const sample = await sampleOf("get", '/a"); attack("', {});
    expect(sample).toContain(String.raw`'/a"); attack("'`);
  });
});
