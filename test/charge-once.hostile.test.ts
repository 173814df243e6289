import { afterEach, describe, expect, it } from "vitest";
import { type ChargeLedger, createMemoryLedger } from "../src/index.ts";
import { chargeOnce } from "../src/charge-once.ts";
import { createTrattaClient } from "../src/client.ts";
import { TrattaApiError, TrattaNetworkError, TrattaRequestError, TrattaResponseError } from "../src/errors.ts";
import { intentOf } from "../src/charges/charge-intent.ts";
import type { ChargeRequest } from "../src/models.ts";
import { commitThen, connectionReset, createChargeApi, type Row } from "./support/charge-api.ts";
import { type FaultServer, startFaultServer } from "./support/fault-server.ts";

const body: ChargeRequest = { amount: 700, debt_account_id: "account-1" };
const HOUR_MS = 3_600_000;

let server: FaultServer | undefined;
afterEach(() => server?.close());

describe("a reason to abort", () => {
  async function refusedCall(): Promise<TrattaApiError> {
    const api = createChargeApi();
    api.post = () => Response.json({ error: "no" }, { status: 422 });
    const outcome = await chargeOnce(api.client, body);
    if (outcome.outcome === "not_charged" && outcome.error instanceof TrattaApiError) return outcome.error;
    throw new Error("was not refused");
  }

  it("that is the refusal of another call does not make a charge under way look refused", async () => {
    const reason = await refusedCall();
    const controller = new AbortController();
    server = await startFaultServer(() => controller.abort(reason));
    const client = createTrattaClient({ baseUrl: server.url, token: "t" });
    const outcome = await chargeOnce(client, body, { signal: controller.signal });
    expect(outcome).toEqual({ outcome: "unknown", error: reason, candidates: [] });
    expect(server.requests).toHaveLength(1);
  });

  it("that is such a refusal, given to a request by a hook, does not either", async () => {
    const reason = await refusedCall();
    const controller = new AbortController();
    server = await startFaultServer(() => controller.abort(reason));
    const client = createTrattaClient({ baseUrl: server.url, token: "t", retry: false });
    client.use({ onRequest: ({ request }) => new Request(request, { signal: controller.signal }) });
    const outcome = await chargeOnce(client, body, { lookForMs: 0 });
    expect(outcome).toEqual({ outcome: "unknown", error: reason, candidates: [] });
  });
});

describe("an abort before the request leaves", () => {
  const reason = new Error("the user left");

  it("while the token is awaited throws the reason, and gives the claim back", async () => {
    const controller = new AbortController();
    const api = createChargeApi({
      token: async () => {
        controller.abort(reason);
        await new Promise((resolve) => setImmediate(resolve));
        return "late";
      },
    });
    const ledger = createMemoryLedger();
    const options = { reference: "invoice-1", ledger, signal: controller.signal };
    await expect(chargeOnce(api.client, body, options)).rejects.toBe(reason);
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(api.requests).toEqual([]);
    expect(await ledger.claim("invoice-1", await intentOf(body))).toBeUndefined();
  });

  it("while the rate limit pauses the client throws the reason, and gives the claim back", async () => {
    const controller = new AbortController();
    const api = createChargeApi({ retry: { maxRetries: 1 } });
    api.list = () => {
      setTimeout(() => controller.abort(reason), 20);
      return new Response("", { status: 429, headers: { "Retry-After": "30" } });
    };
    const other = new AbortController();
    const paused = api.client.GET("/charges", { signal: other.signal });
    await new Promise((resolve) => setTimeout(resolve, 10));
    const ledger = createMemoryLedger();
    const options = { reference: "invoice-1", ledger, signal: controller.signal };
    await expect(chargeOnce(api.client, body, options)).rejects.toBe(reason);
    other.abort(reason);
    await expect(paused).rejects.toBe(reason);
    expect(api.requests).toEqual(["GET /charges"]);
    expect(await ledger.claim("invoice-1", await intentOf(body))).toBeUndefined();
  });

  it("throws the reason even when the claim cannot be given back", async () => {
    const controller = new AbortController();
    const api = createChargeApi();
    const ledger: ChargeLedger = {
      async claim() {
        controller.abort(reason);
        return undefined;
      },
      settle() {
        throw new Error("connection lost");
      },
    };
    const options = { reference: "invoice-1", ledger, signal: controller.signal };
    await expect(chargeOnce(api.client, body, options)).rejects.toBe(reason);
    expect(api.requests).toEqual([]);
  });
});

