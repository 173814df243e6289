import { describe, expect, it } from "vitest";
import { chargeOnce, type ChargeOutcome } from "../src/charge-once.ts";
import { createTrattaClient } from "../src/client.ts";
import { TrattaApiError, TrattaNetworkError, TrattaRequestError } from "../src/errors.ts";
import type { ChargeRequest } from "../src/models.ts";
import {
  type ChargeApi,
  commitThen,
  connectionReset,
  createChargeApi,
  type Respond,
  type Row,
} from "./support/charge-api.ts";
import { findRefusingUrl } from "./support/fault-server.ts";

const body: ChargeRequest = { amount: 700, debt_account_id: "account-1" };
const SECOND_MS = 1_000;

/** A response to POST /charges that carried nothing out. */
function responding(status: number, json: unknown, headers: Record<string, string> = {}): Respond {
  return () => Response.json(json, { status, headers });
}

function posts({ requests }: ChargeApi): number {
  return requests.filter((request) => request.startsWith("POST")).length;
}

/** A row that is the charge, but for what is given. */
function row(given: Row = {}, afterMs = 0): Row {
  const created_at = new Date(Date.now() + afterMs).toISOString();
  return { id: "wanted", amount: 700, debt_account_id: "account-1", status: "pending", created_at, ...given };
}

describe("the response to the charge", () => {
  it.each<[string, number, unknown, object]>([
    ["201 with the charge in data", 201, { data: { id: "7", amount: 700 } }, { id: "7", amount: 700 }],
    ["200", 200, { data: { id: "7" } }, { id: "7" }],
    ["a bare charge", 201, { id: "7", status: "pending" }, { id: "7", status: "pending" }],
    ["no id", 201, { data: { amount: 700 } }, { amount: 700 }],
    ["an object that says nothing", 200, {}, {}],
    ["success: true", 200, { success: true }, { success: true }],
    ["an error that is null", 200, { data: { id: "7" }, error: null }, { id: "7" }],
    ["data that is null", 202, { data: null, id: "7" }, { data: null, id: "7" }],
  ])("counts as charged: %s", async (_, status, json, charge) => {
    const api = createChargeApi();
    api.post = responding(status, json);
    expect(await chargeOnce(api.client, body)).toEqual({ outcome: "charged", charge, via: "response" });
    expect(api.requests).toEqual(["POST /charges"]);
  });

  it.each([400, 401, 402, 403, 404, 409, 422, 429])("counts as not charged: HTTP %i", async (status) => {
    const api = createChargeApi();
    api.post = responding(status, { error: "no" });
    const outcome = await chargeOnce(api.client, body);
    expect(outcome).toEqual({ outcome: "not_charged", error: expect.any(TrattaApiError) });
    expect(outcome).toMatchObject({ error: { status, outcome: "rejected" } });
    expect(api.requests).toEqual(["POST /charges"]);
  });

  it.each([{ data: { id: "7", status: "failed" } }, { id: "7", status: "Failed" }, { status: "failed", data: null }])(
    "counts as not charged when its status is failed: %j",
    async (json) => {
      const api = createChargeApi();
      api.post = responding(201, json);
      const outcome = await chargeOnce(api.client, body);
      expect(outcome).toEqual({ outcome: "not_charged", error: expect.any(TrattaApiError) });
      expect(outcome).toMatchObject({ error: { status: 201, body: json } });
    },
  );

  it.each<[string, Respond]>([
    ["success: false", responding(200, { success: false })],
    ["an error", responding(200, { error: "processor timeout" })],
    ["an error in data", responding(201, { data: { error: "processor timeout" } })],
    ["an empty body", () => new Response("", { status: 201 })],
    ["no content", () => new Response(null, { status: 204 })],
    ["null", responding(201, null)],
    ["a list", responding(201, [{ id: "7" }])],
    ["a string", responding(201, "ok")],
    ["HTML", () => new Response("<html>", { headers: { "Content-Type": "text/html" } })],
    ["broken JSON", () => new Response('{"data":{', { status: 201 })],
    ["a redirect", () => new Response(null, { status: 302, headers: { Location: "/login" } })],
    ["HTTP 500", responding(500, { error: "no" })],
    ["HTTP 503 without a body", () => new Response("", { status: 503 })],
    ["none, since the connection broke", connectionReset],
  ])("leaves the outcome unknown, and is looked after: %s", async (_, respond) => {
    const api = createChargeApi();
    api.post = commitThen(api, respond);
    expect(await chargeOnce(api.client, body)).toEqual({ outcome: "charged", charge: api.charges[0], via: "lookup" });

    const idle = createChargeApi();
    idle.post = respond;
    const outcome = await chargeOnce(idle.client, body, { lookForMs: 20 });
    expect(outcome).toEqual({ outcome: "unknown", error: expect.any(Error), candidates: [] });
    expect(outcome).toMatchObject({ error: { path: "/charges", method: "POST" } });
    expect([posts(api), posts(idle)]).toEqual([1, 1]);
  });

  it("counts as not charged when the connection was refused", async () => {
    const client = createTrattaClient({ baseUrl: await findRefusingUrl(), token: "t", retry: false });
    const outcome = await chargeOnce(client, body);
    expect(outcome).toEqual({ outcome: "not_charged", error: expect.any(TrattaNetworkError) });
    expect(outcome).toMatchObject({ error: { outcome: "not_sent" } });
  });

  it("counts as not charged when the token function failed, since nothing was sent", async () => {
    const api = createChargeApi({
      token: () => {
        throw new Error("vault is sealed");
      },
    });
    const outcome = await chargeOnce(api.client, body);
    expect(outcome).toEqual({ outcome: "not_charged", error: expect.any(TrattaRequestError) });
    expect(api.requests).toEqual([]);
  });

  it("is waited for again after a 429, which did nothing", async () => {
    const api = createChargeApi({ retry: { maxRetries: 1 } });
    const commit = api.post;
    api.post = (request) => {
      api.post = commit;
      return responding(429, {}, { "Retry-After": "0" })(request);
    };
    expect(await chargeOnce(api.client, body)).toMatchObject({ outcome: "charged", via: "response" });
    expect(api.charges).toHaveLength(1);
  });
});

