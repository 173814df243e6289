import { Agent, type Dispatcher } from "undici";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTrattaClient, type TrattaClient, type TrattaClientOptions } from "../../src/client.ts";
import { type FaultServer, inTurn, json, startFaultServer } from "../support/fault-server.ts";

/** Stands for a proxy: a request that does not pass it leaves by another way, with its token. */
class CountingAgent extends Agent {
  readonly methods: string[] = [];
  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    this.methods.push(options.method);
    return super.dispatch(options, handler);
  }
}

let server: FaultServer;
let dispatcher: CountingAgent;
beforeEach(async () => {
  server = await startFaultServer(inTurn(json(429, {}, { "Retry-After": 0 }), json(201, {})));
  dispatcher = new CountingAgent();
});
afterEach(async () => {
  await dispatcher.close();
  await server.close();
});

const createClient = (options: Partial<TrattaClientOptions> = {}): TrattaClient =>
  createTrattaClient({ baseUrl: server.url, token: "token", ...options });
const METHODS = ["GET", "POST", "PUT", "DELETE"] as const;
function send(client: TrattaClient, method: string, init: object = {}): Promise<unknown> {
  const call = client.request as unknown as (method: string, path: string, init: object) => Promise<unknown>;
  return call(method, "/charges", { ...(method.startsWith("P") && { body: { amount: 7 } }), ...init });
}

describe("a dispatcher of undici", () => {
  it.each(METHODS)("that a call of %s gets sends every attempt of it", async (method) => {
    await send(createClient(), method, { dispatcher });
    expect(dispatcher.methods).toEqual([method, method]);
    expect(server.requests).toHaveLength(2);
  });

  it.each(METHODS)("that a hook gives to a request of %s sends every attempt of it, with its body", async (method) => {
    const client = createClient();
    client.use({
      onRequest: ({ request }) => {
        request.headers.set("X-Trace", "1");
        return new Request(request, { dispatcher } as RequestInit);
      },
    });
    await send(client, method);
    expect(dispatcher.methods).toEqual([method, method]);
    for (const { headers, body } of server.requests) {
      expect(headers).toMatchObject({ "x-trace": "1", authorization: "Bearer token" });
      if (method.startsWith("P")) {
        expect([headers["content-type"], body]).toEqual(["application/json", '{"amount":7}']);
      }
    }
  });

  it("that the client's own fetch sets is not replaced when the call has none", async () => {
    const client = createClient({ fetch: (request, init) => fetch(request, { dispatcher, ...init } as RequestInit) });
    await send(client, "POST");
    expect(dispatcher.methods).toEqual(["POST", "POST"]);
  });
});
