import { readFileSync } from "node:fs";
import type { OpenAPIV3 } from "openapi-types";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { createTrattaClient } from "../../../src/client.ts";
import { paginate } from "../../../src/pagination.ts";
import { ApiError } from "../../../src/sandbox/domain/api-error.ts";
import { createSeededStore } from "../../../src/sandbox/domain/seed-data.ts";
import { handleRequest } from "../../../src/sandbox/http/handle-request.ts";
import { createOpenApiDocument, type OpenApiDocument } from "../../../src/sandbox/http/openapi-document.ts";
import { readRequest } from "../../../src/sandbox/http/read-request.ts";
import { errorResponse, toFetchResponse } from "../../../src/sandbox/http/responses.ts";
import { createSerializers } from "../../../src/sandbox/resources/serializers.ts";
import { checkSandboxOptions } from "../../../src/sandbox/sandbox-options.ts";
import { readResponse, type ReadResponse } from "../../support/sandbox-caller.ts";

const definition: OpenAPIV3.Document = parse(
  readFileSync(new URL("../../../generated/openapi.yaml", import.meta.url), "utf8"),
);

const REFUND: OpenAPIV3.SchemaObject = {
  type: "object",
  required: ["id"],
  properties: {
    id: { type: "string" },
    reason: { type: "string", enum: ["duplicate", "mistake"] },
    created_at: { type: "string", format: "date-time" },
    charge: { $ref: "#/components/schemas/Charge" },
  },
};

function jsonContent(schema: OpenAPIV3.SchemaObject): Record<string, OpenAPIV3.MediaTypeObject> {
  return { "application/json": { schema } };
}

/** The document as upstream might extend it: operations, and a request header, that no handler knows. */
function extendDocument(): Promise<OpenApiDocument> {
  const extended = structuredClone(definition);
  extended.paths["/refunds"] = {
    get: {
      operationId: "listRefunds",
      parameters: [{ $ref: "#/components/parameters/LimitParam" }, { $ref: "#/components/parameters/PageParam" }],
      responses: {
        200: {
          description: "Refunds",
          content: jsonContent({
            type: "object",
            properties: {
              data: { type: "array", items: REFUND },
              meta: { $ref: "#/components/schemas/PaginationMeta" },
              links: { $ref: "#/components/schemas/PaginationLinks" },
            },
          }),
        },
      },
    },
    post: {
      operationId: "createRefund",
      parameters: [{ name: "Idempotency-Key", in: "header", required: true, schema: { type: "string" } }],
      requestBody: {
        required: true,
        content: jsonContent({
          type: "object",
          required: ["charge_id"],
          properties: { charge_id: { type: "string" } },
        }),
      },
      responses: {
        201: { description: "Created", content: jsonContent({ type: "object", properties: { data: REFUND } }) },
      },
    },
  };
  extended.paths["/refunds/{refund_id}"] = {
    patch: {
      operationId: "updateRefund",
      parameters: [{ name: "refund_id", in: "path", required: true, schema: { type: "string" } }],
      responses: { 204: { description: "Updated" } },
    },
    delete: {
      operationId: "deleteRefund",
      parameters: [{ name: "refund_id", in: "path", required: true, schema: { type: "string" } }],
      responses: { 200: { description: "Deleted" } },
    },
  };
  return createOpenApiDocument(extended, "extended");
}

const document = await extendDocument();
const settings = checkSandboxOptions({ customers: 2 });
const store = createSeededStore(settings);
const { token, paymentPlanRules, maxPageSize } = settings;
const context = { store, serialize: createSerializers(store, paymentPlanRules), paymentPlanRules, maxPageSize };

/** A `fetch` to a sandbox with the extended document. */
async function fetchExtended(request: Request): Promise<Response> {
  const incoming = await readRequest(request, document, 0, () => request.text());
  try {
    return toFetchResponse(handleRequest(incoming, document, token, context));
  } catch (error) {
    if (error instanceof ApiError) return toFetchResponse(errorResponse(error));
    throw error;
  }
}

