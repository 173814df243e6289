import { createTrattaClient } from "tratta-client";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { recordTraffic, type Recorder } from "../../../scripts/probe/record-traffic.ts";
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
async function record(answer: Answer, baseUrl = server.url): Promise<{ data: unknown; recorder: Recorder }> {
  server.answer = answer;
  const recorder = recordTraffic(() => "masked", fetch);
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

  it("passes on an error that is not of the client, such as a mistake in the round", async () => {
    const recorder = recordTraffic((value) => value, fetch);
    const mistake = new TypeError("no such method");
    await expect(recorder.attempt("GET /customers", () => Promise.reject(mistake))).rejects.toBe(mistake);
  });
});
