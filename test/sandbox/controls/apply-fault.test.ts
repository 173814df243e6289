import { afterEach, describe, expect, test } from "vitest";
import { createSandbox, type Fault, type Sandbox, type SandboxListener } from "../../../src/sandbox/index.ts";
import { call, readResponse } from "../../support/sandbox-caller.ts";

const listeners: SandboxListener[] = [];
afterEach(async () => {
  await Promise.all(listeners.splice(0).map((listener) => listener.close()));
});

type Send = (request: { method: string; signal?: AbortSignal }) => Promise<Response>;

/** Charges 5 (POST) or lists charges (GET), in process or over HTTP. */
async function sender(sandbox: Sandbox, transport: "in process" | "over HTTP"): Promise<Send> {
  const listener = transport === "over HTTP" ? await sandbox.listen() : undefined;
  if (listener) listeners.push(listener);
  return ({ method, signal }) => {
    const request = new Request(`${listener?.url ?? "http://sandbox.test"}/api/v1/charges`, {
      method,
      headers: {
        Accept: "application/json",
        Authorization: `Bearer ${sandbox.token}`,
        "Content-Type": "application/json",
      },
      redirect: "manual",
      ...(method === "POST" ? { body: JSON.stringify({ amount: 5 }) } : {}),
      ...(signal ? { signal } : {}),
    });
    return listener ? fetch(request) : sandbox.fetch(request);
  };
}

async function chargesIn(sandbox: Sandbox): Promise<number> {
  return (await call(sandbox, "GET", "/charges")).body.meta.total;
}

