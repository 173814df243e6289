import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { type AddressInfo, connect } from "node:net";
import { context, SpanKind, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { type LoggerOptions, pino } from "pino";
import { createMemoryLedger, createTrattaClient, TrattaNetworkError, TrattaRequestError, unwrap } from "tratta-client";
import { createSandbox, type Sandbox } from "tratta-client/sandbox";
import { verifyWebhook } from "tratta-client/webhooks";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { clientBehindProxy } from "./behind-a-proxy.ts";
import { chargeInvoice } from "./charge-once.ts";
import { createChargeServer } from "./charge-server.ts";
import { clientWithLog } from "./logging.ts";
import { clientWithSpans } from "./opentelemetry.ts";
import { clientWithOwnPool } from "./own-connection-pool.ts";
import { clientWithPino, serializeError } from "./pino.ts";
import { clientWithRotatingToken } from "./rotating-token.ts";
import { deliverTo } from "./test-webhook-handler.ts";
import { customersWithin } from "./total-deadline.ts";

const BASE_URL = "https://acme.sandbox.tratta.io/api/v1";
let sandbox: Sandbox;
let inSandbox: { baseUrl: string; token: string; fetch: Sandbox["fetch"] };

beforeEach(() => {
  sandbox = createSandbox();
  inSandbox = { baseUrl: BASE_URL, token: sandbox.token, fetch: sandbox.fetch };
});

/** A body of a charge that the sandbox accepts. */
async function chargeOf(amount: number): Promise<{
  amount: number;
  debt_account_external_id: string;
  payment_method_id: string;
}> {
  const client = createTrattaClient(inSandbox);
  const [account, method] = await Promise.all([
    unwrap(client.GET("/debt-accounts")),
    unwrap(client.GET("/payment-methods")),
  ]);
  return {
    amount,
    debt_account_external_id: account.data?.[0]?.external_id ?? "",
    payment_method_id: method.data?.[0]?.id ?? "",
  };
}

describe("charge-once.ts", () => {
  const posts = (): number => sandbox.requests.filter(({ method }) => method === "POST").length;

  it("charges an invoice once, however often it is called", async () => {
    const client = createTrattaClient(inSandbox);
    const body = await chargeOf(700);
    const ledger = createMemoryLedger();
    const first = await chargeInvoice(client, ledger, "invoice-1", body);
    expect(first).toMatch(/^charged: \S+ is completed$/);
    expect(await chargeInvoice(client, ledger, "invoice-1", body)).toBe(first);
    expect(posts()).toBe(1);
  });

  it("finds the charge whose response was lost, and does not charge twice", async () => {
    sandbox.faults.add({ kind: "reset", commit: true }, { method: "POST" });
    const body = await chargeOf(12_345);
    const [client, ledger] = [createTrattaClient(inSandbox), createMemoryLedger()];
    const first = await chargeInvoice(client, ledger, "invoice-1", body);
    expect(first).toMatch(/^charged: \S+ is completed$/);
    expect(await chargeInvoice(client, ledger, "invoice-1", body)).toBe(first);
    expect(posts()).toBe(1);
  });

  it("leaves it to a person when the charge is linked to no account, and shows what may be the charge", async () => {
    sandbox.faults.add({ kind: "reset", commit: true }, { method: "POST" });
    const client = createTrattaClient(inSandbox);
    const body = { ...(await chargeOf(12_345)), linked_debt_account: false };
    expect(await chargeInvoice(client, createMemoryLedger(), "invoice-1", body)).toBe("unknown: 1 candidates");
    expect(posts()).toBe(1);
  });

  it("returns the server's rejection", async () => {
    const result = await chargeInvoice(createTrattaClient(inSandbox), createMemoryLedger(), "invoice-1", {
      amount: -1,
    });
    expect(result).toMatch(/^not charged: POST \/charges: HTTP 422/);
  });
});

describe("charge-server.ts", () => {
  it("charges an invoice once over real HTTP, and refuses what it cannot read", async () => {
    const server = createChargeServer(createTrattaClient(inSandbox), createMemoryLedger());
    await once(server.listen(0, "127.0.0.1"), "listening");
    const log = vi.spyOn(console, "error").mockReturnValue(undefined);
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/charges`;
    const put = async (path: string, body: string): Promise<[number, unknown]> => {
      const response = await fetch(`${url}${path}`, { method: "PUT", body });
      return [response.status, await response.json()];
    };
    try {
      const { debt_account_external_id: account, payment_method_id: method } = await chargeOf(700);
      const body = (amount: number): string => JSON.stringify({ amount, account, method });
      const [status, charged] = await put("/invoice-1", body(700));
      expect([status, charged]).toEqual([201, { outcome: "charged", id: expect.any(String) }]);
      expect(await put("/invoice-1", body(700))).toEqual([201, charged]);
      expect(await put("/invoice-1", body(701))).toEqual([400, { error: "this request charged nothing" }]);
      expect(await put("/invoice-2", body(-1))).toEqual([422, { outcome: "not_charged" }]);
      expect(await put("/invoice-3", "{")).toEqual([400, { error: "this request charged nothing" }]);
      expect((await put("/invoice-3", '{"amount":700,"card":4111 1111 1111 1111}'))[0]).toBe(400);
      expect(JSON.stringify(log.mock.calls)).not.toContain("11");
      expect((await put("/invoice-3", "null"))[0]).toBe(400);
      expect((await put("", ""))[0]).toBe(404);
      sandbox.faults.add({ kind: "reset", commit: true }, { method: "POST" });
      expect(await put("/invoice-4", body(9))).toEqual([201, { outcome: "charged", id: expect.any(String) }]);
      sandbox.faults.add({ kind: "reset" }, { method: "POST" });
      sandbox.faults.add({ kind: "status", status: 401 }, { method: "GET" });
      expect(await put("/invoice-5", body(10))).toEqual([202, { outcome: "unknown" }]);
      expect(sandbox.requests.filter((request) => request.method === "POST")).toHaveLength(4);
      expect(log.mock.calls.at(-1)).toEqual(["invoice-5: a person must decide"]);
    } finally {
      log.mockRestore();
      server.close();
      server.closeAllConnections();
    }
  });
});

describe("behind-a-proxy.ts", () => {
  it("sends calls through a real proxy, and has an unknown outcome when the proxy hangs up during a charge", async () => {
    const server = await sandbox.listen();
    const tunnels: string[] = [];
    let hangUp = false;
    const proxy = createHttpServer().on("connect", (request, socket) => {
      tunnels.push(request.url ?? "");
      const [host, port] = (request.url ?? "").split(":");
      const upstream = connect(Number(port), host, () => {
        socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
        socket.pipe(upstream);
        if (hangUp) upstream.once("data", () => socket.destroy());
        else upstream.pipe(socket);
      });
      socket.on("error", () => upstream.destroy()).on("close", () => upstream.destroy());
      upstream.on("error", () => socket.destroy());
    });
    await once(proxy.listen(0, "127.0.0.1"), "listening");
    const proxyUrl = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const options = { baseUrl: server.url, token: sandbox.token };
    try {
      const first = clientBehindProxy(proxyUrl, options);
      expect((await unwrap(first.client.GET("/webhooks"))).data).toBeInstanceOf(Array);
      await first.close();

      hangUp = true;
      const second = clientBehindProxy(proxyUrl, options);
      const error: unknown = await second.client.POST("/charges", { body: { amount: 1 } }).catch((e: unknown) => e);
      expect(error).toBeInstanceOf(TrattaNetworkError);
      expect(error).toMatchObject({ outcome: "unknown", attempts: 1 });
      await second.close();
      expect(tunnels).toEqual([new URL(server.url).host, new URL(server.url).host]);
    } finally {
      proxy.close();
      proxy.closeAllConnections();
      await server.close();
    }
  });
});

describe("own-connection-pool.ts", () => {
  it("trusts the company's certificate authority, which a plain client does not", async () => {
    const pem = (name: string): string => readFileSync(new URL(`../support/${name}`, import.meta.url), "utf8");
    const cert = pem("test-only-cert.pem");
    const server = createHttpsServer({ cert, key: pem("test-only-key.pem") }, (_, response) => {
      response.setHeader("Content-Type", "application/json").end('{"data":[]}');
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    const options = { baseUrl: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, token: "t" };
    const own = clientWithOwnPool(cert, options);
    try {
      expect(await unwrap(own.client.GET("/webhooks"))).toEqual({ data: [] });
      const plain = createTrattaClient({ ...options, retry: false }).GET("/webhooks");
      await expect(plain).rejects.toBeInstanceOf(TrattaNetworkError);
    } finally {
      await own.close();
      server.close();
      server.closeAllConnections();
    }
  });
});

describe("rotating-token.ts", () => {
  it("fetches one token for calls made together, and another when it is about to expire", async () => {
    let lifetimeMs = 10_000;
    const fetchToken = vi.fn(async () => ({ token: sandbox.token, expiresAt: Date.now() + lifetimeMs }));
    const client = clientWithRotatingToken(fetchToken, { baseUrl: BASE_URL, fetch: sandbox.fetch });
    await Promise.all([1, 2, 3].map(() => unwrap(client.GET("/webhooks"))));
    expect(fetchToken).toHaveBeenCalledTimes(1);
    lifetimeMs = 3_600_000;
    await unwrap(client.GET("/webhooks"));
    await unwrap(client.GET("/webhooks"));
    expect(fetchToken).toHaveBeenCalledTimes(2);
  });

  it("tries again after a failure, which is reported as a request that was not sent", async () => {
    const fetchToken = vi.fn(async () => ({ token: sandbox.token, expiresAt: Infinity }));
    fetchToken.mockRejectedValueOnce(new Error("token service is down"));
    const client = clientWithRotatingToken(fetchToken, { baseUrl: BASE_URL, fetch: sandbox.fetch });
    await expect(client.GET("/webhooks")).rejects.toBeInstanceOf(TrattaRequestError);
    await unwrap(client.GET("/webhooks"));
    expect(sandbox.requests).toHaveLength(1);
  });
});

describe("rotating-token.ts with a token that the server rejects", () => {
  it("fetches another one, once for calls made together, and the calls succeed, a POST included", async () => {
    const tokens = ["revoked", sandbox.token];
    const fetchToken = vi.fn(async () => ({ token: tokens.shift() ?? "none left", expiresAt: Infinity }));
    const client = clientWithRotatingToken(fetchToken, { baseUrl: BASE_URL, fetch: sandbox.fetch });
    const body = await chargeOf(7);
    const before = sandbox.requests.length;
    const calls = [client.GET("/webhooks"), client.GET("/charges"), client.POST("/charges", { body })];
    expect((await Promise.all(calls)).map(({ response }) => response.ok)).toEqual([true, true, true]);
    expect(fetchToken).toHaveBeenCalledTimes(2);
    expect(sandbox.requests.length - before).toBe(6);
  });
});

describe("total-deadline.ts", () => {
  it("rejects with a TimeoutError when the time is over, even during a back-off", async () => {
    sandbox.faults.add({ kind: "status", status: 503, headers: { "Retry-After": "30" } });
    const customers = customersWithin(createTrattaClient(inSandbox), new AbortController().signal, 50);
    await expect(customers).rejects.toMatchObject({ name: "TimeoutError" });
  });

  it("rejects with the caller's reason when aborted, and otherwise returns all customers", async () => {
    const client = createTrattaClient(inSandbox);
    const reason = new Error("the user left");
    await expect(customersWithin(client, AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(await customersWithin(client, new AbortController().signal)).toHaveLength(25);
  });
});

describe("logging.ts", () => {
  it("logs each attempt, its failure and its retry without ids, tokens or bodies", async () => {
    vi.spyOn(Math, "random").mockReturnValue(0);
    const lines: string[] = [];
    const client = clientWithLog((line) => lines.push(line), inSandbox);
    sandbox.faults.add({ kind: "status", status: 503 });
    await client.GET("/customers/{id}", { params: { path: { id: "jane@example.com" } } });
    sandbox.faults.add({ kind: "reset" });
    const body = { name: "Jane Doe" };
    await client.POST("/customers", { body }).catch(() => undefined);
    expect(lines.map((line) => line.replace(/after \d+ ms/, "after _ ms"))).toEqual([
      "GET /customers/{id} attempt 1: 503, unknown after _ ms, next in 0 ms",
      "GET /customers/{id} attempt 2: 404, rejected after _ ms",
      "POST /customers attempt 1: TrattaNetworkError, unknown after _ ms",
    ]);
  });
});

describe("pino.ts", () => {
  it("logs each attempt as JSON, with a level by what became of it", async () => {
    vi.spyOn(Math, "random").mockReturnValue(0);
    const lines: string[] = [];
    const client = clientWithPino(pino({ base: null }, { write: (line: string) => lines.push(line) }), inSandbox);
    sandbox.faults.add({ kind: "status", status: 503 });
    await client.GET("/customers/{id}", { params: { path: { id: "jane@example.com" } } });
    sandbox.faults.add({ kind: "reset" });
    await client.POST("/charges", { body: { amount: 4711 } }).catch(() => undefined);
    const [info, warn, error] = [30, 40, 50];
    const get = { method: "GET", path: "/customers/{id}", msg: "Tratta API" };
    const post = { method: "POST", path: "/charges", msg: "Tratta API" };
    expect(lines.map((line): unknown => JSON.parse(line))).toEqual([
      expect.objectContaining({ level: warn, ...get, attempt: 1, status: 503, outcome: "unknown", retryInMs: 0 }),
      expect.objectContaining({ level: info, ...get, attempt: 2, status: 404, outcome: "rejected" }),
      expect.objectContaining({ level: error, ...post, attempt: 1, code: "TrattaNetworkError", outcome: "unknown" }),
    ]);
    expect(lines.join("")).not.toMatch(/jane|4711|sandbox-token/);
  });

  it("logs an error without the request, the response body and what fetch threw, which pino's own serializer logs", async () => {
    const log = async (
      fetch: () => Promise<Response>,
      serializers: NonNullable<LoggerOptions["serializers"]>,
    ): Promise<string> => {
      const lines: string[] = [];
      const logger = pino({ serializers }, { write: (line: string) => lines.push(line) });
      const client = createTrattaClient({ ...inSandbox, fetch, retry: false });
      await unwrap(client.POST("/charges", { body: { amount: 4711 } })).catch((error: unknown) => logger.error(error));
      return lines.join("");
    };
    const refuses = async (): Promise<Response> =>
      Response.json({ error: "jane@example.com is unknown", detail: "sandbox-token" }, { status: 422 });
    const breaks = (): Promise<never> =>
      Promise.reject(new TypeError("failed", { cause: new Error("Bearer sandbox-token") }));

    for (const fetch of [refuses, breaks]) {
      const line = await log(fetch, { err: serializeError });
      expect(JSON.parse(line)).toMatchObject({ err: { path: "/charges", stack: expect.stringContaining(" at ") } });
      expect(line).not.toMatch(/jane|4711|sandbox-token/);
    }
    expect(await log(refuses, {})).not.toMatch(/jane|4711|sandbox-token/);
    expect(await log(breaks, {})).toContain("sandbox-token");
    expect(serializeError(new RangeError("own"))).toMatchObject({ type: "RangeError", message: "own" });
  });
});

describe("opentelemetry.ts", () => {
  it("records a span for each attempt, below the span that is active when the call is made", async () => {
    const exporter = new InMemorySpanExporter();
    const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    const body = await chargeOf(4711);
    try {
      const tracer = provider.getTracer("test");
      const client = clientWithSpans(tracer, inSandbox);
      sandbox.faults.add({ kind: "status", status: 429, headers: { "Retry-After": "0" } });
      const parents = [tracer.startSpan("first job"), tracer.startSpan("second job")];
      const calls = [
        () => client.POST("/charges", { body }),
        () => client.GET("/charges/{id}", { params: { path: { id: "unknown-4711" } } }),
      ];
      for (const [index, call] of calls.entries()) {
        const parent = parents[index];
        if (parent) await context.with(trace.setSpan(context.active(), parent), call);
      }
      const spans = exporter.getFinishedSpans();
      expect(
        spans.map(({ name, kind, status, attributes, parentSpanContext }) => [
          name,
          kind,
          status.code,
          parents.findIndex((parent) => parent.spanContext().spanId === parentSpanContext?.spanId),
          attributes["url.template"],
          attributes["http.request.resend_count"],
          attributes["http.response.status_code"],
          attributes["error.type"],
        ]),
      ).toEqual([
        ["POST /charges", SpanKind.CLIENT, 2, 0, "/charges", undefined, 429, "429"],
        ["POST /charges", SpanKind.CLIENT, 0, 0, "/charges", 1, 201, undefined],
        ["GET /charges/{id}", SpanKind.CLIENT, 2, 1, "/charges/{id}", undefined, 404, "404"],
      ]);
      for (const { startTime, duration } of spans) {
        expect(Math.abs(startTime[0] - Date.now() / 1_000)).toBeLessThan(60);
        expect(duration[0] * 1e9 + duration[1]).toBeGreaterThan(0);
      }
      expect(JSON.stringify(spans.map(({ attributes }) => attributes))).not.toMatch(/4711|sandbox-token/);
    } finally {
      context.disable();
      await provider.shutdown();
    }
  });
});

describe("test-webhook-handler.ts", () => {
  it("delivers a signed event again when the handler failed", async () => {
    const secret = "0123456789abcdef";
    const keys: string[] = [];
    const deliveries = await deliverTo(async (request) => {
      keys.push((await verifyWebhook(request, { secret })).key);
      return new Response(null, { status: keys.length === 1 ? 500 : 204 });
    }, secret);
    expect(deliveries).toMatchObject([{ event: "charge.created", state: "acknowledged", attempts: 2 }]);
    expect([keys.length, new Set(keys).size]).toEqual([2, 1]);
  });
});
