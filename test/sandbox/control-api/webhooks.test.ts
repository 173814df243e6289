import { expect, test } from "vitest";
import { createSandbox } from "../../../src/sandbox/index.ts";
import { call, readResponse, type ReadResponse } from "../../support/sandbox-caller.ts";

const TRIGGER = "/_sandbox/webhooks/trigger";

function createSandboxWithWebhook() {
  const logged: unknown[] = [];
  const webhookFetch = (): Response => new Response();
  const sandbox = createSandbox({ customers: 0, webhookFetch, onRequest: (request) => logged.push(request) });
  const control = async (method: string, path: string, init: RequestInit = {}): Promise<ReadResponse> => {
    const headers = {
      Authorization: `Bearer ${sandbox.token}`,
      ...(init.headers as Record<string, string> | undefined),
    };
    return readResponse(await sandbox.fetch(new Request(`http://sandbox.test${path}`, { method, ...init, headers })));
  };
  return { sandbox, control, logged };
}

test("an event is sent by hand, and the deliveries are listed", async () => {
  const { sandbox, control, logged } = createSandboxWithWebhook();
  const webhook = { url: "https://a.test/", events: ["charge.failed"], secret: "0123456789abcdef" };
  await call(sandbox, "POST", "/webhooks", webhook);
  logged.length = 0;
  const triggered = await control("POST", TRIGGER, { body: '{"event": "charge.failed", "payload": {"id": "1"}}' });
  expect([triggered.status, triggered.body]).toEqual([
    200,
    { deliveries: [expect.objectContaining({ event: "charge.failed", url: "https://a.test/", state: "pending" })] },
  ]);
  await sandbox.webhooks.settled();
  const listed = await control("GET", "/_sandbox/webhooks/deliveries");
  expect([listed.status, listed.body]).toEqual([
    200,
    JSON.parse(JSON.stringify({ total: 1, deliveries: sandbox.webhooks.deliveries })),
  ]);
  expect(listed.body.deliveries).toMatchObject([{ state: "acknowledged", attempts: 1, lastStatus: 200 }]);
  // What controls the sandbox is no request to the API.
  expect([sandbox.requests.length, logged.length]).toEqual([1, 0]);
});

test("without the token nothing is read, done or shown", async () => {
  const { sandbox, control } = createSandboxWithWebhook();
  for (const authorization of ["", "Bearer other", sandbox.token, `Basic ${sandbox.token}`]) {
    const headers = { Authorization: authorization };
    const body = new ReadableStream(
      {
        pull() {
          throw new Error("the body was read");
        },
      },
      { highWaterMark: 0 },
    );
    const init = { headers, body, duplex: "half" };
    const responses = [
      await control("POST", TRIGGER, init),
      await control("GET", "/_sandbox/webhooks/deliveries", { headers }),
      await control("GET", `/_sandbox/webhooks/deliveries?token=${sandbox.token}`, { headers }),
      await control("GET", "/_sandbox/unknown", { headers }),
    ];
    for (const { status, body: shown } of responses) {
      expect([status, shown]).toEqual([401, { error: expect.any(String), errorCode: "unauthorized" }]);
    }
  }
});

test("a web page of another origin can neither read nor send anything", async () => {
  const { control } = createSandboxWithWebhook();
  const headers = { Origin: "https://evil.test", "Access-Control-Request-Method": "POST" };
  for (const method of ["OPTIONS", "POST", "GET"]) {
    const response = await control(method, TRIGGER, { headers: { ...headers, Authorization: "" } });
    expect([...response.headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
    expect(response.status).toBe(method === "OPTIONS" ? 403 : 401);
  }
});

test("a web page of an allowed origin may send and read, with the token", async () => {
  const sandbox = createSandbox({ customers: 0, allowedOrigins: ["https://app.test"] });
  const headers = { Origin: "https://app.test", "Access-Control-Request-Method": "POST" };
  const ask = (method: string, authorization: string): Promise<Response> =>
    sandbox.fetch(
      new Request("http://sandbox.test/_sandbox/webhooks/deliveries", {
        method,
        headers: { ...headers, Authorization: authorization },
      }),
    );
  const responses = [
    await ask("OPTIONS", ""),
    await ask("GET", "Bearer wrong"),
    await ask("GET", `Bearer ${sandbox.token}`),
  ];
  expect(responses.map(({ status }) => status)).toEqual([204, 401, 200]);
  for (const response of responses) {
    expect(response.headers.get("Access-Control-Allow-Origin")).toBe("https://app.test");
  }
});

test("a body above 5 MB is refused", async () => {
  const { control } = createSandboxWithWebhook();
  const { status, body } = await control("POST", TRIGGER, { body: " ".repeat(5_000_001) });
  expect([status, body.errorCode]).toEqual([413, "content_too_large"]);
});

test.each<[method: string, path: string, body: string | undefined, status: number, error: string]>([
  ["POST", TRIGGER, "{", 400, "The request body is not valid JSON."],
  ["POST", TRIGGER, "null", 422, "The request body must be object"],
  ["POST", TRIGGER, '{"event": 7}', 422, "event must be string"],
  ["POST", TRIGGER, '{"event": ""}', 422, "event must be a name of visible ASCII characters, such as charge.failed"],
  [
    "POST",
    TRIGGER,
    '{"event": "a\\r\\nb: c"}',
    422,
    "event must be a name of visible ASCII characters, such as charge.failed",
  ],
  ["GET", TRIGGER, undefined, 405, "This control allows POST."],
  ["DELETE", "/_sandbox/webhooks/deliveries", undefined, 405, "This control allows GET."],
  ["GET", "/_sandbox/constructor", undefined, 404, "The sandbox has no such control."],
  ["GET", "/_sandbox/", undefined, 404, "The sandbox has no such control."],
])("%s %s %s is refused with %i", async (method, path, body, status, error) => {
  const { sandbox, control } = createSandboxWithWebhook();
  const response = await control(method, path, body === undefined ? {} : { body });
  expect([response.status, response.body.error]).toEqual([status, error]);
  expect(sandbox.webhooks.deliveries).toEqual([]);
});
