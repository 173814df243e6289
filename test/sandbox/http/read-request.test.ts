import { expect, test } from "vitest";
import { loadOpenApiDocument } from "../../../src/sandbox/http/openapi-document.ts";
import {
  mediaTypeOf,
  methodsOf,
  parseBody,
  readPathParameters,
  readFields,
  readRequest,
} from "../../../src/sandbox/http/read-request.ts";

test.each([
  ["/api/v1/charges/7", "/charges/7", "/charges/{id}"],
  ["/charges/7", "/charges/7", "/charges/{id}"],
  ["/api/v1", "/", undefined],
  ["/api/v1x/charges", "/api/v1x/charges", undefined],
  ["/api/v1/api/v1/charges", "/api/v1/charges", undefined],
])("%s is the path %s of %s", async (pathname, path, template) => {
  const request = new Request(`http://sandbox.test${pathname}?a=1`);
  const { received } = await readRequest(request, await loadOpenApiDocument("vendor"), 5, async () => "");
  expect(received).toMatchObject({ at: 5, method: "GET", path, query: { a: "1" }, body: undefined });
  expect(received.pathTemplate).toBe(template);
});

test("an id is decoded, and broken percent-encoding is refused", () => {
  expect(readPathParameters("/customers/a%2Fb%20c", "/customers/{id}")).toEqual({ id: "a/b c" });
  expect(readPathParameters("/customers", "/customers")).toEqual({});
  expect(() => readPathParameters("/customers/%E0", "/customers/{id}")).toThrow("percent-encoding");
});

test("the methods of a path are those the document has", async () => {
  const document = await loadOpenApiDocument("vendor");
  expect(methodsOf("/payment-plans/7", document)).toEqual(expect.arrayContaining(["GET", "PUT", "DELETE"]));
  expect(methodsOf("/payment-plans/7", document)).not.toContain("POST");
  expect(methodsOf("/nowhere", document)).toEqual([]);
});

test("a media type is read without parameters and case", () => {
  expect(mediaTypeOf("Application/JSON; charset=utf-8")).toBe("application/json");
  expect(mediaTypeOf(undefined)).toBe("");
});

test("a name that comes twice has both values", () => {
  expect(readFields(new URLSearchParams("a=1&b=2&a=3&__proto__=x"))).toEqual(
    JSON.parse('{"a": ["1", "3"], "b": "2", "__proto__": "x"}'),
  );
});

test.each([
  [250_000, undefined],
  [250_001, "too_large"],
])("of a body of %i values the problem is %s", (count, problem) => {
  const list = `[[${"0,".repeat(count - 3)}0]]`;
  expect(parseBody("application/json", list).bodyProblem).toBe(problem);
});
