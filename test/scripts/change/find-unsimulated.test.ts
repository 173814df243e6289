import { describe, expect, it } from "vitest";
import { findUnsimulated, type SandboxCoverage } from "../../../scripts/change/find-unsimulated.ts";
import type { JsonObject } from "../../../scripts/spec/json-value.ts";

const document: JsonObject = {
  paths: {
    "/notes": { parameters: [], get: { operationId: "listNotes" }, post: { operationId: "createNote" } },
    "/untitled": { get: {} },
  },
  components: {
    schemas: {
      Note: { type: "object", properties: { id: {}, text: {}, author: { $ref: "#/components/schemas/Author" } } },
      NoteResponse: { properties: { data: { properties: { id: {}, link: { properties: { url: {} } } } } } },
      Author: { properties: { name: {} } },
    },
  },
};
const everything: SandboxCoverage = {
  operations: ["listNotes", "createNote"],
  fields: { Note: ["id", "text", "author"], NoteResponse: ["data", "data.id", "data.link", "data.link.url"] },
};

describe("findUnsimulated", () => {
  it("finds nothing in a spec that the sandbox simulates, whatever else the sandbox knows", () => {
    const fields = { ...everything.fields, Note: [...(everything.fields["Note"] ?? []), "old"], Gone: ["id"] };
    expect(findUnsimulated(document, { ...everything, fields })).toEqual({ operations: [], fields: {} });
  });

  it("finds operations without a handler", () => {
    expect(findUnsimulated(document, { ...everything, operations: ["listNotes"] }).operations).toEqual(["createNote"]);
  });

  it("finds fields of a schema, and those of an object inside it once the object itself is simulated", () => {
    const found = (fields: SandboxCoverage["fields"]): SandboxCoverage["fields"] =>
      findUnsimulated(document, { ...everything, fields }).fields;
    expect(found({ Note: ["id"] })).toEqual({ Note: ["text", "author"] });
    expect(found({ NoteResponse: ["data", "data.id"] })).toEqual({ NoteResponse: ["data.link"] });
    expect(found({ NoteResponse: ["data", "data.id", "data.link"] })).toEqual({ NoteResponse: ["data.link.url"] });
  });
});
