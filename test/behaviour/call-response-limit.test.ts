import { once } from "node:events";
import { gzipSync } from "node:zlib";
import nodeFetch, { Request as NodeFetchRequest } from "node-fetch";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createTrattaClient, type TrattaClient, type TrattaClientOptions } from "../../src/client.ts";
import { unwrap } from "../../src/unwrap.ts";
import { type Answer, type FaultServer, json, raw, startFaultServer } from "../support/fault-server.ts";

const LIMIT = 100_000;

let server: FaultServer;
beforeEach(async () => {
  vi.spyOn(Math, "random").mockReturnValue(0);
  server = await startFaultServer();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await server.close();
});

const createClient = <R = Request>(options: Partial<TrattaClientOptions<R>> = {}): TrattaClient =>
  createTrattaClient<R>({ baseUrl: server.url, token: "token", maxResponseBytes: LIMIT, ...options });

/** A JSON text of that many bytes. */
const textOf = (bytes: number): string => JSON.stringify({ data: "x".repeat(bytes - 11) });
const TOO_LARGE = {
  code: "TrattaResponseError",
  outcome: "unknown",
  status: 200,
  attempts: 1,
  message: `GET /charges: larger than maxResponseBytes (${LIMIT})`,
};

describe("a response body", () => {
  it("of exactly maxResponseBytes is read, and one byte more is not, without a retry", async () => {
    server.answer = raw(200, textOf(LIMIT));
    expect(await unwrap(createClient().GET("/charges"))).toEqual(JSON.parse(textOf(LIMIT)));
    server.answer = raw(200, textOf(LIMIT + 1));
    await expect(createClient().GET("/charges")).rejects.toMatchObject(TOO_LARGE);
    expect(server.requests).toHaveLength(2);
  });

  it("that never ends is given up as soon as it is larger, and its connection is closed", async () => {
    let written = 0;
    const closed = new Promise<void>((resolve) => {
      server.answer = async (response) => {
        response.on("close", resolve);
        response.writeHead(200, { "Content-Type": "application/json" });
        while (!response.destroyed) {
          written += 10_000;
          if (!response.write("x".repeat(10_000))) await Promise.race([once(response, "drain"), closed]);
        }
      };
    });
    await expect(createClient().GET("/charges")).rejects.toMatchObject(TOO_LARGE);
    await closed;
    expect(written).toBeLessThan(100 * LIMIT);
  });

  it("counts by its size after decompression, as it would be in memory", async () => {
    const packed = gzipSync(textOf(5_000_000));
    expect(packed.length).toBeLessThan(LIMIT);
    server.answer = raw(200, packed, { "Content-Encoding": "gzip", "Content-Length": packed.length });
    await expect(createClient().GET("/charges")).rejects.toMatchObject(TOO_LARGE);
  });

  it("of a charge that is too large leaves the outcome unknown, and the charge is not sent again", async () => {
    server.answer = raw(201, textOf(LIMIT + 1));
    const call = createClient().POST("/charges", { body: { amount: 1 } });
    await expect(call).rejects.toMatchObject({ code: "TrattaResponseError", outcome: "unknown", status: 201 });
    expect(server.requests).toHaveLength(1);
  });

  it.each(["json", "text", "blob", "arrayBuffer"] as const)("is limited when read as %s", async (parseAs) => {
    server.answer = raw(200, textOf(LIMIT + 1));
    await expect(createClient().GET("/charges", { parseAs })).rejects.toMatchObject(TOO_LARGE);
  });

  it("is not limited when it is read as a stream", async () => {
    server.answer = raw(200, textOf(3 * LIMIT));
    const { data } = await createClient().GET("/charges", { parseAs: "stream" });
    expect((await new Response(data).text()).length).toBe(3 * LIMIT);
  });

  it("may have 64,000,000 bytes unless the client says otherwise", async () => {
    const chunk = new Uint8Array(1_000_000).fill(32);
    const fetch = (bytes: number) => async (): Promise<Response> => {
      let left = bytes;
      return new Response(
        new ReadableStream({
          pull(controller) {
            if (left === 0) return controller.close();
            const part = chunk.subarray(0, Math.min(left, chunk.length));
            left -= part.length;
            controller.enqueue(part);
          },
        }),
      );
    };
    const client = createTrattaClient({ baseUrl: server.url, token: "token" });
    const get = (bytes: number) => client.GET("/charges", { parseAs: "arrayBuffer", fetch: fetch(bytes) });
    expect((await get(64_000_000)).data?.byteLength).toBe(64_000_000);
    await expect(get(64_000_001)).rejects.toMatchObject({ code: "TrattaResponseError" });
  });

  it("without a web stream is refused once it was read", async () => {
    server.answer = raw(200, textOf(LIMIT + 1));
    const client = createClient({ fetch: nodeFetch, Request: NodeFetchRequest });
    await expect(client.GET("/charges")).rejects.toMatchObject(TOO_LARGE);
  });

  it("arrives byte by byte, whatever its chunks cut in two", async () => {
    const text = JSON.stringify({ data: "é💳".repeat(50) });
    const fetch = async (): Promise<Response> => {
      const bytes = [...new TextEncoder().encode(text)];
      return new Response(
        new ReadableStream({
          start(controller) {
            for (const byte of bytes) controller.enqueue(new Uint8Array([byte]));
            controller.close();
          },
        }),
      );
    };
    expect(await unwrap(createClient({ fetch }).GET("/charges"))).toEqual(JSON.parse(text));
  });
});

describe("a larger body of an error response is cut, and its status decides:", () => {
  const failing = (status: number): Answer => raw(status, textOf(LIMIT + 1), { "Retry-After": 0 });

  it("a 422 is a rejection", async () => {
    server.answer = failing(422);
    const call = unwrap(createClient().POST("/charges", { body: { amount: 1 } }));
    await expect(call).rejects.toMatchObject({ code: "TrattaApiError", status: 422, outcome: "rejected" });
  });

  it("a 503 is repeated for a GET, and returned for a POST", async () => {
    server.answer = failing(503);
    const client = createClient({ retry: { maxRetries: 2 } });
    expect((await client.GET("/charges")).response.status).toBe(503);
    expect(server.requests).toHaveLength(3);
    const { error, response } = await client.POST("/charges", { body: { amount: 1 } });
    expect([response.status, error]).toEqual([503, { error: "the response has no JSON body" }]);
    expect(server.requests).toHaveLength(4);
  });

  it("one that fits keeps its body", async () => {
    server.answer = json(422, { error: "no" });
    const { error } = await createClient().POST("/charges", { body: { amount: 1 } });
    expect(error).toEqual({ error: "no" });
  });
});

describe("the option maxResponseBytes", () => {
  it.each([0, -1, 1.5, NaN, "100"])("refuses %j", (maxResponseBytes) => {
    const options = { maxResponseBytes } as Partial<TrattaClientOptions>;
    expect(() => createClient(options)).toThrow(expect.objectContaining({ field: "maxResponseBytes" }));
  });

  it("applies to a call that has limits of its own, too", async () => {
    server.answer = raw(200, textOf(LIMIT + 1));
    await expect(createClient().GET("/charges", { timeoutMs: 9_000, retry: false })).rejects.toMatchObject(TOO_LARGE);
  });
});