describe("a hook of the client", () => {
  it("that throws after the response does not make a charge look refused, whatever it throws", async () => {
    const api = createChargeApi();
    const refusal = await chargeOnce(createRefusing().client, body);
    api.client.use({
      onResponse({ request }) {
        if (request.method === "POST" && refusal.outcome === "not_charged") throw refusal.error;
      },
    });
    expect(await chargeOnce(api.client, body)).toEqual({ outcome: "charged", charge: api.charges[0], via: "lookup" });
  });

  it("that makes a response of an error does not make a charge look made", async () => {
    const api = createChargeApi();
    api.post = connectionReset;
    api.client.use({ onError: () => Response.json({ data: { id: "queued" } }) });
    expect(await chargeOnce(api.client, body, { lookForMs: 20 })).toEqual({
      outcome: "unknown",
      error: expect.any(TrattaNetworkError),
      candidates: [],
    });
  });

  function createRefusing(): ChargeApi {
    const api = createChargeApi();
    api.post = responding(422, {});
    return api;
  }
});

describe("looking for the charge", () => {
  interface Scene {
    readonly commits?: boolean;
    readonly body?: ChargeRequest;
    readonly api?: ChargeApi;
    /** Where nothing is to be found, time has to run out. */
    readonly lookForMs?: number;
  }

  /** Charges, loses the response, and looks into a list that holds `rows`, and the charge if it `commits`. */
  async function look(rows: readonly Row[], scene: Scene = {}): Promise<ChargeOutcome> {
    const { api = createChargeApi(), lookForMs = 10_000 } = scene;
    api.post = scene.commits ? commitThen(api, connectionReset) : connectionReset;
    api.charges.push(...rows);
    const outcome = await chargeOnce(api.client, scene.body ?? body, { lookForMs });
    expect(posts(api)).toBe(1);
    return outcome;
  }
  const found = (id: string): object => ({ outcome: "charged", via: "lookup", charge: { id } });
  const unclear = (...ids: string[]): object => ({
    outcome: "unknown",
    error: { code: "TrattaNetworkError", method: "POST" },
    candidates: ids.map((id) => ({ id })),
  });

  it.each<[string, Row, "charged" | "candidate" | "ignored"]>([
    ["with all that it takes", {}, "charged"],
    ["that is completed", { status: "completed" }, "charged"],
    ["without a status", { status: undefined }, "charged"],
    ["whose amount is text", { amount: "700.00" }, "charged"],
    ["whose amount was rounded as a float", { amount: 700.0000001 }, "charged"],
    ["of another amount", { amount: 701 }, "ignored"],
    ["of another account", { debt_account_id: "account-2" }, "ignored"],
    ["of another account, without an amount", { debt_account_id: "account-2", amount: undefined }, "ignored"],
    ["of another amount, without a time", { amount: 7, created_at: undefined }, "ignored"],
    ["that failed", { status: "failed" }, "candidate"],
    ["that was refunded", { status: "refunded" }, "candidate"],
    ["in a state that the spec does not know", { status: "declined" }, "candidate"],
    ["without an amount", { amount: undefined }, "candidate"],
    ["whose amount is null", { amount: null }, "candidate"],
    ["whose amount is not a number", { amount: "700,00" }, "candidate"],
    ["without an account", { debt_account_id: undefined }, "candidate"],
    ["whose account is null", { debt_account_id: null }, "candidate"],
    ["without a time", { created_at: undefined }, "candidate"],
    ["whose time is no time", { created_at: "soon" }, "candidate"],
    ["whose time has no zone", { created_at: new Date().toISOString().slice(0, 19) }, "candidate"],
    ["whose time is a day", { created_at: new Date().toISOString().slice(0, 10) }, "candidate"],
  ])("judges a row %s", async (_, given, expected) => {
    const outcome = await look([row(given, 100)], expected === "ignored" ? { lookForMs: 20 } : {});
    const outcomes = { charged: found("wanted"), candidate: unclear("wanted"), ignored: unclear() };
    expect(outcome).toMatchObject(outcomes[expected]);
  });

  it('reads "1,000.00" as an amount that it cannot read', async () => {
    const rows = [row({ amount: "1,000.00" }, 100)];
    expect(await look(rows, { body: { ...body, amount: 1_000 } })).toMatchObject(unclear("wanted"));
  });

  it("takes an account id that the server sends as a number for the same", async () => {
    const sent = { ...body, debt_account_id: "42" };
    expect(await look([row({ debt_account_id: 42 }, 100)], { body: sent })).toMatchObject(found("wanted"));
  });

  it.each<[string, Row, Row, "charged" | "candidate" | "ignored"]>([
    ["the external id, as sent", {}, {}, "charged"],
    ["both ids", {}, { debt_account_id: "42" }, "charged"],
    ["another external id", {}, { debt_account_external_id: "ACC-2" }, "ignored"],
    ["the internal id alone", {}, { debt_account_id: "42", debt_account_external_id: undefined }, "candidate"],
    ["the external id, where no account is linked", { linked_debt_account: false }, {}, "candidate"],
    ["the external id, where one is linked", { linked_debt_account: true }, {}, "charged"],
    ["one id of two that were sent, and another", { debt_account_id: "42" }, { debt_account_id: "43" }, "candidate"],
  ])("judges a row that shows %s", async (_, sent, given, expected) => {
    const external = { amount: 700, debt_account_external_id: "ACC-1" };
    const shown = row({ debt_account_id: undefined, debt_account_external_id: "ACC-1", ...given }, 100);
    const options = expected === "ignored" ? { lookForMs: 20 } : {};
    const outcomes = { charged: found("wanted"), candidate: unclear("wanted"), ignored: unclear() };
    expect(await look([shown], { body: { ...external, ...sent }, ...options })).toMatchObject(outcomes[expected]);
  });

  it("does not decide between two rows", async () => {
    expect(await look([row({ id: "other" }, 100)], { commits: true })).toMatchObject(unclear("charge-2", "other"));
  });

  it("does not decide when one row is the charge and another cannot be read", async () => {
    const other = row({ id: "other", amount: undefined }, 100);
    expect(await look([other], { commits: true })).toMatchObject(unclear("charge-2", "other"));
  });

  it("does not count a row twice that it read twice, because the list is not in the order that it seemed to be", async () => {
    const api = createChargeApi();
    const pages = [
      [row({ id: "1", amount: 1 }, -9_000_000), row({ id: "2", amount: 1 }, -8_000_000)],
      [row({ id: "3", amount: 1 }, -9_500_000), row({ id: "4", amount: 1 }, -5_000_000)],
      [row({ id: "5", amount: 1 }, 50), row({}, 100)],
    ];
    const read: number[] = [];
    api.list = (request) => {
      const page = Number(new URL(request.url).searchParams.get("page"));
      read.push(page);
      return Response.json({
        data: pages[page - 1],
        meta: { current_page: page, total: 6, total_pages: 3 },
        links: {},
      });
    };
    expect(await look([], { api })).toMatchObject(found("wanted"));
    expect(read).toEqual([1, 3, 2, 2, 3]);
  });

  it("finds nothing by a body without an account, but shows what may be the charge", async () => {
    const sent = { amount: 700 };
    expect(await look([row({}, 100)], { body: sent })).toMatchObject(unclear("wanted"));
    expect(await look([], { body: sent, commits: true })).toMatchObject(unclear("charge-1"));
  });

  it.each([0, 3_600_000, -3_600_000, 86_400_123, -300])(
    "finds the charge, and not the one of two seconds before, when the server's clock is %i ms ahead",
    async (clockOffsetMs) => {
      const earlier = row({ id: "earlier" }, clockOffsetMs - 2 * SECOND_MS);
      const [api, idle] = [createChargeApi(), createChargeApi()];
      api.clockOffsetMs = idle.clockOffsetMs = clockOffsetMs;
      expect(await look([earlier], { commits: true, api })).toMatchObject(found("charge-2"));
      expect(await look([earlier], { api: idle, lookForMs: 20 })).toMatchObject(unclear());
    },
  );

  it("finds a charge whose time is cut down to the second", async () => {
    const api = createChargeApi();
    const { commit } = api;
    api.commit = (sent) => {
      const charge = commit(sent);
      charge["created_at"] = `${String(charge["created_at"]).slice(0, 19)}Z`;
      return charge;
    };
    expect(await look([], { commits: true, api })).toMatchObject(found("charge-1"));
  });

  it("does not take a charge made hours after the request for it", async () => {
    expect(await look([row({}, 2 * 3_600_000)])).toMatchObject(unclear("wanted"));
  });

  it.each<[string, (() => string) | undefined]>([
    ["have no date", undefined],
    ["have a date that is none", () => "yesterday"],
  ])("only shows what may be the charge when responses %s", async (_, date) => {
    const api = createChargeApi();
    api.date = date;
    const rows = [row({ id: "too old" }, -70 * SECOND_MS), row({ id: "in the minute before" }, -50 * SECOND_MS)];
    const outcome = await look(rows, { api, commits: true });
    expect(outcome).toMatchObject(unclear("charge-3", "in the minute before"));
  });

  it("only shows what may be the charge when the dates of responses contradict one another", async () => {
    const api = createChargeApi();
    api.date = () => new Date(Date.now() + api.requests.length * 3_600_000).toUTCString();
    const { list } = api;
    api.list = (request) => (api.requests.length === 2 ? new Response("", { status: 503 }) : list(request));
    expect(await look([], { api, commits: true })).toMatchObject(unclear("charge-1"));
  });

  it("looks again when the charge is not listed yet", async () => {
    const api = createChargeApi();
    const { list } = api;
    let looks = 0;
    api.list = (request) => ((looks += 1) < 3 ? api.page(request, []) : list(request));
    api.post = commitThen(api, connectionReset);
    expect(await chargeOnce(api.client, body)).toMatchObject({ outcome: "charged", charge: { id: "charge-1" } });
    expect(looks).toBe(3);
  });

  it.each([401, 403, 422])("gives up after HTTP %i, which another look would get again", async (status) => {
    const api = createChargeApi();
    api.post = commitThen(api, connectionReset);
    api.list = responding(status, {});
    expect(await chargeOnce(api.client, body)).toMatchObject({ outcome: "unknown", candidates: [] });
    expect(api.requests).toEqual(["POST /charges", "GET /charges"]);
  });

  it("does not wait for a Retry-After that is longer than the time it has", async () => {
    const api = createChargeApi();
    api.post = commitThen(api, connectionReset);
    api.list = responding(429, {}, { "Retry-After": "3600" });
    expect(await chargeOnce(api.client, body)).toMatchObject({ outcome: "unknown", candidates: [] });
    expect(api.requests).toEqual(["POST /charges", "GET /charges"]);
  });

  it("ends in time when the client itself would wait longer, or a look never ends", async () => {
    const waiting = createChargeApi({ retry: { maxRetries: 3 } });
    waiting.post = connectionReset;
    waiting.list = responding(429, {}, { "Retry-After": "50" });
    const silent = createChargeApi();
    silent.post = connectionReset;
    silent.list = () => new Promise(() => {});
    const outcomes = await Promise.all(
      [waiting, silent].map(({ client }) => chargeOnce(client, body, { lookForMs: 30 })),
    );
    for (const outcome of outcomes) expect(outcome).toMatchObject({ outcome: "unknown", candidates: [] });
  });

  it("looks no further when lookForMs is 0", async () => {
    const api = createChargeApi();
    api.post = commitThen(api, connectionReset);
    expect(await chargeOnce(api.client, body, { lookForMs: 0 })).toMatchObject({ outcome: "unknown" });
    expect(api.requests).toEqual(["POST /charges"]);
  });

  it("reads at most 20 pages, and takes nothing for the charge from a list that it did not read to the end", async () => {
    const api = createChargeApi();
    api.post = connectionReset;
    // In no order, so that only the end of the list is the end.
    const others = Array.from({ length: 15_000 }, (_, index) =>
      row({ id: `o${index}`, amount: 1 }, (index * 7_919) % 10_000),
    );
    expect(await look([...others, row({}, 100)], { api })).toMatchObject(unclear("wanted"));
    expect(api.requests).toHaveLength(21);
  });

  it("looks through transactions for candidates where there is no list of charges", async () => {
    const api = createChargeApi();
    api.post = commitThen(api, connectionReset);
    api.list = responding(404, {});
    const submitted_date = Math.floor(Date.now() / 1_000);
    api.listTransactions = (request) =>
      api.page(request, [
        { id: "by the vendor", amount: "700", submitted_date },
        { id: "of the spec", amount: 700, created_at: new Date().toISOString() },
        { id: "other", amount: 701, submitted_date },
        { id: "old", amount: 700, submitted_date: submitted_date - 3_600 },
      ]);
    expect(await chargeOnce(api.client, body)).toMatchObject({
      outcome: "unknown",
      candidates: [{ id: "by the vendor" }, { id: "of the spec" }],
    });
    expect(api.requests).toEqual(["POST /charges", "GET /charges", "GET /transactions"]);
  });
});