async function callExtended(
  method: string,
  path: string,
  body?: object,
  extra: Record<string, string> = {},
): Promise<ReadResponse> {
  const headers = {
    Accept: "application/json",
    Authorization: `Bearer ${token}`,
    ...(body && { "Content-Type": "application/json" }),
    ...extra,
  };
  const init = { method, headers, ...(body && { body: JSON.stringify(body) }) };
  return readResponse(await fetchExtended(new Request(`http://sandbox.test/api/v1${path}`, init)));
}

test("a new list gets a response made from its schema, marked as stateless", async () => {
  const { status, headers, body } = await callExtended("GET", "/refunds?limit=5");
  expect([status, headers.get("X-Sandbox"), headers.get("Content-Type")]).toEqual([
    200,
    "stateless",
    "application/json",
  ]);
  expect(body.data).toEqual([
    {
      id: "string",
      reason: "duplicate",
      created_at: "1970-01-01T00:00:00.000Z",
      charge: expect.objectContaining({ id: "string", amount: 0, status: "pending" }),
    },
  ]);
});

test("a new POST gets its documented status", async () => {
  const { status, headers, body } = await callExtended(
    "POST",
    "/refunds",
    { charge_id: "1" },
    { "Idempotency-Key": "k" },
  );
  expect([status, headers.get("X-Sandbox"), body.data.id]).toEqual([201, "stateless", "string"]);
});

test.each([
  ["PATCH", 204],
  ["DELETE", 200],
])("a new %s without a documented body gets status %i and no body", async (method, status) => {
  const response = await callExtended(method, "/refunds/7");
  expect([response.status, response.body, response.headers.get("X-Sandbox")]).toEqual([status, "", "stateless"]);
});

test.each<[string, string, object, Record<string, string>, number, string]>([
  ["GET", "/refunds?limit=501", {}, {}, 422, "query.limit must be <= 500"],
  ["POST", "/refunds", {}, { "Idempotency-Key": "k" }, 422, "charge_id is required"],
  ["POST", "/refunds", { charge_id: "1" }, {}, 422, "header.idempotency-key is required"],
  ["POST", "/refunds", { charge_id: "1" }, { "Content-Type": "text/plain" }, 415, "Content-Type must be"],
])(
  "%s %s with %j and headers %j is refused like any other: %i, %s",
  async (method, path, body, headers, status, error) => {
    const response = await callExtended(method, path, method === "GET" ? undefined : body, headers);
    expect(response.status).toBe(status);
    expect(response.body.error).toContain(error);
    expect(response.headers.has("X-Sandbox")).toBe(false);
  },
);

test.each([
  ["DELETE", "/refunds", "GET, POST"],
  ["GET", "/refunds/7", "PATCH, DELETE"],
])("%s %s is not allowed, and the methods of a new path are named: %s", async (method, path, allowed) => {
  const { status, headers, body } = await callExtended(method, path);
  expect([status, headers.get("Allow")]).toEqual([405, allowed]);
  expect(body.error).toBe(`This path allows ${allowed}, not ${method}.`);
});

test("a new operation needs the token as well", async () => {
  const request = new Request("http://sandbox.test/refunds", { headers: { Accept: "application/json" } });
  expect((await fetchExtended(request)).status).toBe(401);
});

test("simulated operations of the same document are not marked", async () => {
  const { status, headers, body } = await callExtended("GET", "/customers");
  expect([status, headers.has("X-Sandbox"), body.meta.total]).toEqual([200, false, 2]);
});

test("paginating a stateless list ends", async () => {
  const client = createTrattaClient({
    baseUrl: "http://127.0.0.1",
    token: token,
    fetch: (request) => {
      const { pathname, search } = new URL(request.url);
      return fetchExtended(
        new Request(`http://127.0.0.1${pathname.replace("/tickets", "/refunds")}${search}`, request),
      );
    },
  });
  const rows = [];
  for await (const row of paginate(client, "/tickets")) rows.push(row.id);
  expect(rows).toEqual(["string"]);
});
