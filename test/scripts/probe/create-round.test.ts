import { createTrattaClient } from "tratta-client";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createRound } from "../../../scripts/probe/create-round.ts";
import { recordTraffic } from "../../../scripts/probe/record-traffic.ts";
import { json, silent, startFaultServer, type FaultServer } from "../../support/fault-server.ts";
import { respondAsApi } from "../../support/respond-as-api.ts";

let server: FaultServer;
beforeEach(async () => {
  server = await startFaultServer();
});
afterEach(async () => {
  await server.close();
});

/** Returns the calls other than reads, in order. Each was received by the server once. */
async function create(): Promise<string[]> {
  const recorder = recordTraffic((value) => value, fetch);
  const client = createTrattaClient({ baseUrl: server.url, token: "t", timeoutMs: 500, fetch: recorder.fetch });
  await createRound(client, recorder);
  const isWrite = (name: string): boolean => !name.startsWith("GET ");
  const received = server.requests.map(({ method, url }) => `${method} ${url}`).filter(isWrite);
  const called = recorder.calls.map(({ operation }) => operation).filter(isWrite);
  expect(received).toEqual(called.map((operation) => operation.replace("{id}", "1")));
  return called;
}

describe("createRound", () => {
  it("creates what neither moves money nor reaches a person, each once, and nothing else", async () => {
    server.answer = respondAsApi({ id: "1" });
    expect(await create()).toEqual([
      "POST /locations",
      "POST /customers",
      "POST /debt-accounts",
      "POST /customer-sessions",
      "POST /webhooks",
      "DELETE /webhooks/{id}",
      "POST /email-templates",
    ]);
    expect(server.requests.filter(({ method }) => method === "GET").map(({ url }) => url)).toEqual([
      "/customers/1",
      "/debt-accounts/1",
      "/email-templates/1",
    ]);
  });

  it("sends invented data only, to names that belong to nobody", async () => {
    server.answer = respondAsApi({ id: "1" });
    await create();
    const sent = server.requests.map(({ body }) => body).join("\n");
    expect(sent.match(/[\w.-]+@[\w.-]+/g)).toEqual(["probe@example.com"]);
    expect([...new Set(sent.match(/https?:[^"]+/g))]).toEqual(["https://probe.invalid/"]);
  });

  it("leaves out what refers to a resource that was refused or whose outcome is unknown", async () => {
    server.answer = respondAsApi({}, { "POST /customers": json(422, {}), "POST /webhooks": silent });
    expect(await create()).toEqual(["POST /locations", "POST /customers", "POST /webhooks", "POST /email-templates"]);
  });
});