describe.each(["in process", "over HTTP"] as const)("faults %s", (transport) => {
  test.each<[Fault, { status: number; body: unknown; headers?: Record<string, string> }]>([
    [
      { kind: "status", status: 503 },
      {
        status: 503,
        body: { error: "Injected fault.", errorCode: "injected_fault" },
        headers: { "content-type": "application/json" },
      },
    ],
    [
      { kind: "status", status: 500, body: { oops: 1 } },
      { status: 500, body: { oops: 1 } },
    ],
    [
      { kind: "status", status: 502, body: "" },
      { status: 502, body: "" },
    ],
    [
      { kind: "status", status: 504, body: "late" },
      { status: 504, body: "late" },
    ],
    [
      { kind: "status", status: 204 },
      { status: 204, body: "" },
    ],
    [
      {
        kind: "status",
        status: 429,
        body: "<p>slow</p>",
        headers: { "content-type": "text/html", "Retry-After": "2" },
      },
      { status: 429, body: "<p>slow</p>", headers: { "content-type": "text/html", "retry-after": "2" } },
    ],
    [{ kind: "empty" }, { status: 200, body: "", headers: { "content-length": "0" } }],
    [
      { kind: "empty", status: 201 },
      { status: 201, body: "" },
    ],
    [
      { kind: "redirect", status: 307, location: "https://elsewhere.test/" },
      { status: 307, body: "", headers: { location: "https://elsewhere.test/" } },
    ],
  ])("%j, and the next request succeeds", async (fault, { status, body, headers = {} }) => {
    const sandbox = createSandbox({ dialect: "source" });
    const send = await sender(sandbox, transport);
    sandbox.faults.add(fault);
    const response = await readResponse(await send({ method: "GET" }));
    expect([response.status, response.body]).toEqual([status, body]);
    expect(Object.fromEntries(response.headers)).toMatchObject(headers);
    expect((await send({ method: "GET" })).status).toBe(200);
  });

  test("html is an HTML page with status 200", async () => {
    const sandbox = createSandbox({ dialect: "source" });
    const send = await sender(sandbox, transport);
    sandbox.faults.add({ kind: "html" });
    const { status, headers, body } = await readResponse(await send({ method: "GET" }));
    expect([status, headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    expect(body).toContain("<!doctype html>");
  });

  test("invalid_json says it is JSON and cannot be parsed", async () => {
    const sandbox = createSandbox({ dialect: "source" });
    const send = await sender(sandbox, transport);
    sandbox.faults.add({ kind: "invalid_json" });
    const response = await send({ method: "GET" });
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "application/json"]);
    await expect(response.json()).rejects.toThrow(SyntaxError);
  });

  test("reset rejects as fetch does", async () => {
    const sandbox = createSandbox({ dialect: "source" });
    const send = await sender(sandbox, transport);
    sandbox.faults.add({ kind: "reset" });
    const error = await send({ method: "GET" }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TypeError);
    expect(error).toMatchObject({ message: "fetch failed", cause: { code: "ECONNRESET" } });
  });

  test("truncate gives headers and half of the body, then the connection dies; the charge exists", async () => {
    const sandbox = createSandbox({ dialect: "source", customers: 0 });
    const send = await sender(sandbox, transport);
    sandbox.faults.add({ kind: "truncate" });
    const response = await send({ method: "POST" });
    expect(response.status).toBe(201);
    const announced = Number(response.headers.get("content-length"));
    const reader = response.body?.getReader();
    const first = await reader?.read();
    expect(first?.value?.length).toBe(Math.ceil(announced / 2));
    await expect(reader?.read()).rejects.toThrow("terminated");
    expect(await chargesIn(sandbox)).toBe(1);
  });

  test("truncate breaks a response without a body too", async () => {
    const sandbox = createSandbox({ dialect: "source" });
    const listener = await sandbox.listen();
    listeners.push(listener);
    const origin = transport === "over HTTP" ? listener.url : "http://sandbox.test";
    const { id } = (await call(sandbox, "GET", "/webhooks")).body.data[0];
    sandbox.faults.add({ kind: "truncate" }, { method: "DELETE" });
    const request = new Request(`${origin}/webhooks/${id}`, {
      method: "DELETE",
      headers: { Accept: "application/json", Authorization: `Bearer ${sandbox.token}` },
    });
    const response = await (transport === "over HTTP" ? fetch(request) : sandbox.fetch(request));
    await expect(response.text()).rejects.toThrow("terminated");
    expect((await call(sandbox, "GET", "/webhooks")).body.data).toEqual([]);
  });

  test.each<Exclude<Fault, { kind: "truncate" | "delay" }>>([
    { kind: "status", status: 500 },
    { kind: "html" },
    { kind: "invalid_json" },
    { kind: "empty" },
    { kind: "reset" },
    { kind: "redirect", status: 302, location: "/" },
  ])("$kind runs the operation only with commit", async (fault) => {
    const sandbox = createSandbox({ dialect: "source", customers: 0 });
    const send = await sender(sandbox, transport);
    sandbox.faults.add(fault);
    await send({ method: "POST" }).catch(() => undefined);
    expect(await chargesIn(sandbox)).toBe(0);
    sandbox.faults.add({ ...fault, commit: true });
    await send({ method: "POST" }).catch(() => undefined);
    expect(await chargesIn(sandbox)).toBe(1);
  });

  test("a delay holds back the headers, and an abort meanwhile ends it with the caller's reason", async () => {
    const sandbox = createSandbox({ dialect: "source", customers: 0 });
    const send = await sender(sandbox, transport);
    sandbox.faults.add({ kind: "delay", ms: 600_000 }, { method: "POST" });
    const controller = new AbortController();
    const sent = send({ method: "POST", signal: controller.signal });
    await committed(sandbox);
    const reason = new Error("changed my mind");
    controller.abort(reason);
    await expect(sent).rejects.toBe(reason);
  });

  test("a delay of the body lets the headers through, and an abort meanwhile breaks the body", async () => {
    const sandbox = createSandbox({ dialect: "source" });
    const send = await sender(sandbox, transport);
    sandbox.faults.add({ kind: "delay", bodyMs: 600_000 });
    const controller = new AbortController();
    const response = await send({ method: "GET", signal: controller.signal });
    expect(response.status).toBe(200);
    const reason = new Error("changed my mind");
    const read = response.text();
    controller.abort(reason);
    await expect(read).rejects.toBe(reason);
  });

  test("a short delay ends with the whole response", async () => {
    const sandbox = createSandbox({ dialect: "source" });
    const send = await sender(sandbox, transport);
    sandbox.faults.add({ kind: "delay", ms: 5, bodyMs: 5 });
    const { status, body } = await readResponse(await send({ method: "GET" }));
    expect([status, body.meta.current_page]).toEqual([200, 1]);
  });
});

/** Waits until the delayed request has been received and its charge exists. */
async function committed(sandbox: Sandbox): Promise<void> {
  while ((await chargesIn(sandbox)) === 0) await new Promise((resolve) => setImmediate(resolve));
}

test("a fault with commit for an invalid request commits nothing", async () => {
  const sandbox = createSandbox({ dialect: "source", customers: 0 });
  sandbox.faults.add({ kind: "status", status: 500, commit: true });
  expect((await call(sandbox, "POST", "/charges", { amount: -1 })).status).toBe(500);
  expect(await chargesIn(sandbox)).toBe(0);
});
