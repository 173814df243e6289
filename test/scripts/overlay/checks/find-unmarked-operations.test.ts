import { describe, expect, it } from "vitest";
import { findUnmarkedOperations } from "../../../../scripts/overlay/checks/find-unmarked-operations.ts";
import type { JsonObject } from "../../../../scripts/spec/json-value.ts";

const source = { paths: { "/a": { get: {} } } };

describe("findUnmarkedOperations", () => {
  it.each<[string, JsonObject, string[]]>([
    ["an operation of the source spec without marks", { "/a": { get: {} } }, []],
    [
      "an added operation that is marked",
      { "/a": { put: { "x-evidence": "vendor" }, post: { "x-evidence": "inferred" } } },
      [],
    ],
    ["an added operation without a mark", { "/a": { get: {}, put: {} } }, ["PUT /a is not in the source spec"]],
    [
      "an operation on an added path",
      { "/b": { get: { "x-evidence-response": "vendor" } } },
      ["GET /b is not in the source spec"],
    ],
    [
      "an added operation that claims to be of the source spec",
      { "/b": { get: { "x-evidence": "source" } } },
      ["GET /b"],
    ],
    ["what is no operation", { "/b": { parameters: [], summary: "S" }, "/c": null }, []],
  ])("given %s", (_, paths, messages) => {
    const faults = findUnmarkedOperations({ paths }, source);
    expect(faults.map(({ message }) => message)).toEqual(messages.map((text) => expect.stringContaining(text)));
  });

  it("reports the place of the operation, and what would be right", () => {
    expect(findUnmarkedOperations({ paths: { "/b": { get: {} } } }, {})).toEqual([
      {
        path: ["paths", "/b", "get"],
        message: "GET /b is not in the source spec. Add `x-evidence: vendor` or `inferred`.",
      },
    ]);
  });
});
