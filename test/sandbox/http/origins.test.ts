import { request as httpRequest } from "node:http";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, test } from "vitest";
import { createSandbox, type Sandbox, type SandboxOptions } from "../../../src/sandbox/index.ts";
import { call, send } from "../../support/sandbox-caller.ts";

const APP = "https://app.test";

const open: Sandbox[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((sandbox) => sandbox.close()));
});

interface Reached {
  sandbox: Sandbox;
  /** Sends a request by HTTP with these headers. */
  request: (method: string, path: string, headers: Record<string, string>) => Promise<[status: number, body: string]>;
  corsOf: (method: string, path: string, headers: Record<string, string>) => Promise<Record<string, unknown>>;
  port: string;
}

async function reach(options: SandboxOptions): Promise<Reached> {
  const sandbox = createSandbox(options);
  open.push(sandbox);
  const { port } = new URL((await sandbox.listen()).url);
  const respond = async (
    method: string,
    path: string,
    headers: Record<string, string>,
  ): Promise<[number, string, Record<string, unknown>]> => {
    const outgoing = httpRequest({ host: "127.0.0.1", port, method, path, agent: false, headers });
    outgoing.end();
    const [response] = await once(outgoing, "response");
    return [response.statusCode, await text(response), response.headers];
  };
  return {
    sandbox,
    port,
    async request(...args) {
      const [status, body] = await respond(...args);
      return [status, body];
    },
    async corsOf(...args) {
      const [, , headers] = await respond(...args);
      return Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith("access-control")));
    },
  };
}

const authorized = { Authorization: "Bearer sandbox-token", Accept: "application/json" };
const preflight = { "Access-Control-Request-Method": "PUT", "Access-Control-Request-Private-Network": "true" };

describe("a page of an allowed origin", () => {
  test("passes its preflight, which needs no token, is not recorded and not counted", async () => {
    const sandbox = createSandbox({ rateLimit: 1, allowedOrigins: [APP] });
    const { status, headers } = await send(
      sandbox,
      new Request("http://sandbox.test/api/v1/charges", {
        method: "OPTIONS",
        headers: { Origin: APP, ...preflight, "Access-Control-Request-Headers": "authorization,x-trace" },
      }),
    );
    expect(status).toBe(204);
    expect(headers.get("Access-Control-Allow-Origin")).toBe(APP);
    expect(headers.get("Access-Control-Allow-Methods")).toBe("GET, POST, PUT, PATCH, DELETE");
    expect(headers.get("Access-Control-Allow-Headers")).toBe("authorization,x-trace");
    expect(headers.get("Access-Control-Allow-Private-Network")).toBe("true");
    expect(headers.get("Vary")).toContain("Origin");
    expect(sandbox.requests).toEqual([]);
    expect((await call(sandbox, "GET", "/webhooks")).status).toBe(200);
  });

  test("may read every response, including errors, faults and refusals", async () => {
    const { sandbox, corsOf } = await reach({ rateLimit: 3, allowedOrigins: [APP, "http://localhost:3000"] });
    sandbox.faults.add({ kind: "status", status: 500 });
    const statuses = [];
    for (const path of ["/webhooks", "/nowhere", "/webhooks", "/webhooks"]) {
      const cors = await corsOf("GET", path, { ...authorized, Origin: APP });
      expect(cors["access-control-allow-origin"]).toBe(APP);
      expect(cors["access-control-expose-headers"]).toMatch(/Date.*Retry-After.*X-RateLimit-Remaining/);
      statuses.push(sandbox.requests.at(-1)?.status);
    }
    expect(statuses).toEqual([500, 404, 200, 429]);
  });

  test.each([APP, "HTTPS://APP.TEST", "https://app.test:443"])(
    "is known however its origin is written: %s",
    async (Origin) => {
      const { corsOf } = await reach({ allowedOrigins: ["https://APP.test/"] });
      expect(await corsOf("GET", "/webhooks", { ...authorized, Origin })).toMatchObject({
        "access-control-allow-origin": APP,
      });
    },
  );
});