describe("a hook that replaces the response", () => {
  it.each<[string, number, object, number]>([
    ["an error with a success status to 422", 200, { error: "processor timeout" }, 422],
    ["a charge to 409", 201, { data: { id: "charge-1" } }, 409],
    ["500 to 400", 500, { error: "no" }, 400],
  ])("does not make a charge look refused: from %s", async (_, status, responded, replaced) => {
    const api = createChargeApi();
    api.post = commitThen(api, () => Response.json(responded, { status }));
    api.client.use({
      onResponse: ({ request }) => (request.method === "POST" ? Response.json({}, { status: replaced }) : undefined),
    });
    expect(await chargeOnce(api.client, body)).toEqual({ outcome: "charged", charge: api.charges[0], via: "lookup" });
  });

  it("does not make a refused charge look made", async () => {
    const api = createChargeApi();
    api.post = () => Response.json({ error: "no" }, { status: 422 });
    api.client.use({ onResponse: () => Response.json({ ok: true }) });
    expect(await chargeOnce(api.client, body, { lookForMs: 0 })).toEqual({
      outcome: "unknown",
      error: expect.any(TrattaResponseError),
      candidates: [],
    });
  });

  it("may unwrap the charge", async () => {
    const api = createChargeApi();
    api.client.use({
      async onResponse({ response }) {
        const { data } = (await response.json()) as { data: object };
        return Response.json(data, { status: response.status, headers: response.headers });
      },
    });
    const [charge, via] = [expect.objectContaining({ id: "charge-1" }), "response"];
    expect(await chargeOnce(api.client, body)).toEqual({ outcome: "charged", charge, via });
  });
});

describe("a response that contradicts itself", () => {
  it("does not count as failed when the charge in it is pending", async () => {
    const api = createChargeApi();
    api.post = commitThen(api, () =>
      Response.json({ status: "failed", data: { id: "charge-1", status: "pending" } }, { status: 201 }),
    );
    expect(await chargeOnce(api.client, body)).toEqual({ outcome: "charged", charge: api.charges[0], via: "lookup" });
  });
});

describe("a server's clock that cannot be relied upon", () => {
  it.each<[string, () => Record<string, string>]>([
    ["comes from a cache", () => ({ Date: new Date(Date.now() - HOUR_MS).toUTCString(), Age: "3600" })],
    ["has no zone", () => ({ Date: new Date(Date.now() - HOUR_MS).toUTCString().slice(0, -4) })],
  ])("does not make an older charge the one that was sought: its date %s", async (_, headers) => {
    const api = createChargeApi();
    api.post = connectionReset;
    const created_at = new Date(Date.now() - 30_000).toISOString();
    const older: Row = { id: "older", amount: 700, debt_account_id: "account-1", status: "completed", created_at };
    api.list = () => Response.json({ data: [older], links: { next: null } }, { headers: headers() });
    const outcome = await chargeOnce(api.client, body);
    expect(outcome).toEqual({ outcome: "unknown", error: expect.any(TrattaNetworkError), candidates: [older] });
  });
});

describe("rows that are no objects", () => {
  it("are candidates, and end no look", async () => {
    const api = createChargeApi();
    api.post = commitThen(api, connectionReset);
    api.list = () => Response.json({ data: [null, ...api.charges], links: { next: null } });
    expect(await chargeOnce(api.client, body)).toMatchObject({ outcome: "unknown", candidates: [{}, { amount: 700 }] });
  });
});

