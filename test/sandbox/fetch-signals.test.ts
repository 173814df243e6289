import { expect, test } from "vitest";
import { createSandbox, type Sandbox } from "../../src/sandbox/index.ts";

const reason = new Error("changed my mind");

function charge(init: RequestInit = {}): Request {
  return new Request("http://sandbox.test/charges", {
    method: "POST",
    headers: {
      Accept: "application/json",
      Authorization: "Bearer sandbox-token",
      "Content-Type": "application/json",
    },
    body: JSON.stringify({ amount: 5 }),
    ...init,
  });
}

/** Calls the sandbox with a signal in one of the two places where `fetch` takes it. */
const places: [string, (sandbox: Sandbox, signal: AbortSignal) => Promise<Response>][] = [
  ["init", (sandbox, signal) => sandbox.fetch(charge(), { signal })],
  ["the request", (sandbox, signal) => sandbox.fetch(charge({ signal }))],
  [
    "the request, with another in init",
    (sandbox, signal) => sandbox.fetch(charge({ signal }), { signal: new AbortController().signal }),
  ],
];

test.each(places)("a signal of %s that is aborted already keeps the request out", async (_, send) => {
  const sandbox = createSandbox({ dialect: "source" });
  await expect(send(sandbox, AbortSignal.abort(reason))).rejects.toBe(reason);
  expect(sandbox.requests).toEqual([]);
});

test.each(places)("a signal of %s that is aborted before the request is read keeps it out", async (_, send) => {
  const sandbox = createSandbox({ dialect: "source" });
  const controller = new AbortController();
  const sent = send(sandbox, controller.signal);
  controller.abort(reason);
  await expect(sent).rejects.toBe(reason);
  await sandbox.fetch(charge());
  expect(sandbox.requests).toHaveLength(1);
});

test.each(places)("a signal of %s ends the delay of a fault", async (_, send) => {
  const sandbox = createSandbox({ dialect: "source" });
  sandbox.faults.add({ kind: "delay", ms: 600_000 });
  const controller = new AbortController();
  const sent = send(sandbox, controller.signal);
  while (sandbox.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
  controller.abort(reason);
  await expect(sent).rejects.toBe(reason);
});

test.each(places)("a signal of %s ends the delay of a body", async (_, send) => {
  const sandbox = createSandbox({ dialect: "source" });
  sandbox.faults.add({ kind: "delay", bodyMs: 600_000 });
  const controller = new AbortController();
  const body = (await send(sandbox, controller.signal)).text();
  controller.abort(reason);
  await expect(body).rejects.toBe(reason);
});

test("null as a signal is none", async () => {
  const response = await createSandbox({ dialect: "source" }).fetch(charge(), { signal: null });
  expect(response.status).toBe(201);
});

test("a body that does not end ends with the signal", async () => {
  const controller = new AbortController();
  const endless = charge({ body: new ReadableStream(), duplex: "half" } as RequestInit);
  const sent = createSandbox({ dialect: "source" }).fetch(endless, { signal: controller.signal });
  controller.abort(reason);
  await expect(sent).rejects.toBe(reason);
});
