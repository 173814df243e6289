import { createTrattaClient } from "tratta-client";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Mask } from "../../../scripts/probe/create-mask.ts";
import { MAX_RESPONSE_BYTES, recordTraffic, type Recorder } from "../../../scripts/probe/record-traffic.ts";
import {
  cutShort,
  empty,
  findRefusingUrl,
  html,
  json,
  raw,
  redirect,
  silent,
  startFaultServer,
  type Answer,
  type FaultServer,
} from "../../support/fault-server.ts";

const PRIVATE = "Ada Byron, ada@mail.example, 4111111111111111";
const TOKEN = "12|s3cr3t";

let server: FaultServer;
beforeEach(async () => {
  server = await startFaultServer();
});
afterEach(async () => {
  await server.close();
});

/** Records one call, with a mask that shows where it was applied. */
async function record(
  answer: Answer,
  baseUrl = server.url,
  mask: Mask = () => "masked",
): Promise<{ data: unknown; recorder: Recorder }> {
  server.answer = answer;
  const recorder = recordTraffic(mask, fetch);
  const client = createTrattaClient({ baseUrl, token: TOKEN, timeoutMs: 300, retry: false, fetch: recorder.fetch });
  const init = { params: { path: { id: PRIVATE } } };
  const data = await recorder.attempt("GET /customers/{id}", () => client.GET("/customers/{id}", init));
  return { data, recorder };
}

describe("recordTraffic", () => {
  it("hands a response on as it came, and records it masked", async () => {
    const body = { data: { id: PRIVATE, big: "x".repeat(200_000) } };
    const { data, recorder } = await record(json(200, body, { "X-Private": PRIVATE }));
    expect(data).toEqual(body);
    expect(recorder.calls).toEqual([{ operation: "GET /customers/{id}", status: 200 }]);
    expect(await recorder.toHar()).toMatchObject({
      log: {
        entries: [
          {
            request: {
              method: "GET",
              url: "https://recorded.example/api/v1/customers/99999999-9999-4999-8999-999999999999",
              headers: [
                { name: "Accept", value: "application/json" },
                { name: "Authorization", value: "Bearer masked" },
              ],
            },
            response: { status: 200, content: { mimeType: "application/json", text: '"masked"' } },
          },
        ],
      },
    });
  });

  it("records the body of a request masked, and sends it as it is", async () => {
    server.answer = json(201, { data: {} });
    const recorder = recordTraffic(() => "masked", fetch);
    const client = createTrattaClient({ baseUrl: server.url, token: TOKEN, fetch: recorder.fetch });
    const body = { name: PRIVATE };
    await recorder.attempt("POST /customers", () => client.POST("/customers", { body }));
    expect(JSON.parse(server.requests[0]?.body ?? "")).toEqual(body);
    expect(JSON.stringify(await recorder.toHar())).toContain('"postData":{"mimeType":"application/json"');
    expect(JSON.stringify(await recorder.toHar())).not.toContain("Ada");
  });

  it.each<[string, Answer, string]>([
    ["401", json(401, { error: PRIVATE }), "HTTP 401"],
    ["404 without a body", empty(404), "HTTP 404"],
    ["429", json(429, { error: PRIVATE }), "HTTP 429"],
    ["500 with HTML", html(500, `<p>${PRIVATE}</p>`), "HTTP 500"],
    ["HTML in place of JSON", html(200, `<p>${PRIVATE}</p>`), "HTTP 200, but the body is not JSON"],
    [
      "broken JSON",
      raw(200, `{"data":"${PRIVATE}`, { "Content-Type": "application/json" }),
      "HTTP 200, but the body is not JSON",
    ],
    ["a redirect", redirect(302, `https://example.com/${encodeURIComponent(PRIVATE)}`), "HTTP 302, a redirect"],
    ["no response in time", silent, "no complete response within 300 ms"],
    ["a body that is cut short", cutShort, "no response"],
  ])("lists %s as a failure, and keeps nothing of the body", async (_, answer, failure) => {
    const { data, recorder } = await record(answer);
    expect(data).toBeUndefined();
    expect(recorder.calls).toEqual([
      expect.objectContaining({ operation: "GET /customers/{id}", failure: expect.stringContaining(failure) }),
    ]);
    const all = JSON.stringify([recorder.calls, await recorder.toHar()]);
    for (const secret of ["Ada", "mail.example", "4111", "s3cr3t"]) expect(all).not.toContain(secret);
  });

  it("lists a host that refuses connections as a failure", async () => {
    const { recorder } = await record(empty(200), await findRefusingUrl());
    expect(recorder.calls).toEqual([
      { operation: "GET /customers/{id}", failure: expect.stringContaining("ECONNREFUSED") },
    ]);
  });

  it("stops reading an endless body along with the client", async () => {
    let closed = false;
    server.answer = (response) => {
      response.on("close", () => (closed = true));
      response.writeHead(200, { "Content-Type": "application/json" });
      const send = (): boolean => !closed && response.write("1".repeat(65_536), send);
      send();
    };
    const recorder = recordTraffic((value) => value, fetch);
    const limits = { maxResponseBytes: MAX_RESPONSE_BYTES, retry: false } as const;
    const client = createTrattaClient({ baseUrl: server.url, token: TOKEN, fetch: recorder.fetch, ...limits });
    await recorder.attempt("GET /customers", () => client.GET("/customers"));
    expect(recorder.calls).toEqual([
      { operation: "GET /customers", failure: "HTTP 200, but the body is not JSON of at most 1 MB" },
    ]);
    expect(await recorder.toHar()).toMatchObject({ log: { entries: [{ response: { content: { text: "" } } }] } });
    await vi.waitFor(() => expect(closed).toBe(true));
  });

  it("records ten rows of a list that ignores its limit, and no level that would overflow the stack", async () => {
    const rows = '{"id":"1"},'.repeat(20_000);
    const deep = `${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}`;
    const { data, recorder } = await record(
      raw(200, `{"data":[${rows}{}],"deep":${deep}}`, { "Content-Type": "application/json" }),
      server.url,
      (value) => value,
    );
    expect((data as { data: unknown[] }).data).toHaveLength(10);
    expect(JSON.stringify(await recorder.toHar()).length).toBeLessThan(2_000);
  });

  it("makes no recording when there is no response", async () => {
    const { recorder } = await record(empty(200), await findRefusingUrl());
    expect(await recorder.toHar()).toBeUndefined();
  });

  it("passes on an error that is not of the client, such as a mistake in the round", async () => {
    const recorder = recordTraffic((value) => value, fetch);
    const mistake = new TypeError("no such method");
    await expect(recorder.attempt("GET /customers", () => Promise.reject(mistake))).rejects.toBe(mistake);
  });
});
