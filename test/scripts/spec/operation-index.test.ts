import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { createOperationIndex } from "../../../scripts/spec/operation-index.ts";

const document = parse(`
servers: [{url: https://a.example}]
security: [{Bearer: []}]
paths:
  /a:
    parameters: [{$ref: '#/components/parameters/Shared'}]
    get:
      responses: {'200': {content: {json: {schema: {$ref: '#/components/schemas/Outer'}}}}}
    post:
      security: []
      requestBody: {content: {json: {schema: {$ref: '#/components/schemas/Sent'}}}}
      responses: {}
  /b:
    get: {servers: [], responses: {'200': {$ref: '#/components/responses/Plain'}}}
components:
  parameters:
    Shared: {name: s, in: query}
  responses:
    Plain: {content: {json: {schema: {$ref: '#/components/schemas/Inner/properties/part'}}}}
  schemas:
    Outer: {properties: {inner: {$ref: '#/components/schemas/Inner'}, again: {$ref: '#/components/schemas/Outer'}}}
    Inner: {properties: {part: {type: string}, other: {type: string}}}
    Sent: {type: object}
    Unused: {type: object}
`);
const index = createOperationIndex(document);

describe("operationsAt", () => {
  it.for([
    [["paths"], ["GET /a", "POST /a", "GET /b"]],
    [
      ["paths", "/a"],
      ["GET /a", "POST /a"],
    ],
    [["paths", "/a", "get", "responses"], ["GET /a"]],
    [
      ["paths", "/a", "parameters", 0],
      ["GET /a", "POST /a"],
    ],
    [
      ["components", "parameters", "Shared"],
      ["GET /a", "POST /a"],
    ],
    [["components", "schemas", "Outer"], ["GET /a"]],
    [["components", "schemas", "Inner", "properties", "other"], ["GET /a"]],
    [
      ["components", "schemas", "Inner", "properties", "part", "type"],
      ["GET /a", "GET /b"],
    ],
    [["components", "schemas", "Unused"], []],
    [
      ["components", "securitySchemes", "Bearer"],
      ["GET /a", "POST /a", "GET /b"],
    ],
    [
      ["servers", 0],
      ["GET /a", "POST /a"],
    ],
    [
      ["security", 0],
      ["GET /a", "GET /b"],
    ],
    [["info"], []],
    [[], []],
  ] as const)("of %j is %j", ([path, operations]) => {
    expect(index.operationsAt(path)).toEqual(operations);
  });
});

describe("directionOf", () => {
  it.for([
    ["Outer", { sent: false, read: true }],
    ["Inner", { sent: false, read: true }],
    ["Sent", { sent: true, read: false }],
    ["Unused", { sent: false, read: false }],
  ] as const)("%s is %j", ([schema, direction]) => {
    expect(index.directionOf(schema)).toEqual(direction);
  });
});
