import { expect, test } from "vitest";
import { htmlResponse, jsonResponse, textResponse, toFetchResponse } from "../../../src/sandbox/http/responses.ts";

test("the announced length counts bytes, not characters", async () => {
  const response = toFetchResponse(jsonResponse(200, { name: "Zoë €" }));
  const { byteLength } = await response.clone().arrayBuffer();
  expect(response.headers.get("content-length")).toBe(String(byteLength));
  expect(await response.json()).toEqual({ name: "Zoë €" });
});

test("a response without a body has length 0 and no content type", async () => {
  const response = toFetchResponse(jsonResponse(201));
  expect(Object.fromEntries(response.headers)).toEqual({ "content-length": "0" });
  expect(await response.text()).toBe("");
});

test.each([204, 205, 304])("status %i never has a body", async (status) => {
  const response = toFetchResponse(textResponse(status, "text", {}));
  expect([response.body, response.headers.has("content-length")]).toEqual([null, false]);
});

test("given headers win over the default content type, in any case", () => {
  const { headers } = jsonResponse(200, {}, { "content-TYPE": "application/problem+json" });
  expect(headers.get("content-type")).toBe("application/problem+json");
});

test("pages are HTML with their title", async () => {
  const response = toFetchResponse(htmlResponse(404, "Gone", "<p>away</p>"));
  expect([response.status, response.headers.get("content-type")]).toEqual([404, "text/html; charset=utf-8"]);
  expect(await response.text()).toContain("<title>Gone</title>");
});
