import { inspect } from "node:util";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createTrattaClient, type TrattaClient, type TrattaClientOptions } from "../src/client.ts";
import {
  isTrattaError,
  PaginationDriftError,
  PaymentPlanNotEditableError,
  TrattaApiError,
  TrattaError,
  TrattaNetworkError,
  TrattaRequestError,
  TrattaResponseError,
  TrattaTimeoutError,
} from "../src/errors.ts";
import type { CustomerRequest } from "../src/models.ts";
import { unwrap } from "../src/unwrap.ts";
import {
  type Answer,
  cutShort,
  type FaultServer,
  findRefusingUrl,
  html,
  json,
  raw,
  redirect,
  silent,
  startFaultServer,
} from "./support/fault-server.ts";

const facts = { method: "POST", path: "/charges", attempts: 1 };
const samples: TrattaError[] = [
  new TrattaApiError("HTTP 422", { ...facts, status: 422, outcome: "rejected" }),
  new TrattaNetworkError("no answer", { ...facts, outcome: "unknown" }, new Error("reset")),
  new TrattaTimeoutError("no answer within 1 ms", facts),
  new TrattaResponseError("redirected", { ...facts, status: 302 }),
  new TrattaRequestError("token", "must be a string"),
  new PaymentPlanNotEditableError("rule_missing"),
  new PaginationDriftError({ page: 2, reason: "rows_missing", expected: 5, actual: 4 }),
];

describe.each(samples.map((error) => [error.code, error] as const))("%s", (code, error) => {
  it("is an Error that is told apart by its code, also from another copy of the package", () => {
    expect(error).toBeInstanceOf(Error);
    expect(error).toBeInstanceOf(TrattaError);
    expect(error.name).toBe(code);
    expect(String(error)).toMatch(new RegExp(`^${code}: .+`));
    expect(error.stack).toContain(error.message);
    expect(isTrattaError(error)).toBe(true);
    class Copy extends Error {
      readonly code: string = code;
      override readonly name: string = code;
      readonly outcome: string = "unknown";
    }
    expect(isTrattaError(new Copy())).toBe(true);
  });

  it("writes its facts as JSON, message and code included", () => {
    const { stack: _, ...own } = { ...error };
    expect(JSON.parse(JSON.stringify(error))).toEqual({ ...own, code, message: error.message });
    expect(["rejected", "not_sent", "unknown"]).toContain(error.outcome);
  });
});

describe("isTrattaError", () => {
  it.each([
    undefined,
    null,
    0,
    "TrattaApiError",
    {},
    new Error("x"),
    Object.assign(new Error("x"), { code: "Error" }),
    new DOMException(),
  ])("is false for %s", (value) => {
    expect(isTrattaError(value)).toBe(false);
  });

  it("is false for what only looks like one of them", () => {
    expect(isTrattaError({ code: "TrattaApiError", name: "TrattaApiError", outcome: "unknown" })).toBe(false);
    expect(isTrattaError(Object.assign(new Error("reset"), { code: "ECONNRESET", outcome: "unknown" }))).toBe(false);
  });
});

const TOKEN = "eyJ0eXAiOiJKV1QifQ.eyJzdWIiOiI0NzExIn0.c2lnbmF0dXJl";
const SECRETS = {
  token: TOKEN,
  card: "4111111111111111",
  cardInGroups: "4111 1111 1111 1111",
  ssn: "123-45-6789",
  ssnDigits: "123456789",
  email: "marigold@featherstone.test",
  phone: "+1 (555) 010-4477",
  name: "Marigold Featherstone",
  firstName: "Marigold",
};
const all = Object.values(SECRETS).join(" | ");
const customer: CustomerRequest = {
  first_name: SECRETS.firstName,
  last_name: SECRETS.name,
  email: SECRETS.email,
  phone: SECRETS.phone,
};
const fields = Object.fromEntries(Object.entries(SECRETS).filter(([key]) => key !== "firstName"));

