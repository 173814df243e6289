import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { createTrattaClient, type TrattaClient, type TrattaClientOptions } from "../../src/client.ts";
import type { CallResult } from "../../src/client-method.ts";
import { isTrattaError } from "../../src/errors.ts";
import { unwrap } from "../../src/unwrap.ts";
import {
  type Answer,
  cutShort,
  empty,
  type FaultServer,
  findRefusingUrl,
  gzipped,
  html,
  inTurn,
  json,
  raw,
  redirect,
  reset,
  silent,
  stall,
  startFaultServer,
} from "../support/fault-server.ts";
import { holdTimeout } from "../support/hold-timeout.ts";

const IDEMPOTENT = ["GET", "PUT", "DELETE"] as const;
const METHODS = [...IDEMPOTENT, "POST"] as const;
type Method = (typeof METHODS)[number];

/** How a call ended: its data, or the code and fields of its error. */
type Ending = Record<string, unknown>;

const MAX_RETRIES = 2;
const ALL_ATTEMPTS = MAX_RETRIES + 1;
const TIMEOUT_MS = 54_321;

let server: FaultServer;
let elsewhere: FaultServer;

beforeAll(async () => {
  server = await startFaultServer();
  elsewhere = await startFaultServer();
});
afterAll(() => Promise.all([server.close(), elsewhere.close()]));

beforeEach(() => {
  vi.spyOn(Math, "random").mockReturnValue(0);
  server.requests.length = 0;
});
afterEach(() => expect(elsewhere.requests).toEqual([]));

function createClient(options: Partial<TrattaClientOptions> = {}): TrattaClient {
  return createTrattaClient({
    baseUrl: server.url,
    token: "token",
    timeoutMs: TIMEOUT_MS,
    retry: { maxRetries: MAX_RETRIES },
    ...options,
  });
}

function call(client: TrattaClient, method: Method): Promise<CallResult<unknown>> {
  const params = { path: { id: "42" } };
  if (method === "POST") return client.POST("/charges", { body: { amount: 700 } });
  if (method === "GET") return client.GET("/payment-plans/{id}", { params });
  if (method === "DELETE") return client.DELETE("/payment-plans/{id}", { params });
  const body = { frequency: "weekly", start_date: "2026-12-01", amount: 7 } as const;
  return client.PUT("/payment-plans/{id}", { params, body });
}

async function endingOf(result: Promise<CallResult<unknown>>): Promise<Ending> {
  try {
    return { data: await unwrap(result) };
  } catch (error) {
    if (!isTrattaError(error)) throw error;
    const { message: _, ...facts } = error.toJSON() as Ending;
    return facts;
  }
}

interface Fault {
  readonly name: string;
  readonly answer: Answer | "refuse";
  /** Where an attempt's time runs out. */
  readonly timeout?: "before headers" | "in body";
  /** How many requests the server receives from an idempotent call, and from a POST. */
  readonly requests: readonly [idempotent: number, post: number];
  /** The error's fields, besides `method`, `path` and `attempts`. */
  readonly error: Ending;
}

const network = { code: "TrattaNetworkError", outcome: "unknown" };
const timeout = { code: "TrattaTimeoutError", outcome: "unknown" };
const distrust = (status: number): Ending => ({ code: "TrattaResponseError", outcome: "unknown", status });

