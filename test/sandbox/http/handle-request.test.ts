import { describe, expect, test } from "vitest";
import { createSandbox } from "../../../src/sandbox/index.ts";
import { call, send, type ReadResponse } from "../../support/sandbox-caller.ts";

function get(path: string, headers: Record<string, string>): Promise<ReadResponse> {
  return send(createSandbox(), new Request(`http://sandbox.test${path}`, { headers }));
}

const TOKEN = { Authorization: "Bearer sandbox-token" };
const JSON_ONLY = { Accept: "application/json" };

describe("paths and methods", () => {
  test.each(["/api/v1/nowhere", "/api/v2/customers", "/api/v1", "/", "/api/v1/customers/", "/api/v1/payment-plans/"])(
    "%s is not found",
    async (path) => {
      const { status, body } = await get(path, { ...TOKEN, ...JSON_ONLY });
      expect([status, body.errorCode]).toEqual([404, "not_found"]);
    },
  );

  test("a method that the path does not have is refused, naming those it has", async () => {
    const { status, body, headers } = await call(createSandbox(), "HEAD", "/customers/1");
    expect([status, body.errorCode]).toEqual([405, "method_not_allowed"]);
    expect(headers.get("Allow")).toMatch(/^GET, PUT\b/);
  });

  test("broken percent-encoding is a bad request", async () => {
    const { status, body } = await call(createSandbox(), "GET", "/customers/%zz");
    expect([status, body.errorCode]).toEqual([400, "bad_request"]);
  });

  test("an id is decoded once and kept whole", async () => {
    const sandbox = createSandbox();
    const { id } = (await call(sandbox, "GET", "/customers?limit=1")).body.data[0];
    const encoded = [...id].map((character) => `%${character.charCodeAt(0).toString(16)}`).join("");
    expect((await call(sandbox, "GET", `/customers/${encoded}`)).body.data.id).toBe(id);
    expect((await call(sandbox, "GET", `/customers/${id}%2F`)).status).toBe(404);
  });
});

describe("the token", () => {
  test.each([
    {},
    { Authorization: "sandbox-token" },
    { Authorization: "Basic sandbox-token" },
    { Authorization: "Bearer wr0ng" },
  ])("%j is unauthorized", async (headers) => {
    const response = await get("/customers", { ...headers, ...JSON_ONLY });
    expect([response.status, response.body.errorCode]).toEqual([401, "unauthorized"]);
    expect(response.headers.get("WWW-Authenticate")).toBe("Bearer");
    expect(JSON.stringify(response.body)).not.toContain("wr0ng");
  });

  test("is the one the sandbox was made with, its scheme in any case", async () => {
    const sandbox = createSandbox({ token: "secret" });
    const request = new Request("http://sandbox.test/customers", {
      headers: { ...JSON_ONLY, Authorization: "bearer secret" },
    });
    expect((await send(sandbox, request)).status).toBe(200);
  });

  test("is checked before the body", async () => {
    const request = new Request("http://sandbox.test/charges", { method: "POST", headers: JSON_ONLY, body: "{" });
    expect((await send(createSandbox(), request)).status).toBe(401);
  });
});

describe("the Accept header", () => {
  test.each(["application/json", "*/*", "text/html, application/json;q=0.9", "application/*", "Application/JSON"])(
    "%s gets JSON",
    async (accept) => {
      const { status, headers } = await get("/customers", { ...TOKEN, Accept: accept });
      expect([status, headers.get("content-type")]).toEqual([200, "application/json"]);
    },
  );

  test.each([{}, { Accept: "text/html" }])("%j gets a page, and nothing happens", async (headers) => {
    const sandbox = createSandbox({ customers: 0 });
    const request = new Request("http://sandbox.test/charges", {
      method: "POST",
      headers: { ...TOKEN, ...headers, "Content-Type": "application/json" },
      body: '{"amount": 5}',
    });
    const response = await send(sandbox, request);
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    expect((await call(sandbox, "GET", "/charges")).body.meta.total).toBe(0);
  });

  test("anything else is not acceptable", async () => {
    const { status, body } = await get("/customers", { ...TOKEN, Accept: "application/xml" });
    expect([status, body.errorCode]).toEqual([406, "not_acceptable"]);
  });
});