describe("ids that JSON.parse rounds to one and the same number", () => {
  const [id1, id2] = ["1795614873871003649", "1795614873871003650"];
  const created_at = new Date(Date.now() + 1_000).toISOString();
  const rowOf = (id: string | undefined): string =>
    `{"id":${id},"amount":700,"debt_account_id":"account-1","created_at":"${created_at}"}`;

  it("do not make one charge of two that were found", async () => {
    const api = createChargeApi();
    api.post = connectionReset;
    api.list = () =>
      new Response(`{"data":[${rowOf(id1)},${rowOf(id2)}],"meta":{"current_page":1},"links":{"next":null}}`);
    const outcome = await chargeOnce(api.client, body);
    expect(outcome).toMatchObject({ outcome: "unknown", candidates: [{ amount: 700 }, { amount: 700 }] });
  });

  it("do not make one charge of two that were made", async () => {
    const api = createChargeApi();
    const ids = [id1, id2];
    api.post = () => new Response(`{"data":${rowOf(ids.shift())}}`, { status: 201 });
    const ledger = createMemoryLedger();
    for (const reference of ["invoice-1", "invoice-2"]) {
      expect(await chargeOnce(api.client, body, { reference, ledger })).toMatchObject({ outcome: "charged" });
    }
  });
});

describe("a ledger that does not keep its contract", () => {
  it.each<[string, unknown]>([
    ["null", null],
    ["false", false],
    ["true", true],
    ["an entry without an intent", { state: "in_flight", claimedAt: new Date() }],
    ["an intent that was not parsed", { state: "in_flight", claimedAt: new Date(), intent: "{}" }],
  ])("has nothing sent when it returns %s from claim", async (_, entry) => {
    const api = createChargeApi();
    const ledger: ChargeLedger = { claim: async () => entry as undefined, settle: async () => true };
    const outcome = chargeOnce(api.client, body, { reference: "invoice-1", ledger });
    await expect(outcome).rejects.toMatchObject({ code: "TrattaRequestError", field: "ledger" });
    expect(api.requests).toEqual([]);
  });

  it("does not hide a charge for want of a time", async () => {
    const entry = {
      state: "charged",
      intent: await intentOf(body),
      claimedAt: "yesterday",
      charge: { id: "7" },
    } as const;
    const ledger: ChargeLedger = { claim: async () => entry, settle: async () => true };
    expect(await chargeOnce(createChargeApi().client, body, { reference: "invoice-1", ledger })).toEqual({
      outcome: "charged",
      charge: { id: "7" },
      via: "ledger",
    });
  });
});

describe("what a ledger holds", () => {
  it("does not change when the caller changes the outcome", async () => {
    const { client } = createChargeApi();
    const options = { reference: "invoice-1", ledger: createMemoryLedger() };
    await chargeOnce(client, body, options);
    const first = await chargeOnce(client, body, options);
    if (first.outcome === "charged") Object.assign(first.charge, { id: "another" });
    expect(await chargeOnce(client, body, options)).toMatchObject({ charge: { id: "charge-1" }, via: "ledger" });
  });

  it("does not take two charges for one because their ids are objects", async () => {
    const api = createChargeApi();
    let made = 0;
    api.post = () => Response.json({ data: { id: { number: (made += 1) } } }, { status: 201 });
    const ledger = createMemoryLedger();
    for (const reference of ["invoice-1", "invoice-2"]) {
      expect(await chargeOnce(api.client, body, { reference, ledger })).toMatchObject({ outcome: "charged" });
    }
  });
});

describe("arguments", () => {
  it.each([undefined, {}])("are refused before a reference is claimed: a client that is %j", async (client) => {
    const ledger = createMemoryLedger();
    const outcome = chargeOnce(client as never, body, { reference: "invoice-1", ledger });
    await expect(outcome).rejects.toBeInstanceOf(TrattaRequestError);
    expect(await ledger.claim("invoice-1", await intentOf(body))).toBeUndefined();
  });

  it("are read once, so that the amount that was checked is the one that is sent", async () => {
    const api = createChargeApi();
    const amounts = [700, 7_000];
    const changing = {
      debt_account_id: "account-1",
      get amount() {
        return amounts.shift() ?? 0;
      },
    };
    await chargeOnce(api.client, changing);
    expect(api.charges).toMatchObject([{ amount: 700 }]);
  });
});
