import ts from "typescript";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../scripts/spec/json-value.ts";
import { renderSchema } from "../../../scripts/generate/render-schema.ts";

const ROW: JsonObject = { type: "object", properties: { id: { type: "string" } } };
const to = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });

async function typesOf(schemas: JsonObject): Promise<string> {
  const paths = {
    "/rows": {
      get: { responses: { 200: { description: "", content: { "application/json": { schema: to("Row") } } } } },
    },
  };
  const document = { openapi: "3.0.3", info: { title: "T", version: "1" }, paths, components: { schemas } };
  const text = await renderSchema({ ...document, components: { schemas: { Row: ROW, ...schemas } } }, []);
  expect(syntaxErrors(text)).toEqual([]);
  return text;
}

function syntaxErrors(text: string): string[] {
  const { diagnostics = [] } = ts.transpileModule(text, { reportDiagnostics: true });
  return diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " "));
}

describe("nameSchemas", () => {
  it("makes an object a type of its own, and refers to it by name from everywhere", async () => {
    const text = await typesOf({
      Rows: { type: "array", items: to("Row") },
      Pair: { type: "object", properties: { left: to("Row") } },
    });
    expect(text).toContain("export type Row = {\n  id?: string;\n};");
    expect(text).toContain("    Row: Row;\n");
    expect(text).toContain("export type Pair = {\n  left?: Row;\n};");
    expect(text).toContain('"application/json": Row;');
    expect(text).not.toContain('["schemas"]');
  });

  it("names an object that is put together from others, too", async () => {
    const dated = { type: "object", properties: { date: { type: "string" } } };
    const text = await typesOf({ Dated: { allOf: [to("Row"), dated] }, Days: { type: "array", items: to("Dated") } });
    expect(text).toContain("export type Dated = Row & {\n  date?: string;\n};");
    expect(text).toContain("export type Days = Dated[];\n");
  });

  it("names what is no object, too", async () => {
    const text = await typesOf({
      State: { type: "string", enum: ["on", "off"] },
      Either: { oneOf: [to("Row"), to("State")] },
      Same: { allOf: [to("Row")] },
    });
    expect(text).toContain('export type State = "on" | "off";\n');
    expect(text).toContain("export type Either = Row | State;\n");
    expect(text).toContain("export type Same = Row;\n");
  });

  it("takes nothing else for a schema", async () => {
    const schemas = { type: "object", required: ["Row"], properties: { Row: { type: "number" } } };
    const text = await typesOf({
      Outer: { type: "object", required: ["schemas"], properties: { schemas } },
      Inner: { type: "object", properties: { row: to("Outer/properties/schemas/properties/Row") } },
    });
    expect(text).toMatch(/Inner = \{\n  row\?: .*\["schemas"\]\["Row"\];\n/);
  });

  it("keeps what the spec says about a schema and its fields", async () => {
    const text = await typesOf({
      Note: {
        description: "A note.",
        type: "object",
        properties: { text: { type: "string", description: "Its text." } },
      },
    });
    expect(text).toContain(
      "/** @description A note. */\nexport type Note = {\n  /** @description Its text. */\n  text?: string;",
    );
  });

  it("leaves an envelope as it is, so that a hover on it tells what is inside", async () => {
    const text = await typesOf({ RowResponse: { type: "object", properties: { data: to("Row"), meta: {} } } });
    expect(text).toContain("    RowResponse: {\n      data?: Row;\n      meta?: unknown;\n    };");
    expect(text).not.toContain("export type RowResponse");
  });

  it("lets schemas lead back to themselves", async () => {
    const text = await typesOf({
      Node: { type: "object", properties: { children: { type: "array", items: to("Node") } } },
    });
    expect(text).toContain("export type Node = {\n  children?: Node[];\n};");
  });

  it.each(["string", "class", "paths", "components", "$defs", "Row-2", "2nd", "Record"])(
    "leaves %s, which is no name for a type here, as it is",
    async (name) => {
      const text = await typesOf({ [name]: ROW, Other: { type: "object", properties: { it: to(name) } } });
      expect(text).not.toMatch(new RegExp(`export type ${name.replaceAll("$", "\\$")} = \\{\\n  id`));
      expect(text).toContain(`export type Other = {\n  it?: components["schemas"]["${name}"];\n};`);
    },
  );
});
