import { expect, test } from "vitest";
import type { OpenAPIV3 } from "openapi-types";
import { operationsOf } from "../../../src/sandbox/http/openapi-document.ts";
import { createRouter } from "../../../src/sandbox/http/router.ts";

const responses = { 200: { description: "OK" } };
const paths: OpenAPIV3.PathsObject = {
  "/files/{name}": { get: { operationId: "getFile", responses }, delete: { operationId: "deleteFile", responses } },
  "/files/{name}.json": { get: { operationId: "getJson", responses } },
  "/files/newest": { get: { operationId: "getNewest", responses } },
  "/{any}/{name}": { get: { operationId: "getAny", responses }, put: { operationId: "putAny", responses } },
};
const match = createRouter(operationsOf({ openapi: "3.0.3", info: { title: "", version: "" }, paths }));

test.each([
  ["GET", "/files/7", "getFile"],
  ["get", "/files/7", "getFile"],
  ["GET", "/files/newest", "getNewest"],
  ["DELETE", "/files/newest", "deleteFile"],
  ["GET", "/files/7.json", "getJson"],
  ["GET", "/files/7xjson", "getFile"],
  ["GET", "/other/7", "getAny"],
  ["PUT", "/files/newest", "putAny"],
  ["POST", "/files/7", undefined],
  ["GET", "/files/", undefined],
  ["GET", "/files/7/", undefined],
  ["GET", "//files/7", undefined],
  ["GET", "/files/7/8", undefined],
  ["GET", "/", undefined],
])("%s %s is %s", (method, path, operationId) => {
  expect(match(method, path)?.operationId).toBe(operationId);
});
