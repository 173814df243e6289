import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTrattaClient, type TrattaClient } from "../src/client.ts";
import { TrattaApiError } from "../src/errors.ts";
import { unwrap } from "../src/unwrap.ts";
import { empty, type FaultServer, json, reset, startFaultServer } from "./support/fault-server.ts";

describe("unwrap", () => {
  let server: FaultServer;
  let client: TrattaClient;
  beforeEach(async () => {
    server = await startFaultServer();
    client = createTrattaClient({ baseUrl: server.url, token: "token", retry: false });
  });
  afterEach(() => server.close());

  it("gives the whole body of a promised call or of its result", async () => {
    server.answer = json(200, { data: [{ id: "1" }], meta: { total: 1 } });
    const expected = { data: [{ id: "1" }], meta: { total: 1 } };
    expect(await unwrap(client.GET("/customers"))).toEqual(expected);
    expect(await unwrap(await client.GET("/customers"))).toEqual(expected);
  });

  it("gives undefined for a success without a body", async () => {
    server.answer = empty(204);
    expect(await unwrap(client.DELETE("/webhooks/{id}", { params: { path: { id: "1" } } }))).toBeUndefined();
  });

  it("throws what the server answered, with all that is known of the call", async () => {
    const body = { error: "Amount too low", errorCode: "amount_too_low" };
    server.answer = json(422, body, { "Retry-After": 3, "X-Request-Id": "req-42" });
    const error: unknown = await unwrap(client.POST("/charges", { body: { amount: 1 } })).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(TrattaApiError);
    expect(error).toMatchObject({
      code: "TrattaApiError",
      message: "POST /charges: HTTP 422 amount_too_low: Amount too low (outcome rejected)",
      status: 422,
      errorCode: "amount_too_low",
      outcome: "rejected",
      method: "POST",
      path: "/charges",
      attempts: 1,
      retryAfterMs: 3_000,
      requestId: "req-42",
      reason: "Amount too low",
      body,
    });
    expect((error as TrattaApiError).headers.get("Retry-After")).toBe("3");
    expect(Object.keys(error as object)).not.toEqual(expect.arrayContaining(["reason"]));
    for (const hidden of ["reason", "body", "headers"]) expect({ ...(error as object) }).not.toHaveProperty(hidden);
  });

  it("leaves what it needs of the call out of copies of the response, and so of logs", async () => {
    const { response } = await client.GET("/customers");
    const noted = (copy: object): boolean => Object.getOwnPropertySymbols(copy).map(String).includes("Symbol(attempt)");
    expect([noted(response), noted({ ...response })]).toEqual([true, false]);
  });

  it("passes on what the call itself rejects with", async () => {
    server.answer = reset;
    const call = client.GET("/customers");
    const error: unknown = await call.catch((thrown: unknown) => thrown);
    await expect(unwrap(call)).rejects.toBe(error);
  });

  it("takes the result of any openapi-fetch client", async () => {
    const response = new Response("", { status: 500 });
    await expect(unwrap({ error: undefined, response })).rejects.toMatchObject({
      status: 500,
      outcome: "unknown",
      body: undefined,
    });
    expect(await unwrap({ data: 1, response: new Response() })).toBe(1);
  });
});
