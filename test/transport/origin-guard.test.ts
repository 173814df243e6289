import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTrattaClient, type TrattaClient, type TrattaClientOptions } from "../../src/client.ts";
import { type FaultServer, json, redirect, startFaultServer } from "../support/fault-server.ts";

describe("the origin guard", () => {
  let home: FaultServer;
  let away: FaultServer;
  beforeEach(async () => {
    home = await startFaultServer();
    away = await startFaultServer();
  });
  afterEach(async () => {
    expect(away.requests).toEqual([]);
    await Promise.all([home.close(), away.close()]);
  });

  const createClient = (options: Partial<TrattaClientOptions> = {}): TrattaClient =>
    createTrattaClient({ baseUrl: `${home.url}/api/v1`, token: "token", retry: false, ...options });
  // Given with a call, another base URL is refused before the guard sees a request.
  const baseUrlRefusal = { code: "TrattaRequestError", field: "baseUrl", outcome: "not_sent" };
  const refusal = { code: "TrattaRequestError", field: "url", outcome: "not_sent" };

  it("lets a request below the base URL through", async () => {
    expect((await createClient().GET("/customers")).response.status).toBe(200);
    expect(home.requests.map(({ url }) => url)).toEqual(["/api/v1/customers"]);
  });

  it("refuses another base URL given with a single call", async () => {
    // The types know no such option; a caller without TypeScript may give it.
    const other = (baseUrl: string): object => ({ baseUrl });
    for (const call of [
      createClient().POST("/charges", { body: { amount: 1 }, ...other(away.url) }),
      createClient().GET("/customers", other(home.url)),
      createClient().GET("/customers", other(`${home.url}/api/v10`)),
    ]) {
      await expect(call).rejects.toMatchObject(baseUrlRefusal);
    }
    expect(home.requests).toEqual([]);
  });

  it("asks for no token for a request that it refuses", async () => {
    let asked = 0;
    const token = (): string => `token-${(asked += 1)}`;
    const client = createClient({ token });
    client.use({ onRequest: ({ request }) => new Request(`${away.url}/api/v1/customers`, request) });
    await expect(client.GET("/customers")).rejects.toMatchObject(refusal);
    expect(asked).toBe(0);
  });

  it.each<[string, (home: string, away: string) => string]>([
    ["another origin", (_, other) => `${other}/api/v1/customers`],
    ["the same host on another port", (base) => base.replace(/:\d+$/, ":1/api/v1/customers")],
    ["another scheme", (base) => `${base.replace("http:", "https:")}/api/v1/customers`],
    ["a path above the base", (base) => `${base}/api/v1/../../admin`],
    ["an encoded path above the base", (base) => `${base}/api/v1/%2e%2e/admin`],
    ["the base itself", (base) => `${base}/api/v1`],
    ["a longer path that begins like the base", (base) => `${base}/api/v1evil/customers`],
    [
      "a host that begins like the base",
      (base) => `${base.replace("127.0.0.1", "127.0.0.1.evil.test")}/api/v1/customers`,
    ],
  ])("refuses %s that a hook rewrote the URL to", async (_, rewrite) => {
    const client = createClient();
    client.use({ onRequest: ({ request }) => new Request(rewrite(home.url, away.url), request) });
    await expect(client.POST("/charges", { body: { amount: 1 } })).rejects.toMatchObject(refusal);
    expect(home.requests).toEqual([]);
  });

  it.each(["//evil.test/customers", "@evil.test", "/../customers", ":1@evil.test/x"])(
    "sends nothing for the path %j",
    async (path) => {
      const get = createClient().GET as unknown as (path: string) => Promise<unknown>;
      await expect(get(path)).rejects.toMatchObject({ code: "TrattaRequestError", field: "path" });
      expect(home.requests).toEqual([]);
    },
  );

  it.each([301, 302, 303, 307, 308])("does not follow a %i when a hook made the request anew", async (status) => {
    home.answer = redirect(status, `${away.url}/api/v1/charges`);
    const client = createClient({ fetch: (request) => fetch(request) });
    client.use({
      onRequest: async ({ request: { url, method, headers, body } }) =>
        new Request(url, { method, headers, body: await new Response(body).text() }),
    });
    await expect(client.POST("/charges", { body: { amount: 1 } })).rejects.toMatchObject({
      code: "TrattaResponseError",
      status,
    });
    expect(home.requests.map(({ body }) => body)).toEqual(['{"amount":1}']);
  });

  it("rejects, rather than throws, where a hook sends a request by itself", async () => {
    const client = createClient();
    const answer = Response.json({ data: [] });
    client.use({ onRequest: ({ options }) => options.fetch(new Request(away.url)).catch(() => answer) });
    expect((await client.GET("/customers")).data).toEqual({ data: [] });
    expect(away.requests).toEqual([]);
  });

  it("lets a hook change the query of a request", async () => {
    home.answer = json(200, { data: [] });
    const client = createClient();
    client.use({ onRequest: ({ request }) => new Request(`${request.url}?include=charges`, request) });
    await client.GET("/customers");
    expect(home.requests.map(({ url }) => url)).toEqual(["/api/v1/customers?include=charges"]);
  });
});