function expectNoSecret(error: unknown, secrets: readonly string[] = Object.values(SECRETS)): void {
  const { stack } = error as Error;
  const forms = [
    String(error),
    stack,
    JSON.stringify(error),
    inspect(error, { depth: 10 }),
    inspect({ error }, { depth: 10, showHidden: false }),
  ];
  for (const form of forms) {
    for (const secret of secrets) expect(form).not.toContain(secret);
  }
}

async function errorOf(call: Promise<unknown>): Promise<TrattaError> {
  const error: unknown = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(TrattaError);
  return error as TrattaError;
}

describe("no string form of an error holds a secret", () => {
  let server: FaultServer;
  beforeEach(async () => {
    vi.spyOn(Math, "random").mockReturnValue(0);
    server = await startFaultServer();
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await server.close();
  });

  function send(options: Partial<TrattaClientOptions> = {}): Promise<unknown> {
    const client = createTrattaClient({ baseUrl: server.url, token: TOKEN, retry: { maxRetries: 1 }, ...options });
    const headers = { "X-Customer": Buffer.from(all).toString("latin1") };
    return unwrap(client.POST("/customers", { body: customer, headers }));
  }

  it.each<[string, string, Answer]>([
    ["JSON", "TrattaApiError", json(422, { error: all, errorCode: all, errors: fields, ...fields })],
    ["HTML", "TrattaApiError", html(500, `<h1>${all}</h1>`)],
    ["text", "TrattaApiError", raw(400, all)],
    ["a JSON string", "TrattaApiError", json(400, all)],
    ["headers", "TrattaApiError", json(409, {}, { "X-Customer": SECRETS.name })],
    ["a reason phrase", "TrattaApiError", (response) => void response.writeHead(404, SECRETS.name).end("{}")],
    ["HTML with 200", "TrattaResponseError", html(200, `<h1 title="${all}">${all}</h1>`)],
    ["broken JSON with 200", "TrattaResponseError", raw(200, `{"name":"${all}",${all}`)],
    ["text with 200", "TrattaResponseError", raw(200, all, { "Content-Length": Buffer.byteLength(all) })],
    [
      "a redirect",
      "TrattaResponseError",
      redirect(302, `/customers?email=${encodeURIComponent(SECRETS.email)}&${SECRETS.firstName}`),
    ],
    ["a body cut short", "TrattaNetworkError", cutShort],
    ["no answer", "TrattaTimeoutError", silent],
    [
      "an answer that is no HTTP",
      "TrattaNetworkError",
      (response) => void response.socket?.end(`HTTP/1.1 200 OK\r\nX\u0001: ${all}\r\n\r\n${all}`),
    ],
    [
      "an answer with two lengths",
      "TrattaNetworkError",
      (response) =>
        void response.socket?.end(`HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n${all}`),
    ],
  ])("of an answer with %s", async (_, code, answer) => {
    server.answer = answer;
    const error = await errorOf(send({ timeoutMs: code === "TrattaTimeoutError" ? 150 : 20_000 }));
    expect(error.code).toBe(code);
    // A name in the server's reason stays.
    const { name: _name, firstName: _firstName, ...masked } = SECRETS;
    expectNoSecret(error, Object.values(code === "TrattaApiError" ? masked : SECRETS));
  });

  it.each(Object.entries(SECRETS).filter(([key]) => key !== "firstName"))(
    "of an errorCode that is a %s",
    async (_, secret) => {
      server.answer = json(422, { errorCode: secret });
      const error = await errorOf(send());
      expect(error).toMatchObject({ code: "TrattaApiError", errorCode: undefined });
      expectNoSecret(error, [secret]);
    },
  );

  it("of an errorCode that is longer than any code", async () => {
    server.answer = json(422, { errorCode: "x".repeat(100) });
    expect(await errorOf(send())).toMatchObject({ errorCode: undefined });
  });

  it.each(["not_found", "INVALID_AMOUNT", "card.declined", "rate-limited", "E", "E404", "validation"])(
    "which still tells the errorCode %s",
    async (errorCode) => {
      server.answer = json(422, { errorCode });
      const error = await errorOf(send());
      expect(error).toMatchObject({ errorCode });
      expect(error.message).toContain(errorCode);
    },
  );

  it.each<[string, Partial<TrattaClientOptions>]>([
    [
      "a token function that throws",
      { token: () => Promise.reject(new Error(`cannot renew ${all}`, { cause: fields })) },
    ],
    ["a token function that throws no Error", { token: () => Promise.reject(Object.assign({}, fields)) }],
    ["a token function that returns junk", { token: () => `${all}\n` }],
    ["a fetch that throws", { fetch: async () => Promise.reject(new TypeError(`failed ${all}`, { cause: fields })) }],
    [
      "a fetch that throws with a code",
      { fetch: () => Promise.reject(Object.assign(new Error(all), { code: all, data: all })) },
    ],
    ["a fetch that gives no Response", { fetch: async () => fields as unknown as Response }],
  ])("after %s", async (_, options) => {
    expectNoSecret(await errorOf(send(options)));
  });

  it("after a refused connection, whose cause and code are there to look at", async () => {
    const error = await errorOf(send({ baseUrl: await findRefusingUrl() }));
    expectNoSecret(error);
    expect(error.message).toBe("POST /customers: no response (Error ECONNREFUSED, outcome not_sent)");
    expect((error.cause as Error).cause).toMatchObject({ code: "ECONNREFUSED" });
  });

  it("of options and parameters that are refused", async () => {
    const options = { token: TOKEN, baseUrl: "https://api.test" };
    const make = (bad: Partial<TrattaClientOptions>): unknown => createTrattaClient({ ...options, ...bad });
    const client = make({}) as TrattaClient;
    const refused = [
      async () => make({ token: `${TOKEN}\n` }),
      async () => make({ baseUrl: `https://${TOKEN}@api.test` }),
      async () => make({ orgUuid: TOKEN, baseUrl: `https://api.test?${TOKEN}` }),
      async () => make({ headers: { "X-Key": `${TOKEN}\n${all}` } }),
      async () => make({ headers: { Authorization: `Bearer ${TOKEN}` } }),
      () => client.GET("/customers/{id}", { params: { path: { id: `../${all}` } } }),
      () => client.POST("/customers", { body: { ...customer, phone: NaN as never } }),
    ];
    for (const refuse of refused) {
      const error = await errorOf(refuse());
      expect(error.code).toBe("TrattaRequestError");
      expectNoSecret(error);
    }
  });

  it("whatever the body of an answer holds", async () => {
    const secret = fc
      .stringMatching(/^[\p{L}\p{N}@+-]{10,30}$/u)
      .filter((text) => !/^[a-z][a-z_.-]*\d{0,3}$/i.test(text));
    const wrap = fc.constantFrom<(secret: string) => string>(
      (text) => text,
      (text) => JSON.stringify(text),
      // Words that are not quoted stay in the reason: see the test of `mask`.
      (text) => JSON.stringify({ error: `"${text}" is taken`, errorCode: text, [text]: text }),
      (text) => `{"error":"${text}`,
      (text) => `<html><body class="${text}">${text}<${text}></body></html>`,
      (text) => `${text},${text}:${text}`,
    );
    await fc.assert(
      fc.asyncProperty(secret, wrap, fc.constantFrom(200, 201, 302, 400, 422, 500), async (text, wrapped, status) => {
        const client = createTrattaClient({
          baseUrl: "https://api.test",
          token: TOKEN,
          retry: false,
          fetch: async () => new Response(wrapped(text), { status }),
        });
        const error: unknown = await unwrap(client.POST("/charges", { body: { amount: 1 } })).then(
          () => undefined,
          (thrown: unknown) => thrown,
        );
        if (error !== undefined) expectNoSecret(error, [text, TOKEN]);
        // JSON with a success status is the one thing that is no error.
        else expect([status < 300, JSON.parse(wrapped(text)) !== undefined]).toEqual([true, true]);
      }),
      { numRuns: 1_000 },
    );
  });

  it("while the parsed body is at hand for those who ask for it", async () => {
    const body = { error: all, errors: fields };
    server.answer = json(422, body);
    const error = await errorOf(send());
    expect((error as TrattaApiError).body).toEqual(body);
    expect(Object.keys(error)).not.toContain("body");
    expect({ ...error }).not.toHaveProperty("body");
  });
});
