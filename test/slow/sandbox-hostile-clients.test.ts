import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, test } from "vitest";
import { readFields } from "../../src/sandbox/http/read-request.ts";
import { listenForHttp } from "../../src/sandbox/http/http-server.ts";
import { createSandbox, type Sandbox, type SandboxOptions } from "../../src/sandbox/index.ts";
import { call } from "../support/sandbox-caller.ts";

const closing: (() => Promise<void>)[] = [];
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await Promise.all(closing.splice(0).map((close) => close()));
});

async function listening(options: SandboxOptions = {}): Promise<{ sandbox: Sandbox; url: string; port: number }> {
  const sandbox = createSandbox(options);
  closing.push(sandbox.close);
  const { url } = await sandbox.listen();
  return { sandbox, url, port: Number(new URL(url).port) };
}

/** Connects and sends bytes, but does not end the connection. */
function open(port: number, bytes: string): Socket {
  const socket = connect(port, "127.0.0.1");
  sockets.push(socket);
  socket.on("error", () => {});
  socket.write(bytes);
  return socket;
}

/** Reads until there is this text. */
async function readUntil(socket: Socket, wanted: string): Promise<string> {
  let got = "";
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    got += String(chunk);
    if (got.includes(wanted)) return got;
  }
  throw new Error(`the connection closed after ${JSON.stringify(got)}`);
}

const TOKEN = "Authorization: Bearer sandbox-token\r\nAccept: application/json\r\n";
const JSON_TYPE = "Content-Type: application/json\r\n";

function get(host: string, target = "/webhooks"): string {
  return `GET ${target} HTTP/1.1\r\nHost: ${host}\r\n${TOKEN}Connection: close\r\n\r\n`;
}

async function statusOf(port: number, bytes: string): Promise<number> {
  return Number((await text(open(port, bytes))).split(" ")[1]);
}

describe("the Host header", () => {
  test.each([
    "127.0.0.1",
    "127.0.0.1:9",
    "127.9.8.7",
    "localhost",
    "LocalHost:80",
    "localhost.",
    "[::1]",
    "[0:0::1]:5",
  ])("may be a name of this machine: %s", async (host) => {
    expect(await statusOf((await listening()).port, get(host))).toBe(200);
  });

  test.each(["sandbox.test", "SANDBOX.test:1", "sandbox.test.", "other.test:8080", "[2001:db8::1]"])(
    "may be an allowed one: %s",
    async (host) => {
      const { port } = await listening({ allowedHosts: ["Sandbox.test", "other.test:8080", "[2001:DB8::1]"] });
      expect(await statusOf(port, get(host))).toBe(200);
    },
  );

  test.each([
    "evil.test",
    "localhost.evil.test",
    "127.0.0.1.evil.test",
    "evil.localhost",
    "evillocalhost",
    "sub.sandbox.test",
    "other.test",
    "other.test:81",
    "other.test:80801",
    "0.0.0.0",
    "[::]",
    "128.0.0.1",
  ])("of a page that an attacker's DNS server leads here is refused: %s", async (host) => {
    const { port, sandbox } = await listening({ allowedHosts: ["sandbox.test", "other.test:8080"] });
    const response = await text(open(port, get(host)));
    expect(response).toMatch(/^HTTP\/1\.1 403 /);
    expect(response).toContain('"errorCode":"host_not_allowed"');
    expect(response.toLowerCase()).not.toContain("access-control");
    expect(sandbox.requests).toEqual([]);
  });

  test.each([
    "a@localhost",
    "evil.test@localhost",
    "localhost/evil",
    "localhost#evil.test",
    "localhost:",
    "localhost:x",
  ])("that is no host is a bad request: %s", async (host) => {
    expect(await statusOf((await listening()).port, get(host))).toBe(400);
  });

  test("does not matter to sandbox.fetch", async () => {
    const { status } = await call(createSandbox(), "GET", "/webhooks");
    expect(status).toBe(200);
  });
});

