import { readFileSync } from "node:fs";
import { createTrattaClient } from "tratta-client";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { readRound } from "../../../scripts/probe/read-round.ts";
import { recordTraffic } from "../../../scripts/probe/record-traffic.ts";
import { json, startFaultServer, type FaultServer } from "../../support/fault-server.ts";
import { respondAsApi } from "../../support/respond-as-api.ts";

const document = parse(readFileSync(new URL("../../../generated/openapi.yaml", import.meta.url), "utf8"));

let server: FaultServer;
beforeEach(async () => {
  server = await startFaultServer();
});
afterEach(async () => {
  await server.close();
});

/** Returns the requests that the server received. */
async function read(): Promise<string[]> {
  const recorder = recordTraffic((value) => value, fetch);
  const client = createTrattaClient({ baseUrl: server.url, token: "t", retry: false, fetch: recorder.fetch });
  await readRound(client, document, recorder);
  return server.requests.map(({ method, url }) => `${method} ${url}`);
}

describe("readRound", () => {
  it("reads one row of each list, then one of each resource found, each once, and changes nothing", async () => {
    server.answer = respondAsApi({ id: "1", payment_plan: { id: "plan" }, email_template_id: "template" });
    const received = await read();
    expect(received.filter((request) => !request.startsWith("GET "))).toEqual([]);
    expect(received).toEqual(
      expect.arrayContaining([
        "GET /customers?limit=1",
        "GET /customers/1",
        "GET /debt-accounts?limit=1",
        "GET /debt-accounts/1",
        "GET /payment-plans/plan",
        "GET /email-templates/template",
      ]),
    );
    expect(new Set(received).size).toBe(received.length);
  });

  it("sends no parameter that the document does not have", async () => {
    server.answer = respondAsApi({});
    expect(await read()).toContain("GET /webhooks");
  });

  it("reads no single resource when the lists are empty, odd or refused", async () => {
    server.answer = respondAsApi(
      {},
      {
        "GET /customers": json(200, { data: [] }),
        "GET /charges": json(200, { data: "none" }),
        "GET /transactions": json(200, null),
        "GET /tickets": json(200, { data: [{ id: 4 }] }),
        "GET /debt-accounts": json(403, { error: "no" }),
      },
    );
    expect((await read()).filter((request) => request.split("/").length > 2)).toEqual([]);
  });
});
