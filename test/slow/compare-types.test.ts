import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { compareTypes, type TypedSpec } from "../../scripts/change/compare-types.ts";
import type { JsonObject } from "../../scripts/spec/json-value.ts";
import { renderSchema } from "../../scripts/generate/render-schema.ts";

const SPEC = `
openapi: 3.0.3
info: {title: Test, version: "1"}
paths:
  /charges:
    parameters:
      - {name: trace, in: header, schema: {type: string}}
    get:
      operationId: listCharges
      responses:
        '200':
          description: Charges
          content:
            application/json:
              schema: {type: object, properties: {data: {type: array, items: {$ref: '#/components/schemas/Charge'}}}}
    post:
      operationId: createCharge
      requestBody:
        content:
          application/json:
            schema: {$ref: '#/components/schemas/Charge'}
      responses:
        '201': {description: Made}
components:
  responses:
    Gone: {description: Gone}
  schemas:
    Charge: {type: object, properties: {amount: {type: number}}}
    Unused: {type: object, properties: {a: {type: string}}}
`;

let before: TypedSpec;

async function typed(text: string): Promise<TypedSpec> {
  const document: JsonObject = parse(text);
  return { document, schema: await renderSchema(document, []) };
}

async function changesOf(from: string, to: string): Promise<string[]> {
  if (!SPEC.includes(from)) throw new Error(`the spec has no ${from}`);
  const changes = compareTypes(before, await typed(SPEC.replaceAll(from, to)));
  return changes.map(
    ({ type, member, text, breaking, operations }) =>
      `${breaking ? "! " : ""}${type}: ${member} ${text} (${operations.join(", ")})`,
  );
}

beforeAll(async () => {
  before = await typed(SPEC);
});

describe("compareTypes", () => {
  it("finds nothing when nothing has changed", () => {
    expect(compareTypes(before, before)).toEqual([]);
  });

  it("reports a schema once, with every operation that uses it", async () => {
    expect(await changesOf("amount: {type: number}", "amount: {type: string}")).toEqual([
      "! Charge: amount `number` became `string` (GET /charges, POST /charges)",
    ]);
  });

  it("judges a schema that is both sent and read both ways", async () => {
    expect(await changesOf("amount: {type: number}", "amount: {type: number, nullable: true}")).toEqual([
      "! Charge: amount can now also be `null` (GET /charges, POST /charges)",
    ]);
  });

  it("judges a schema that no operation uses as one that is read", async () => {
    expect(await changesOf("a: {type: string}", "a: {type: string}, b: {type: string}")).toEqual([
      "Unused: b was added ()",
    ]);
    expect(await changesOf("properties: {a: {type: string}}", "properties: {}")).toEqual([
      "! Unused: a was removed ()",
    ]);
    expect(await changesOf("{a: {type: string}", "{a: {type: string, nullable: true}")).toEqual([
      "! Unused: a can now also be `null` ()",
    ]);
  });

  it("reports names that are gone, whatever they stood for", async () => {
    expect(await changesOf("Gone:", "Lost:")).toEqual([
      "! components.responses.Gone:  was removed ()",
      "components.responses.Lost:  was added ()",
    ]);
    expect(await changesOf("operationId: listCharges", "operationId: findCharges")).toEqual([
      "operations.findCharges:  was added ()",
      "! operations.listCharges:  was removed ()",
    ]);
  });

  it("calls an additional media type harmless, and a lost one breaking", async () => {
    const json = "          application/json:\n            schema: {$ref";
    const form = json.replace("application/json", "application/x-www-form-urlencoded");
    expect(await changesOf(json, `${form}: '#/components/schemas/Charge'}\n${json}`)).toEqual([
      "POST /charges: requestBody.application/x-www-form-urlencoded was added (POST /charges)",
    ]);
    expect(await changesOf(json, form)).toEqual([
      "! POST /charges: requestBody.application/json was removed (POST /charges)",
      "POST /charges: requestBody.application/x-www-form-urlencoded was added (POST /charges)",
    ]);
  });

  it("reports that a body has become required", async () => {
    expect(await changesOf("requestBody:\n", "requestBody:\n        required: true\n")).toEqual([
      "! POST /charges: requestBody is now required (POST /charges)",
    ]);
  });

  it("calls a required body that is gone breaking, and one that became optional harmless", async () => {
    const required = await typed(SPEC.replace("requestBody:\n", "requestBody:\n        required: true\n"));
    const none = await typed(SPEC.replace(/      requestBody:\n(        .*\n)+?(?=      responses)/, ""));
    const summaryOf = (after: TypedSpec): string[] =>
      compareTypes(required, after).map(({ member, text, breaking }) => `${breaking ? "! " : ""}${member} ${text}`);
    expect(summaryOf(none)).toContain("! requestBody is no longer required");
    expect(summaryOf(before)).toEqual(["requestBody is no longer required"]);
  });

  it("reports parameters, of a path as well as of an operation", async () => {
    expect(await changesOf("in: header, schema", "in: header, required: true, schema")).toEqual([
      "! GET /charges: parameters.header became required (GET /charges)",
      "! GET /charges: parameters.header.trace became required (GET /charges)",
      "! POST /charges: parameters.header became required (POST /charges)",
      "! POST /charges: parameters.header.trace became required (POST /charges)",
    ]);
  });

  it("calls a response that gains a body harmless", async () => {
    const content = "content: {application/json: {schema: {type: object, properties: {id: {type: string}}}}}";
    expect(await changesOf("{description: Made}", `{description: Made, ${content}}`)).toEqual([
      "POST /charges: responses.201.content was added (POST /charges)",
    ]);
  });

  it("throws when types do not compile", async () => {
    const broken = { ...before, schema: "export interface components { schemas: Missing }" };
    expect(() => compareTypes(before, broken)).toThrow(
      "as they would become do not compile: Cannot find name 'Missing'",
    );
    expect(() => compareTypes(broken, before)).toThrow("as they are do not compile");
  });
});