describe("a signal", () => {
  const reason = new Error("the user left");

  it("that was aborted before is thrown before anything is sent", async () => {
    const api = createChargeApi();
    await expect(chargeOnce(api.client, body, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(api.requests).toEqual([]);
  });

  it("aborted while the charge is under way leaves the outcome unknown", async () => {
    const api = createChargeApi();
    const controller = new AbortController();
    api.post = commitThen(api, () => {
      controller.abort(reason);
      return new Promise(() => {});
    });
    const outcome = await chargeOnce(api.client, body, { signal: controller.signal });
    expect(outcome).toEqual({ outcome: "unknown", error: reason, candidates: [] });
    expect(api.requests).toEqual(["POST /charges"]);
  });

  it("aborted while looking ends the looking", async () => {
    const api = createChargeApi();
    const controller = new AbortController();
    api.post = connectionReset;
    api.list = () => {
      controller.abort(reason);
      return new Promise(() => {});
    };
    const outcome = await chargeOnce(api.client, body, { signal: controller.signal });
    expect(outcome).toEqual({ outcome: "unknown", error: expect.any(TrattaNetworkError), candidates: [] });
  });
});

describe("bad arguments", () => {
  const ledger = { claim: async () => undefined, settle: async () => true };

  it.each<[string, object, object, string]>([
    ["an amount that is no number", { amount: NaN }, {}, "amount"],
    ["an amount as text", { amount: "700" }, {}, "amount"],
    ["no amount", { debt_account_id: "1" }, {}, "amount"],
    ["a reference without a ledger", body, { reference: "r" }, "ledger"],
    ["a ledger without a reference", body, { ledger }, "reference"],
    ["an empty reference", body, { reference: "", ledger }, "reference"],
    ["a blank reference", body, { reference: " ", ledger }, "reference"],
    ["a reference that is a number", body, { reference: 7, ledger }, "reference"],
    ["a ledger without methods", body, { reference: "r", ledger: {} }, "ledger"],
    ["a signal that is none", body, { signal: {} }, "signal"],
    ["a time to look that is negative", body, { lookForMs: -1 }, "lookForMs"],
    ["a time to look that is endless", body, { lookForMs: Infinity }, "lookForMs"],
    ["a misspelt option", body, { lookForMS: 1 }, "lookForMS"],
  ])("reject with TrattaRequestError: %s", async (_, sent, options, field) => {
    const api = createChargeApi();
    const outcome = chargeOnce(api.client, sent as ChargeRequest, options);
    await expect(outcome).rejects.toMatchObject({ code: "TrattaRequestError", field });
    expect(api.requests).toEqual([]);
  });

  it("reject when there is no body at all", async () => {
    const { client } = createChargeApi();
    await expect(chargeOnce(client, undefined as never)).rejects.toMatchObject({ field: "amount" });
  });
});