describe("a target in absolute form, as clients send it to a proxy", () => {
  test("works, and links lead to where it named", async () => {
    const { port } = await listening({ allowedHosts: ["api.test"] });
    const response = await text(open(port, get("api.test", "http://api.test/api/v1/customers?limit=1")));
    expect(response).toMatch(/^HTTP\/1\.1 200 /);
    expect(response).toContain('"next":"http://api.test/api/v1/customers?limit=1&page=2"');
  });

  test.each([
    ["HTTP://LOCALHOST:4010/webhooks", "localhost", 200],
    ["https://localhost/webhooks", "localhost", 200],
    ["http://localhost", "localhost", 404],
    ["http://evil.test/webhooks", "localhost", 403],
    ["http://localhost/webhooks", "evil.test", 403],
    ["http://localhost@evil.test/webhooks", "localhost", 400],
    ["http://localhost:80:80/webhooks", "localhost", 400],
  ])("%s with Host %s: %s", async (target, host, status) => {
    expect(await statusOf((await listening()).port, get(host, target))).toBe(status);
  });
});

describe("a body", () => {
  const post = (headers: string): string => `POST /customers HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n`;
  const named = (bytes: number): string => JSON.stringify({ name: "x".repeat(bytes - '{"name":""}'.length) });

  test("is not read without the token, which is looked at first", async () => {
    const { port, sandbox } = await listening();
    const socket = open(port, post(`Authorization: Bearer wrong\r\n${JSON_TYPE}Content-Length: 1500000000\r\n`));
    expect(await readUntil(socket, "unauthorized")).toMatch(/^HTTP\/1\.1 401 /);
    expect(sandbox.requests).toMatchObject([{ status: 401, body: undefined }]);
  });

  test("is not asked for without the token, and is with it", async () => {
    const { port } = await listening();
    const expecting = `${JSON_TYPE}Content-Length: 21\r\nExpect: 100-continue\r\n`;
    expect(await readUntil(open(port, post(expecting)), "unauthorized")).toMatch(/^HTTP\/1\.1 401 /);
    const socket = open(port, post(TOKEN + expecting));
    expect(await readUntil(socket, "\r\n\r\n")).toBe("HTTP/1.1 100 Continue\r\n\r\n");
    socket.write('{"name": "Ada Byron"}');
    expect(await readUntil(socket, "Ada Byron")).toMatch(/^HTTP\/1\.1 201 /);
  });

  test("that says it is above 5 MB is refused before it is sent", async () => {
    const { port } = await listening();
    const socket = open(port, post(`${TOKEN}${JSON_TYPE}Content-Length: 5000001\r\n`));
    expect(await readUntil(socket, "content_too_large")).toMatch(/^HTTP\/1\.1 413 /);
  });

  test("that turns out to be above 5 MB is refused while it is still sent", async () => {
    const { port, sandbox } = await listening();
    const socket = open(port, post(`${TOKEN}${JSON_TYPE}Transfer-Encoding: chunked\r\n`));
    const chunk = `186a0\r\n${"x".repeat(100_000)}\r\n`;
    for (let sent = 0; sent < 51; sent += 1) socket.write(chunk);
    expect(await readUntil(socket, "content_too_large")).toMatch(/^HTTP\/1\.1 413 /);
    // Whatever follows is discarded, until the connection is closed.
    const timer = setInterval(() => socket.write(chunk), 50);
    await once(socket, "close");
    clearInterval(timer);
    expect(sandbox.requests).toMatchObject([{ status: 413, body: undefined }]);
  });

  test("of exactly 5 MB is taken, of one byte more not, by fetch and by HTTP", async () => {
    const { url, sandbox } = await listening();
    const headers = {
      Authorization: "Bearer sandbox-token",
      Accept: "application/json",
      "Content-Type": "application/json",
    };
    for (const send of [sandbox.fetch, fetch]) {
      for (const [size, status] of [
        [5_000_000, 201],
        [5_000_001, 413],
      ] as const) {
        const request = new Request(`${url}/customers`, { method: "POST", headers, body: named(size) });
        expect((await send(request)).status).toBe(status);
      }
    }
  });

  test("that is nested too deeply to be walked through is a bad request", async () => {
    const { url } = await listening();
    for (const body of ["[".repeat(2_000_000) + "]".repeat(2_000_000), '{"a":'.repeat(101) + "1" + "}".repeat(101)]) {
      const response = await fetch(`${url}/customers`, {
        method: "POST",
        headers: {
          Authorization: "Bearer sandbox-token",
          Accept: "application/json",
          "Content-Type": "application/json",
        },
        body,
      });
      expect(response.status).toBe(400);
    }
  });
});