const transportFaults: Fault[] = [
  { name: "refuses the connection", answer: "refuse", requests: [0, 0], error: { ...network, outcome: "not_sent" } },
  { name: "resets before the first byte", answer: reset, requests: [ALL_ATTEMPTS, 1], error: network },
  {
    name: "sends no headers",
    answer: silent,
    timeout: "before headers",
    requests: [ALL_ATTEMPTS, 1],
    error: timeout,
  },
  {
    name: "stops in the middle of the body",
    answer: stall,
    timeout: "in body",
    requests: [ALL_ATTEMPTS, 1],
    error: timeout,
  },
  { name: "cuts the body short", answer: cutShort, requests: [ALL_ATTEMPTS, 1], error: network },
  { name: "sends HTML with 200", answer: html(200), requests: [1, 1], error: distrust(200) },
  { name: "sends HTML with 201", answer: html(201), requests: [1, 1], error: distrust(201) },
  { name: "sends broken JSON", answer: raw(200, '{"data":{"id":'), requests: [1, 1], error: distrust(200) },
  {
    name: "sends broken JSON with a length and a JSON type",
    answer: raw(200, "{]", { "Content-Length": 2, "Content-Type": "application/json" }),
    requests: [1, 1],
    error: distrust(200),
  },
  {
    name: "claims compression for a body that is not compressed",
    answer: raw(200, "not gzip", { "Content-Encoding": "gzip" }),
    requests: [ALL_ATTEMPTS, 1],
    error: network,
  },
  ...[301, 302, 303, 307, 308].flatMap((status): Fault[] => [
    {
      name: `redirects with ${status} to itself`,
      answer: redirect(status, "/payment-plans/1"),
      requests: [1, 1],
      error: distrust(status),
    },
    {
      name: `redirects with ${status} elsewhere`,
      answer: (response, request) => redirect(status, `${elsewhere.url}/steal`)(response, request),
      requests: [1, 1],
      error: distrust(status),
    },
  ]),
  { name: "sends 300 without a location", answer: json(300, {}), requests: [1, 1], error: distrust(300) },
  { name: "sends 304 to an unconditional request", answer: empty(304), requests: [1, 1], error: distrust(304) },
];

/** Statuses after which any call may be repeated, any call but a POST, or none. */
const REPEATABLE = [429];
const REPEATABLE_UNLESS_POST = [408, 500, 502, 503, 504];
const FINAL = [400, 401, 403, 404, 409, 422, 425, 501, 505];
/** Statuses below 500 that a server may send after it has carried the operation out. */
const INCONCLUSIVE = [408, 425];

const statusFaults: Fault[] = [...REPEATABLE, ...REPEATABLE_UNLESS_POST, ...FINAL].flatMap((status) => {
  const post = REPEATABLE.includes(status) ? ALL_ATTEMPTS : 1;
  const idempotent = FINAL.includes(status) ? 1 : ALL_ATTEMPTS;
  const error = {
    code: "TrattaApiError",
    status,
    outcome: status >= 500 || INCONCLUSIVE.includes(status) ? "unknown" : "rejected",
  };
  return [
    {
      name: `sends ${status} with JSON`,
      answer: json(status, { error: "no", errorCode: "not_now" }),
      error: { ...error, errorCode: "not_now" },
    },
    { name: `sends ${status} with HTML`, answer: html(status), error },
    { name: `sends ${status} with JSON that is not an object`, answer: json(status, "no"), error },
    { name: `sends ${status} with a JSON null`, answer: json(status, null), error },
    { name: `sends ${status} with an empty body`, answer: empty(status, { "Content-Length": 0 }), error },
    {
      name: `sends ${status} with an empty body of unknown length`,
      answer: empty(status, { "Transfer-Encoding": "chunked" }),
      error,
    },
  ].map((fault) => ({ ...fault, requests: [idempotent, post] as const }));
});

const faults = [...transportFaults, ...statusFaults];

/** Makes the server show a fault, and returns the options of a client that meets it. */
async function meet({ answer, timeout: place }: Fault): Promise<Partial<TrattaClientOptions>> {
  if (answer === "refuse") return { baseUrl: await findRefusingUrl() };
  server.answer = answer;
  if (!place) return {};
  const expire = holdTimeout(TIMEOUT_MS);
  if (place === "before headers") {
    server.answer = async (response, request) => {
      await answer(response, request);
      expire();
    };
    return {};
  }
  return {
    async fetch(request, init) {
      const response = await fetch(request, init);
      setImmediate(expire);
      return response;
    },
  };
}

