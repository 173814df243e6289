import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { afterEach, describe, expect, test, vi } from "vitest";
import { createSandbox, type Sandbox } from "../../../src/sandbox/index.ts";
import { verifyWebhook } from "../../../src/webhooks.ts";
import { call, noonOf } from "../../support/sandbox-caller.ts";

const SECRET = "0123456789abcdef";
const servers: Server[] = [];
afterEach(async () => {
  await Promise.all(
    servers.splice(0).map(async (server) => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }),
  );
});

/** Serves on a free port of a host, and returns the port. */
async function serve(receive: RequestListener, host = "127.0.0.1"): Promise<number> {
  const server = createServer(receive);
  servers.push(server);
  server.listen(0, host);
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

/** A sandbox that contacts receivers by itself, and one webhook. */
async function sandboxFor(url: string): Promise<{ sandbox: Sandbox; id: string }> {
  const sandbox = createSandbox({ customers: 0, clock: noonOf("2025-03-01") });
  const webhook = { url, events: ["charge.failed", "customer.create"], secret: SECRET };
  const { status, body } = await call(sandbox, "POST", "/webhooks", webhook);
  expect(status).toBe(201);
  return { sandbox, id: body.data.id };
}

test("a receiver on this machine gets a POST that can be verified, with these headers", async () => {
  const received: { request: IncomingMessage; body: Buffer }[] = [];
  const port = await serve((request, response) => {
    void buffer(request).then((body) => {
      received.push({ request, body });
      response.writeHead(202).end("thanks");
    });
  });
  const { sandbox, id } = await sandboxFor(`http://127.0.0.1:${port}/hook?a=b#c`);
  const customer = await call(sandbox, "POST", "/customers", { name: "Ädä Ŀovelace 🎉" });
  await sandbox.webhooks.settled();
  expect(sandbox.webhooks.deliveries).toMatchObject([{ state: "acknowledged", lastStatus: 202 }]);
  const [{ request, body } = { request: undefined, body: undefined }] = received;
  if (!request || !body) throw new Error("nothing was received");
  expect([request.method, request.url]).toEqual(["POST", "/hook?a=b"]);
  expect(request.headers).toMatchObject({
    "content-type": "application/json",
    "x-tratta-event-name": "customer.create",
    "x-tratta-webhook-id": id,
    "x-tratta-signature-256": expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  expect(JSON.stringify(request.headers)).not.toContain(sandbox.token);
  const { headers } = request;
  await expect(verifyWebhook({ headers, body }, { secret: SECRET })).resolves.toMatchObject({
    payload: customer.body.data,
  });
  body[0] = 32;
  await expect(verifyWebhook({ headers, body }, { secret: SECRET })).rejects.toMatchObject({ status: 401 });
});

test.each([
  ["localhost", "127.0.0.1"],
  ["127.8.9.10", "127.8.9.10"],
  ["[::1]", "::1"],
])("%s is contacted", async (host, address) => {
  const port = await serve((_request, response) => response.end(), address);
  const { sandbox } = await sandboxFor(`http://${host}:${port}/`);
  sandbox.webhooks.trigger("charge.failed");
  await sandbox.webhooks.settled();
  expect(sandbox.webhooks.deliveries).toMatchObject([{ state: "acknowledged" }]);
});

test.each([
  "https://example.com/hook",
  "http://127.0.0.1.evil.test:PORT/",
  "http://0.0.0.0:PORT/",
  "http://[::ffff:127.0.0.1]:PORT/",
])("%s is not contacted, which its delivery says", async (url) => {
  const fetched = vi.spyOn(globalThis, "fetch");
  const received = vi.fn<RequestListener>((_request, response) => response.end());
  const port = await serve(received, "0.0.0.0");
  const { sandbox } = await sandboxFor(url.replace("PORT", String(port)));
  sandbox.webhooks.trigger("charge.failed");
  await sandbox.webhooks.settled();
  sandbox.clock.advance(3_600_000);
  await sandbox.webhooks.settled();
  expect([fetched.mock.calls.length, received.mock.calls.length]).toEqual([0, 0]);
  expect(sandbox.webhooks.deliveries).toMatchObject([
    {
      state: "not_contacted",
      attempts: 0,
      nextAttemptAt: undefined,
      lastError: expect.stringContaining("webhookFetch"),
    },
  ]);
});

test("a redirect is an error, and its target is not contacted", async () => {
  const target = vi.fn<RequestListener>((_request, response) => response.end());
  const targetPort = await serve(target);
  const port = await serve((_request, response) => {
    response.writeHead(307, { Location: `http://127.0.0.1:${targetPort}/` }).end();
  });
  const { sandbox } = await sandboxFor(`http://127.0.0.1:${port}/`);
  sandbox.webhooks.trigger("charge.failed");
  await sandbox.webhooks.settled();
  expect(target).not.toHaveBeenCalled();
  expect(sandbox.webhooks.deliveries).toMatchObject([
    { state: "pending", lastStatus: 307, lastError: "redirects are not followed" },
  ]);
});

describe("a receiver in trouble", () => {
  // A port that fetch refuses.
  const DEAD = "http://127.0.0.1:1/";
  const troubles: [name: string, receive: RequestListener | undefined, result: object][] = [
    [
      "at a port that fetch refuses",
      undefined,
      { lastStatus: undefined, lastError: expect.stringMatching(/bad port/) },
    ],
    [
      "that resets",
      (request) => request.socket.resetAndDestroy(),
      { lastStatus: undefined, lastError: expect.stringMatching(/ECONNRESET|UND_ERR_SOCKET/) },
    ],
    [
      "that responds with 500 and no end of a body",
      (_request, response) => void response.writeHead(500).write("x"),
      { lastStatus: 500 },
    ],
    [
      "that does not speak HTTP",
      // When the whole request was read: what closes earlier may end as a reset.
      (request) => void request.resume().once("end", () => request.socket.end("hello\r\n\r\n")),
      { lastStatus: undefined, lastError: expect.stringContaining("HPE") },
    ],
  ];
  test.each(troubles)("%s has a failed attempt", async (_name, receive, result) => {
    const { sandbox } = await sandboxFor(receive ? `http://127.0.0.1:${await serve(receive)}/` : DEAD);
    sandbox.webhooks.trigger("charge.failed");
    await sandbox.webhooks.settled();
    expect(sandbox.webhooks.deliveries).toMatchObject([{ state: "pending", attempts: 1, ...result }]);
  });

  test("that is not there has a failed attempt", async () => {
    const port = await serve(() => {});
    await new Promise((resolve) => servers.pop()?.close(resolve));
    const { sandbox } = await sandboxFor(`http://127.0.0.1:${port}/`);
    sandbox.webhooks.trigger("charge.failed");
    await sandbox.webhooks.settled();
    const lastError = expect.stringContaining("ECONNREFUSED");
    expect(sandbox.webhooks.deliveries).toMatchObject([
      { state: "pending", attempts: 1, lastStatus: undefined, lastError },
    ]);
  });

  test("does not hold up the API, or the deliveries of others", async () => {
    const silent = await serve(() => {});
    const { sandbox } = await sandboxFor(`http://127.0.0.1:${silent}/`);
    const received: unknown[] = [];
    const prompt = await serve((request, response) => {
      received.push(request.headers["x-tratta-event-name"]);
      response.end();
    });
    const webhook = { url: `http://127.0.0.1:${prompt}/`, events: ["customer.create"], secret: SECRET };
    await call(sandbox, "POST", "/webhooks", webhook);
    const names = Array.from({ length: 200 }, (_, index) => `Ada ${index}`);
    const statuses = await Promise.all(
      names.map(async (name) => (await call(sandbox, "POST", "/customers", { name })).status),
    );
    expect(new Set(statuses)).toEqual(new Set([201]));
    await vi.waitFor(() => expect(received).toHaveLength(200), { timeout: 30_000 });
    // Not one of those to the silent one has ended meanwhile.
    const states = sandbox.webhooks.deliveries.map(({ url, state }) => `${url === webhook.url} ${state}`);
    expect(states.toSorted()).toEqual([...names.map(() => "false pending"), ...names.map(() => "true acknowledged")]);
    await sandbox.close();
  });
});

test("closing the sandbox closes its ports and ends the connections to receivers", async () => {
  const closed = vi.fn<() => void>();
  const port = await serve((request) => void request.socket.once("close", closed));
  const { sandbox } = await sandboxFor(`http://127.0.0.1:${port}/`);
  const [first, second] = [await sandbox.listen(), await sandbox.listen()];
  sandbox.webhooks.trigger("charge.failed");
  const [server] = servers;
  if (server) await once(server, "request");
  await sandbox.close();
  await vi.waitFor(() => expect(closed).toHaveBeenCalledOnce());
  for (const { url } of [first, second]) await expect(fetch(url)).rejects.toThrow("fetch failed");
  expect(sandbox.webhooks.deliveries).toMatchObject([{ state: "cancelled" }]);
});