describe("a page of another origin", () => {
  const strangers = [
    "null",
    "*",
    "https://evil.test",
    "https://app.test.evil.test",
    "https://evil-app.test",
    "https://sub.app.test",
    "https://app.test.",
    "https://app.test:8443",
    "http://app.test",
    "https://app.test@evil.test",
    "https://app.test/../evil",
    "http://localhost",
    "http://localhost:1",
    "http://127.0.0.1",
    "http://[::1]:1",
    "https://app.test, https://evil.test",
  ];
  test.each(strangers)("can neither read nor change anything: %s", async (Origin) => {
    const { request, corsOf, sandbox } = await reach({ allowedOrigins: [APP] });
    const [status, body] = await request("GET", "/customers", { ...authorized, Origin });
    expect([status, JSON.parse(body).errorCode]).toEqual([403, "origin_not_allowed"]);
    expect(await corsOf("GET", "/customers", { ...authorized, Origin })).toEqual({});
    const [preflightStatus] = await request("OPTIONS", "/charges", { Origin, ...preflight });
    expect(preflightStatus).toBe(403);
    expect(await corsOf("OPTIONS", "/charges", { Origin, ...preflight })).toEqual({});
    expect(sandbox.requests).toEqual([]);
  });

  test("cannot agree to a payment plan in the portal, to which its form leads without a preflight", async () => {
    const { sandbox, request } = await reach({});
    const { body: customers } = await call(sandbox, "GET", "/customers?limit=1");
    const session = await call(sandbox, "POST", "/customer-sessions", { customer_id: customers.data[0].id });
    const { pathname } = new URL(session.body.data.portal_url);
    expect((await request("POST", pathname, { Origin: "https://evil.test" }))[0]).toBe(403);
    expect((await request("POST", pathname, { Origin: "null" }))[0]).toBe(403);
    expect((await request("POST", pathname, {}))[0]).toBe(200);
  });
});

describe("a request without an Origin header that a browser sends", () => {
  const from = (site: string, mode = "no-cors", destination = "image"): Record<string, string> => ({
    "Sec-Fetch-Site": site,
    "Sec-Fetch-Mode": mode,
    "Sec-Fetch-Dest": destination,
  });

  test.each(["cross-site", "same-site"])(
    "for a page of another origin (%s) is refused, and uses up no fault",
    async (site) => {
      const { sandbox, request } = await reach({ allowedOrigins: [APP] });
      sandbox.faults.add({ kind: "empty" });
      for (const path of ["/", "/webhooks", "/portal/x", "/_sandbox/health", "/_sandbox/pages/console.js"]) {
        expect((await request("GET", path, from(site)))[0]).toBe(403);
        expect((await request("GET", path, from(site, "navigate", "iframe")))[0]).toBe(403);
      }
      expect([sandbox.requests, sandbox.faults.pending().length]).toEqual([[], 1]);
    },
  );

  test("for a link of another origin is answered", async () => {
    const { request } = await reach({});
    expect((await request("GET", "/", from("cross-site", "navigate", "document")))[0]).toBe(200);
  });

  test.each(["same-origin", "none"])("for its own pages or a person (%s) is answered", async (site) => {
    const { request } = await reach({});
    expect((await request("GET", "/_sandbox/health", from(site)))[0]).toBe(200);
  });

  test("with the origin null is answered for a form of its own pages, and refused for any other", async () => {
    const { request } = await reach({});
    const post = async (site: string): Promise<number> => {
      const [status] = await request("POST", "/portal/x", { Origin: "null", ...from(site, "navigate", "document") });
      return status;
    };
    expect([await post("same-origin"), await post("cross-site"), await post("same-site")]).toEqual([404, 403, 403]);
  });
});

test("without allowed origins, no response lets a page read it, nor a public page reach a private network", async () => {
  const { corsOf, port } = await reach({});
  for (const Origin of ["https://evil.test", `http://127.0.0.1:${port}`]) {
    expect(await corsOf("GET", "/customers", { ...authorized, Origin })).toEqual({});
    expect(await corsOf("OPTIONS", "/customers", { Origin, ...preflight })).toEqual({});
  }
});

test.each(["127.0.0.1", "localhost", "LOCALHOST", "[::1]"])("the sandbox's own pages may call it: %s", async (name) => {
  const { request, port } = await reach({});
  const Host = `${name}:${port}`;
  expect((await request("GET", "/webhooks", { ...authorized, Host, Origin: `http://${Host}` }))[0]).toBe(200);
  expect((await request("GET", "/webhooks", { ...authorized, Host, Origin: `http://${name}:1` }))[0]).toBe(403);
});

test("sandbox.fetch, which no page can call, answers whatever the origin, and lets only allowed ones read", async () => {
  const sandbox = createSandbox({ allowedOrigins: [APP] });
  const from = (Origin: string): Promise<Response> =>
    sandbox.fetch(new Request("http://evil.test/webhooks", { headers: { ...authorized, Origin } }));
  expect((await from(APP)).headers.get("Access-Control-Allow-Origin")).toBe(APP);
  const other = await from("https://evil.test");
  expect([other.status, other.headers.get("Access-Control-Allow-Origin")]).toEqual([200, null]);
});