describe("a client that is slow or half gone", () => {
  test("does not keep others waiting", async () => {
    const { port, url } = await listening();
    for (let index = 0; index < 300; index += 1) {
      open(
        port,
        index % 2 === 0
          ? "GET /customers HTTP/1.1\r\nHo"
          : `POST /charges HTTP/1.1\r\nHost: localhost\r\n${TOKEN}Content-Length: 9\r\n\r\n{`,
      );
    }
    const response = await fetch(`${url}/webhooks`, {
      headers: { Authorization: "Bearer sandbox-token", Accept: "application/json" },
    });
    expect(response.status).toBe(200);
  });

  async function listenBriefly(
    respond: (readBody: () => Promise<string | undefined>) => Promise<Response>,
  ): Promise<number> {
    const listener = await listenForHttp((_, readBody) => respond(readBody), {
      port: 0,
      host: "127.0.0.1",
      allowedHosts: [],
      allowedOrigins: [],
      limits: { headersMs: 200, requestMs: 200, partMs: 200, discardMs: 200 },
    });
    closing.push(listener.close);
    return Number(new URL(listener.url).port);
  }

  test.each([
    ["nothing", "", ""],
    ["half of the headers", "GET / HTTP/1.1\r\nHost: loc", "408"],
    ["half of the body", "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{", "408"],
  ])("is cut off when it has sent %s", async (_, bytes, status) => {
    const port = await listenBriefly(async (readBody) => new Response(await readBody()));
    const socket = open(port, bytes);
    expect(await text(socket)).toContain(status);
  });

  test("is cut off when it does not take the response", async () => {
    const cancelled = new AbortController();
    const port = await listenBriefly(async () => {
      const part = new Uint8Array(1_000_000);
      return new Response(
        new ReadableStream({ pull: (controller) => controller.enqueue(part), cancel: () => cancelled.abort() }),
      );
    });
    const socket = open(port, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    socket.pause();
    await once(cancelled.signal, "abort");
    expect(cancelled.signal.aborted).toBe(true);
  });
});

describe("listening beyond this machine", () => {
  test.each(["0.0.0.0", "::", "192.168.1.5", "sandbox.test"])(
    "is refused with the token that everybody knows: %s",
    async (host) => {
      await expect(createSandbox().listen(0, host)).rejects.toThrow("needs a token of its own: set token (--token)");
      await expect(createSandbox({ token: "sandbox-token" }).listen(0, host)).rejects.toThrow("a token of its own");
    },
  );

  test("works with a token of its own, for the allowed hosts alone", async () => {
    const sandbox = createSandbox({ token: "my-own", allowedHosts: ["sandbox"] });
    closing.push(sandbox.close);
    const { url } = await sandbox.listen(0, "0.0.0.0");
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const { port } = new URL(url);
    const answers: Record<string, number | undefined> = {};
    for (const Host of ["127.0.0.1", "sandbox", "0.0.0.0", "192.168.1.5"]) {
      const outgoing = httpRequest({
        host: "127.0.0.1",
        port,
        path: "/webhooks",
        agent: false,
        headers: { Host, Authorization: "Bearer my-own", Accept: "application/json" },
      });
      outgoing.end();
      const [response] = await once(outgoing, "response");
      response.resume();
      answers[Host] = response.statusCode;
    }
    expect(answers).toEqual({ "127.0.0.1": 200, sandbox: 200, "0.0.0.0": 403, "192.168.1.5": 403 });
  });

  test.each(["127.0.0.1", "127.0.0.2", "localhost", "::1"])("is what %s is not", async (host) => {
    const sandbox = createSandbox();
    closing.push(sandbox.close);
    const { url } = await sandbox.listen(0, host);
    const headers = { Authorization: "Bearer sandbox-token", Accept: "application/json" };
    expect((await fetch(`${url}/webhooks`, { headers })).status).toBe(200);
  });
});

// Looking up the values of each name in all of the form took an hour for 5 MB, and held up every other client.
test("a form of as many fields as fit is read in proportion to its size", () => {
  const form = Array.from({ length: 500_000 }, (_, index) => `f${index}=1`).join("&");
  expect(Object.keys(readFields(new URLSearchParams(form)))).toHaveLength(500_000);
});
