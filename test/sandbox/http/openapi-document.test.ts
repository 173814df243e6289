import { expect, test } from "vitest";
import { loadOpenApiDocument } from "../../../src/sandbox/http/openapi-document.ts";

test("the document is loaded once and has no references left", async () => {
  const document = await loadOpenApiDocument("vendor");
  expect(await loadOpenApiDocument("vendor")).toBe(document);
  expect(JSON.stringify(document.definition.paths)).not.toContain("$ref");
});

test("the source spec's dialect has the source spec's limit for tickets and needs no secret for webhooks, and that is all", async () => {
  const [vendor, source] = [await loadOpenApiDocument("vendor"), await loadOpenApiDocument("source")];
  expect(source).not.toBe(vendor);
  const limitOf = ({ operations }: typeof vendor): unknown =>
    operations
      .find(({ operationId }) => operationId === "listTickets")
      ?.parameters.find(({ name }) => name === "limit");
  expect(limitOf(vendor)).toMatchObject({ schema: { maximum: 100, default: 15 } });
  expect(limitOf(source)).toMatchObject({ schema: { maximum: 500, default: 10 } });
  const webhook = { url: "https://a.test", events: ["customer.create"] };
  const refuses = (document: typeof vendor): boolean => {
    const operation = document.match("POST", "/webhooks");
    const parts = { path: {}, query: {}, header: {}, requestBody: webhook };
    return operation === undefined || document.validate(operation, parts).length > 0;
  };
  expect([refuses(vendor), refuses(source)]).toEqual([true, false]);
  const others = ({ definition }: typeof vendor): object => ({
    ...definition.paths,
    "/tickets": undefined,
    "/webhooks": undefined,
  });
  expect(others(source)).toEqual(others(vendor));
});

test("a path with a slash too many matches nothing, so that a forgotten id cannot hit anything", async () => {
  const document = await loadOpenApiDocument("vendor");
  for (const path of ["/payment-plans/", "/customers/", "//customers"]) {
    expect(document.match("DELETE", path)).toBeUndefined();
    expect(document.match("GET", path)).toBeUndefined();
  }
});