describe.each(METHODS)("%s", (method) => {
  const path = method === "POST" ? "/charges" : "/payment-plans/{id}";

  it.each(faults)("of a server that $name", async (fault) => {
    const client = createClient(await meet(fault));
    const requests = fault.requests[method === "POST" ? 1 : 0];
    const ending = await endingOf(call(client, method));
    expect(server.requests).toHaveLength(requests);
    // A refused connection is retried, but no request arrives.
    const attempts = fault.answer === "refuse" ? ALL_ATTEMPTS : requests;
    expect(ending).toEqual({ ...fault.error, method, path, attempts });
    expect(new Set(server.requests.map(({ body }) => body)).size).toBeLessThanOrEqual(1);
  });

  it.each(faults)("sends one request with `retry: false` to a server that $name", async (fault) => {
    const client = createClient({ ...(await meet(fault)), retry: false });
    const ending = await endingOf(call(client, method));
    expect(server.requests).toHaveLength(fault.answer === "refuse" ? 0 : 1);
    expect(ending).toEqual({ ...fault.error, method, path, attempts: 1 });
  });

  it.each(statusFaults)("has an error object when a server $name", async (fault) => {
    const client = createClient({ ...(await meet(fault)), retry: false });
    const { data, error, response } = await call(client, method);
    expect(data).toBeUndefined();
    expect(error).toEqual(expect.any(Object));
    expect(response.status).toBe(fault.error["status"]);
  });

  it.each<[string, Answer, unknown]>([
    ["JSON", json(200, { data: { id: "é" } }), { data: { id: "é" } }],
    ["JSON with 201", json(201, { data: {} }), { data: {} }],
    ["compressed JSON", gzipped(200, { data: { id: "é" } }), { data: { id: "é" } }],
    ["an empty 200", empty(200), undefined],
    ["an empty 200 with a length", empty(200, { "Content-Length": 0 }), undefined],
    ["an empty 202", empty(202, { "Content-Type": "application/json" }), undefined],
    ["204", empty(204), undefined],
    ["205", empty(205), undefined],
  ])("treats %s as success", async (_, answer, data) => {
    server.answer = answer;
    expect(await endingOf(call(createClient(), method))).toEqual({ data });
    expect(server.requests).toHaveLength(1);
  });
});

