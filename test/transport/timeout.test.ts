import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Middleware } from "openapi-fetch";
import { createTrattaClient } from "../../src/client.ts";
import { type FaultServer, silent, startFaultServer } from "../support/fault-server.ts";

let server: FaultServer;
beforeEach(async () => {
  server = await startFaultServer();
  server.answer = silent;
});
afterEach(() => server.close());

describe("a request that a hook made with a signal of its own", () => {
  const reason = new Error("the hook has had enough");
  const withSignal = (signal: AbortSignal): Middleware => ({
    onRequest: ({ request }) => new Request(request, { signal }),
  });

  it("ends by that signal when the hook is the client's", { timeout: 10_000 }, async () => {
    const controller = new AbortController();
    const client = createTrattaClient({ baseUrl: server.url, token: "token" });
    client.use(withSignal(controller.signal));
    const call = client.GET("/customers");
    await vi.waitFor(() => expect(server.requests).toHaveLength(1), { timeout: 5_000, interval: 5 });
    controller.abort(reason);
    await expect(call).rejects.toBe(reason);
  });

  it("ends by that signal when the hook is the call's", { timeout: 10_000 }, async () => {
    const controller = new AbortController();
    const client = createTrattaClient({ baseUrl: server.url, token: "token" });
    const call = client.GET("/customers", { middleware: [withSignal(controller.signal)] });
    await vi.waitFor(() => expect(server.requests).toHaveLength(1), { timeout: 5_000, interval: 5 });
    controller.abort(reason);
    await expect(call).rejects.toBe(reason);
  });
});
