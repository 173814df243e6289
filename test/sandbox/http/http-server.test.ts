import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, test, vi } from "vitest";
import { listenForHttp, type Handler } from "../../../src/sandbox/http/http-server.ts";
import { textResponse } from "../../../src/sandbox/http/responses.ts";
import { createSandbox, type SandboxListener } from "../../../src/sandbox/index.ts";

const listeners: SandboxListener[] = [];
afterEach(async () => {
  await Promise.all(listeners.splice(0).map((listener) => listener.close()));
});

const HEADERS = { Accept: "application/json", Authorization: "Bearer sandbox-token" };

async function listening(sandbox = createSandbox()): Promise<string> {
  const listener = await sandbox.listen();
  listeners.push(listener);
  return listener.url;
}

/** Sends bytes that no HTTP client would and gives all that comes back. */
async function sendRaw(url: string, bytes: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  socket.end(bytes);
  return text(socket);
}

describe("sandbox.listen", () => {
  test("serves on 127.0.0.1, with and without /api/v1", async () => {
    const url = await listening();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    for (const base of [url, `${url}/api/v1`]) {
      const response = await fetch(`${base}/customers?limit=1`, { headers: HEADERS });
      expect(await response.json()).toMatchObject({ links: { next: `${base}/customers?limit=1&page=2` } });
    }
  });

  test("several listeners show the same state, and reset keeps them", async () => {
    const sandbox = createSandbox({ customers: 0 });
    const [first, second] = [await listening(sandbox), await listening(sandbox)];
    expect(first).not.toBe(second);
    const body = JSON.stringify({ first_name: "Ada", last_name: "Abbott" });
    const headers = { ...HEADERS, "Content-Type": "application/json" };
    const created = await fetch(`${first}/customers`, { method: "POST", headers, body });
    expect(created.status).toBe(201);
    const list = (): Promise<unknown> => fetch(`${second}/customers`, { headers: HEADERS }).then((got) => got.json());
    expect(await list()).toMatchObject({ meta: { total: 1 } });
    sandbox.reset();
    expect(await list()).toMatchObject({ meta: { total: 0 } });
  });

  test("links lead to the host the caller named", async () => {
    const { port } = new URL(await listening(createSandbox({ allowedHosts: ["my-proxy.test"] })));
    const request = httpRequest({ port, host: "127.0.0.1", path: "/webhooks", headers: { Host: "my-proxy.test:81" } });
    request.setHeader("Accept", HEADERS.Accept).setHeader("Authorization", HEADERS.Authorization);
    request.path = "/customers?limit=1";
    request.end();
    const [response] = await once(request, "response");
    expect(JSON.parse(await text(response)).links.first).toBe("http://my-proxy.test:81/customers?limit=1&page=1");
  });

  test("a target with two slashes stays a path", async () => {
    const url = await listening();
    const response = await sendRaw(
      url,
      "GET //evil.test/customers HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    );
    expect(response).toMatch(/^HTTP\/1\.1 404 /);
    expect(response).toContain('"errorCode":"not_found"');
  });

  test.each([
    "GET /customers HTTP/1.1\r\nHost: not a host\r\n\r\n",
    "TRACE /customers HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "GET /customers HTTP/1.0\r\n\r\n",
    "GET ftp://localhost/customers HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "GET http://not%20a%20host/customers HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "GET /customers HTTP/1.1\r\nHost: localhost\r\nHost: evil.test\r\n\r\n",
    "OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n",
  ])("what is no request for fetch gets 400: %j", async (bytes) => {
    expect(await sendRaw(await listening(), bytes.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"))).toMatch(
      /^HTTP\/1\.1 400 /,
    );
  });

  test("close ends idle and delayed connections, and may be called twice", async () => {
    const sandbox = createSandbox();
    const listener = await sandbox.listen();
    await (await fetch(`${listener.url}/webhooks`, { headers: HEADERS })).text();
    sandbox.faults.add({ kind: "delay", ms: 600_000 });
    const delayed = fetch(`${listener.url}/webhooks`, { headers: HEADERS }).catch((error: unknown) => error);
    while (sandbox.requests.length < 2) await new Promise((resolve) => setImmediate(resolve));
    await Promise.all([listener.close(), listener.close()]);
    expect(await delayed).toBeInstanceOf(TypeError);
    await expect(fetch(`${listener.url}/webhooks`)).rejects.toMatchObject({ cause: { code: "ECONNREFUSED" } });
  });

  test("a taken port is the system's error, an impossible one is refused by name", async () => {
    const port = Number(new URL(await listening()).port);
    await expect(createSandbox().listen(port)).rejects.toMatchObject({ code: "EADDRINUSE" });
    await expect(createSandbox().listen(70_000)).rejects.toThrow("port must be a whole number from 0 to 65535");
  });
});

test("the signal of a request is aborted when its client leaves before the response, and not when it has it all", async () => {
  const signals: AbortSignal[] = [];
  const respond: Handler = async (_, readBody, signal) => {
    signals.push(signal);
    if ((await readBody()) === "wait") await once(signal, "abort");
    return textResponse(200, "done", {});
  };
  const listener = await listenForHttp(respond, { port: 0, host: "127.0.0.1", allowedHosts: [], allowedOrigins: [] });
  listeners.push(listener);
  expect(await (await fetch(listener.url)).text()).toBe("done");
  const gone = new AbortController();
  const waiting = fetch(listener.url, { method: "POST", body: "wait", signal: gone.signal }).catch(() => {});
  await vi.waitFor(() => expect(signals).toHaveLength(2));
  gone.abort();
  await waiting;
  await vi.waitFor(() => expect(signals.map(({ aborted }) => aborted)).toEqual([false, true]));
});