describe("a call that is repeated", () => {
  it.each(IDEMPOTENT)("sends the same %s again, body and all, until it succeeds", async (method) => {
    server.answer = inTurn(reset, json(503, {}), json(200, { data: {} }));
    expect(await endingOf(call(createClient(), method))).toEqual({ data: { data: {} } });
    expect(server.requests).toHaveLength(3);
    const [first, ...others] = server.requests.map(({ method: verb, url, body, headers }) => ({
      verb,
      url,
      body,
      length: headers["content-length"],
    }));
    expect(others).toEqual([first, first]);
    expect(first?.body).toBe(method === "PUT" ? '{"frequency":"weekly","start_date":"2026-12-01","amount":7}' : "");
  });

  it("sends a POST again after 429 with its body intact", async () => {
    server.answer = inTurn(json(429, {}, { "Retry-After": 0 }), json(429, {}), json(201, { data: {} }));
    expect(await endingOf(call(createClient(), "POST"))).toEqual({ data: { data: {} } });
    expect(server.requests.map(({ body }) => body)).toEqual(Array(3).fill('{"amount":700}'));
  });

  it("does not send a POST a third time when its second attempt may have succeeded", async () => {
    server.answer = inTurn(json(429, {}, { "Retry-After": 0 }), reset, json(201, {}));
    expect(await endingOf(call(createClient(), "POST"))).toMatchObject({ ...network, attempts: 2 });
  });

  it("has an unknown outcome when a rejection follows an attempt that may have succeeded", async () => {
    server.answer = inTurn(json(500, {}), json(422, { error: "no" }));
    expect(await endingOf(call(createClient(), "PUT"))).toMatchObject({ status: 422, outcome: "unknown", attempts: 2 });
    server.answer = inTurn(json(500, {}), json(404, {}));
    expect(await endingOf(call(createClient(), "GET"))).toMatchObject({
      status: 404,
      outcome: "rejected",
      attempts: 2,
    });
  });

  it("has an unknown outcome when the server goes away after an attempt that may have succeeded", async () => {
    let target = server.url;
    const refusingUrl = await findRefusingUrl();
    const client = createClient({
      fetch: (request, init) => fetch(new Request(request.url.replace(server.url, target), request), init),
    });
    server.answer = (response, request) => {
      target = refusingUrl;
      return reset(response, request);
    };
    expect(await endingOf(call(client, "DELETE"))).toMatchObject({ ...network, attempts: ALL_ATTEMPTS });
    expect(server.requests).toHaveLength(1);
  });

  it("reports each retry to onRetry, without ids or secrets", async () => {
    const onRetry = vi.fn<(event: object) => void>();
    server.answer = inTurn(reset, json(503, {}, { "Retry-After": 0 }), json(200, {}));
    await call(createClient({ onRetry }), "GET");
    const facts = { method: "GET", path: "/payment-plans/{id}", delayMs: 0 };
    expect(onRetry.mock.calls).toEqual([
      [{ ...facts, attempts: 1, reason: "TrattaNetworkError" }],
      [{ ...facts, attempts: 2, reason: "HTTP 503" }],
    ]);
  });

  it.each<[string, () => unknown]>([
    [
      "throws",
      () => {
        throw new Error("the log is full");
      },
    ],
    ["rejects", async () => Promise.reject(new Error("the log is full"))],
    ["rejects later", () => new Promise((_, reject) => setTimeout(reject, 1, new Error("the log is full")))],
  ])("goes on when onRetry %s", async (_, onRetry) => {
    const unhandled = vi.fn();
    process.on("unhandledRejection", unhandled);
    server.answer = inTurn(json(503, {}), json(200, {}));
    expect(await endingOf(call(createClient({ onRetry }), "GET"))).toEqual({ data: {} });
    await new Promise((resolve) => setTimeout(resolve, 10));
    process.off("unhandledRejection", unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });
});

describe("Retry-After", () => {
  it.each(["0", "Thu, 01 Jan 1970 00:00:00 GMT", "-1", "abc"])("of %s causes no wait", async (value) => {
    server.answer = inTurn(json(429, {}, { "Retry-After": value }), json(201, {}));
    expect(await endingOf(call(createClient(), "POST"))).toEqual({ data: {} });
  });

  it.each([
    ["2", 2_000],
    ["999999", 999_999_000],
  ])("of %s s is reported at once when it exceeds maxDelayMs", async (value, retryAfterMs) => {
    server.answer = json(429, {}, { "Retry-After": value });
    const client = createClient({ retry: { maxDelayMs: 1_999 } });
    expect(await endingOf(call(client, "POST"))).toMatchObject({
      status: 429,
      retryAfterMs,
      attempts: 1,
      outcome: "rejected",
    });
    expect(await endingOf(call(client, "GET"))).toMatchObject({ status: 429, retryAfterMs, attempts: 1 });
    expect(server.requests).toHaveLength(2);
  });

  it("as a date is reported in milliseconds from the server's Date", async () => {
    const headers = { Date: "Sun, 22 Nov 2026 10:00:00 GMT", "Retry-After": "Sun, 22 Nov 2026 11:00:00 GMT" };
    server.answer = json(503, {}, headers);
    expect(await endingOf(call(createClient(), "GET"))).toMatchObject({
      status: 503,
      retryAfterMs: 3_600_000,
      attempts: 1,
    });
  });
});
