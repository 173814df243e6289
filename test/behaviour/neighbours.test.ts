import { AsyncLocalStorage } from "node:async_hooks";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { context, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { UndiciInstrumentation } from "@opentelemetry/instrumentation-undici";
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import fetchMock from "fetch-mock";
import { http, HttpResponse } from "msw";
import { setupServer } from "msw/node";
import nodeFetch, { Request as NodeFetchRequest } from "node-fetch";
import * as undici from "undici";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createTrattaClient, type TrattaClientOptions } from "../../src/client.ts";
import { createSandbox } from "../../src/sandbox/index.ts";
import { unwrap } from "../../src/unwrap.ts";

/** The client beside the libraries that its users have: each replaces, wraps or intercepts a part of `fetch`. */

const ORIGIN = "https://acme.sandbox.tratta.io";
const OPTIONS = { orgUuid: "acme", token: "t0ken", retry: false } as const;
const BODY = { amount: 700 };
const CHARGE = { data: { id: "ch_1", amount: 700 } };

interface Received {
  method: string | undefined;
  authorization: string | undefined;
  body: string;
}
let server: Server;
let baseUrl: string;
let received: Received[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
    request.on("end", () => {
      received.push({ method: request.method, authorization: request.headers.authorization, body });
      response.setHeader("Content-Type", "application/json").end(JSON.stringify(CHARGE));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
afterEach(() => (received = []));

const charge = <R>(options: Partial<TrattaClientOptions<R>>): Promise<unknown> =>
  unwrap(createTrattaClient<R>({ ...OPTIONS, ...options }).POST("/charges", { body: BODY }));
const sent = { method: "POST", authorization: "Bearer t0ken", body: JSON.stringify(BODY) };

describe("npm's undici", () => {
  const { fetch, Request } = undici;

  it("sends with its own fetch and Request", async () => {
    const client = createTrattaClient({ token: "t0ken", baseUrl, fetch, Request });
    expect(await unwrap(client.POST("/charges", { body: BODY }))).toEqual(CHARGE);
    expect(await unwrap(client.GET("/charges", { params: { query: { limit: 7 } } }))).toEqual(CHARGE);
    expect(received).toMatchObject([sent, { method: "GET", authorization: "Bearer t0ken" }]);
  });

  it("sends with its own fetch, its own Request and a hook", async () => {
    const client = createTrattaClient({ token: "t0ken", baseUrl, fetch, Request });
    client.use({
      onRequest: ({ request }) => request.headers.set("X-Trace", "1"),
      onResponse: async ({ response }) => {
        expect(await response.clone().json()).toEqual(CHARGE);
      },
    });
    expect(await unwrap(client.POST("/charges", { body: BODY }))).toEqual(CHARGE);
    expect(received).toMatchObject([sent]);
  });

  it("retries a GET with its own Request, with the token in each attempt", async () => {
    const agent = new undici.MockAgent();
    agent.disableNetConnect();
    const intercept = { path: "/api/v1/charges", headers: { authorization: "Bearer t0ken" } };
    agent
      .get(ORIGIN)
      .intercept(intercept)
      .reply(503, "", { headers: { "retry-after": "0" } });
    agent
      .get(ORIGIN)
      .intercept(intercept)
      .reply(200, CHARGE, { headers: { "content-type": "application/json" } });
    const client = createTrattaClient({
      ...OPTIONS,
      retry: { maxRetries: 1 },
      fetch: (request: undici.Request, init) => fetch(request, { ...init, dispatcher: agent }),
      Request,
    });
    expect(await unwrap(client.GET("/charges"))).toEqual(CHARGE);
    agent.assertNoPendingInterceptors();
    await agent.close();
  });

  it.each(["by dispatcher", "as the global dispatcher"])("is mocked by its MockAgent %s", async (how) => {
    const agent = new undici.MockAgent();
    agent.disableNetConnect();
    agent
      .get(ORIGIN)
      .intercept({ method: "POST", path: "/api/v1/charges", body: sent.body })
      .reply(201, CHARGE, { headers: { "content-type": "application/json" } });
    const before = undici.getGlobalDispatcher();
    if (how !== "by dispatcher") undici.setGlobalDispatcher(agent);
    try {
      const dispatched = {
        fetch: (request: undici.Request, init?: object) => fetch(request, { ...init, dispatcher: agent }),
      };
      expect(await charge({ Request, ...(how === "by dispatcher" ? dispatched : { fetch }) })).toEqual(CHARGE);
      agent.assertNoPendingInterceptors();
    } finally {
      undici.setGlobalDispatcher(before);
      await agent.close();
    }
  });

  it("mocks the global fetch by its global dispatcher, too", async () => {
    const agent = new undici.MockAgent();
    agent.disableNetConnect();
    agent.get(ORIGIN).intercept({ method: "POST", path: "/api/v1/charges" }).reply(500, { error: "mocked" });
    const before = undici.getGlobalDispatcher();
    undici.setGlobalDispatcher(agent);
    try {
      await expect(charge({})).rejects.toMatchObject({ code: "TrattaApiError", status: 500, outcome: "unknown" });
    } finally {
      undici.setGlobalDispatcher(before);
      await agent.close();
    }
  });
});

describe("msw", () => {
  const mocks = setupServer();
  beforeAll(() => mocks.listen({ onUnhandledRequest: "error" }));
  afterEach(() => mocks.resetHandlers());
  afterAll(() => mocks.close());

  it("mocks a success, and sees the whole request", async () => {
    let seen: unknown;
    mocks.use(
      http.post(`${ORIGIN}/api/v1/charges`, async ({ request }) => {
        seen = {
          body: await request.text(),
          authorization: request.headers.get("authorization"),
          method: request.method,
        };
        return HttpResponse.json(CHARGE, { status: 201 });
      }),
    );
    expect(await charge({})).toEqual(CHARGE);
    expect(seen).toEqual(sent);
  });

  it("mocks an error response and a network error", async () => {
    mocks.use(http.post(`${ORIGIN}/api/v1/charges`, () => HttpResponse.json({ errorCode: "no_way" }, { status: 422 })));
    await expect(charge({})).rejects.toMatchObject({ status: 422, errorCode: "no_way", outcome: "rejected" });
    mocks.use(http.post(`${ORIGIN}/api/v1/charges`, () => HttpResponse.error()));
    await expect(charge({})).rejects.toMatchObject({ code: "TrattaNetworkError", outcome: "unknown" });
  });
});

describe("fetch-mock", () => {
  it("mocks the global fetch, which is looked up at each call", async () => {
    const client = createTrattaClient(OPTIONS);
    fetchMock.mockGlobal().post(`${ORIGIN}/api/v1/charges`, { status: 201, body: CHARGE });
    try {
      expect(await unwrap(client.POST("/charges", { body: BODY }))).toEqual(CHARGE);
      expect(fetchMock.callHistory.calls()).toHaveLength(1);
    } finally {
      fetchMock.unmockGlobal().removeRoutes().clearHistory();
    }
  });

  it("mocks by its fetch handler", async () => {
    const mock = fetchMock.createInstance().post(`${ORIGIN}/api/v1/charges`, { status: 422, body: { error: "no" } });
    await expect(charge<Request>({ fetch: (request) => mock.fetchHandler(request) })).rejects.toMatchObject({
      status: 422,
    });
  });
});

describe("node-fetch", () => {
  it("sends with its own fetch and Request", async () => {
    expect(await charge({ baseUrl, fetch: nodeFetch, Request: NodeFetchRequest })).toEqual(CHARGE);
    expect(received).toMatchObject([sent]);
  });
});

describe("@hono/node-server", () => {
  const originals = { Request: globalThis.Request, Response: globalThis.Response };
  beforeAll(async () => {
    const { serve } = await import("@hono/node-server");
    // Starting a server replaces the globals.
    const started = serve({ fetch: () => new Response("ok"), port: 0, hostname: "127.0.0.1" });
    await new Promise((resolve) => started.close(resolve));
  });
  afterAll(() => Object.assign(globalThis, originals));

  it("replaces the global Response by one with read-only methods", () => {
    expect(globalThis.Response).not.toBe(originals.Response);
    expect(() => Object.assign(Response.json({}), { text: 1 })).toThrow(TypeError);
  });

  it.each(["without hooks", "with hooks"])("leaves a charge through the sandbox's fetch a success, %s", async (how) => {
    const sandbox = createSandbox({ token: "t0ken", dialect: "source" });
    const client = createTrattaClient({ token: "t0ken", baseUrl: "http://localhost/api/v1", fetch: sandbox.fetch });
    const bodies: unknown[] = [];
    if (how === "with hooks") {
      client.use({
        onResponse: async ({ response }) => {
          bodies.push(await response.clone().json(), new TextDecoder().decode(await response.clone().arrayBuffer()));
        },
      });
    }
    const charged = await unwrap(client.POST("/charges", { body: BODY }));
    expect(charged.data).toMatchObject({ amount: 700 });
    expect(sandbox.requests).toHaveLength(1);
    if (how === "with hooks") expect(bodies).toEqual([charged, JSON.stringify(charged)]);
  });

  it("leaves a charge over HTTP a success", async () => {
    expect(await charge({ baseUrl })).toEqual(CHARGE);
    expect(received).toMatchObject([sent]);
  });

  it("leaves an error response readable", async () => {
    const fetch = async (): Promise<Response> => Response.json({ errorCode: "no_way" }, { status: 422 });
    await expect(charge({ fetch })).rejects.toMatchObject({ status: 422, errorCode: "no_way" });
  });
});

describe("OpenTelemetry's instrumentation of undici", () => {
  it("records a span for the request, below the span that is active", async () => {
    const exporter = new InMemorySpanExporter();
    const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
    const contextManager = new AsyncLocalStorageContextManager().enable();
    context.setGlobalContextManager(contextManager);
    const instrumentation = new UndiciInstrumentation();
    instrumentation.setTracerProvider(provider);
    try {
      const parent = provider.getTracer("test").startSpan("nightly charges");
      const charged = await context.with(trace.setSpan(context.active(), parent), () => charge({ baseUrl }));
      parent.end();
      expect(charged).toEqual(CHARGE);
      const [span] = exporter.getFinishedSpans();
      expect(span).toMatchObject({
        name: "POST",
        attributes: { "http.response.status_code": 200 },
        parentSpanContext: { spanId: parent.spanContext().spanId },
      });
      expect(JSON.stringify(span?.attributes)).not.toContain("t0ken");
    } finally {
      instrumentation.disable();
      context.disable();
      await provider.shutdown();
    }
  });
});

describe("AsyncLocalStorage", () => {
  it("keeps its store through the token function, the hooks, fetch and a retry", async () => {
    const storage = new AsyncLocalStorage<string>();
    const seen: [string, string | undefined][] = [];
    const see = (where: string): void => void seen.push([where, storage.getStore()]);
    let attempts = 0;
    const client = createTrattaClient({
      orgUuid: "acme",
      token: () => (see("token"), "t0ken"),
      fetch: async () => {
        see("fetch");
        return Response.json(CHARGE, { status: ++attempts === 1 ? 503 : 200, headers: { "Retry-After": "0" } });
      },
      onRetry: () => see("onRetry"),
    });
    client.use({ onRequest: () => see("onRequest"), onResponse: () => see("onResponse") });
    const both = ["one", "two"].map((store) => storage.run(store, () => client.GET("/charges")));
    await Promise.all(both);
    for (const store of ["one", "two"]) {
      for (const where of ["onRequest", "token", "fetch", "onResponse"]) expect(seen).toContainEqual([where, store]);
    }
    expect(seen.filter(([, store]) => store === undefined)).toEqual([]);
    expect(seen.map(([where]) => where)).toContain("onRetry");
  });
});
