import { expect, test } from "vitest";
import { loadOpenApiDocument } from "../../../src/sandbox/http/openapi-document.ts";

test("the document is loaded once and has no references left", async () => {
  const document = await loadOpenApiDocument();
  expect(await loadOpenApiDocument()).toBe(document);
  expect(JSON.stringify(document.definition.paths)).not.toContain("$ref");
});

test("a path with a slash too many matches nothing, so that a forgotten id cannot hit anything", async () => {
  const { router } = await loadOpenApiDocument();
  for (const path of ["/payment-plans/", "/customers/", "//customers"]) {
    expect(router.matchOperation({ method: "DELETE", path, headers: {} })).toBeUndefined();
    expect(router.matchOperation({ method: "GET", path, headers: {} })).toBeUndefined();
  }
});
