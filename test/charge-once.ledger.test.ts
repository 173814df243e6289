import { describe, expect, it, vi } from "vitest";
import { chargeOnce, type ChargeOnceOptions } from "../src/charge-once.ts";
import type { ChargeLedger } from "../src/charges/charge-ledger.ts";
import { createMemoryLedger } from "../src/charges/create-memory-ledger.ts";
import type { ChargeBody } from "../src/charges/charge-intent.ts";
import {
  type ChargeApi,
  commitThen,
  connectionReset,
  createChargeApi,
  type Respond,
  type Row,
} from "./support/charge-api.ts";

const body: ChargeBody = { amount: 700, debt_account_id: "account-1" };

function posts({ requests }: ChargeApi): number {
  return requests.filter((request) => request.startsWith("POST")).length;
}

/** Charges under a reference; finds nothing in 20 ms where there is nothing to be found. */
function scene(ledger: ChargeLedger = createMemoryLedger()) {
  const api = createChargeApi();
  const charge = (reference: string, given: ChargeBody = body, options: ChargeOnceOptions = {}) =>
    chargeOnce(api.client, given, { reference, ledger, lookForMs: 20, ...options });
  return { api, ledger, charge };
}

/** A ledger that does what it should, but for what is given. */
function ledgerBut(given: Partial<ChargeLedger>): ChargeLedger {
  return { ...createMemoryLedger(), ...given };
}
const refused: Respond = () => Response.json({ error: "no" }, { status: 422 });
const down = new Error("the database is down");
const fails = async (): Promise<never> => Promise.reject(down);

describe("a reference", () => {
  it("is charged once by 50 calls at the same time", async () => {
    const { api, charge } = scene();
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => charge("r", body, { lookForMs: 2_000 })));
    expect(posts(api)).toBe(1);
    expect(outcomes.filter(({ outcome }) => outcome === "not_charged")).toEqual([]);
    expect(outcomes).toContainEqual({ outcome: "charged", charge: api.charges[0], via: "response" });
  });

  it("that was charged is known from the ledger afterwards, by what the ledger may know", async () => {
    const { api, charge } = scene();
    await charge("r");
    const { id, amount, debt_account_id, status, created_at } = api.charges[0] ?? {};
    const known = { id, amount, debt_account_id, status, created_at };
    expect(await charge("r")).toEqual({ outcome: "charged", charge: known, via: "ledger" });
    expect(posts(api)).toBe(1);
  });

  it("that named its account by the external id is known from the ledger by that", async () => {
    const { api, charge } = scene();
    const sent = { amount: 700, debt_account_external_id: "ACC-1", payment_method_id: "7" };
    await charge("r", sent);
    expect(await charge("r", sent)).toMatchObject({ via: "ledger", charge: { debt_account_external_id: "ACC-1" } });
    expect(posts(api)).toBe(1);
    await expect(charge("r", { ...sent, debt_account_external_id: "ACC-2" })).rejects.toMatchObject({
      field: "reference",
    });
  });

  it("that was charged without an id is known from the ledger, too", async () => {
    const { api, charge } = scene();
    api.post = () => Response.json({ success: true });
    await charge("r");
    expect(await charge("r")).toEqual({ outcome: "charged", charge: {}, via: "ledger" });
  });

  it("that was refused can be charged again", async () => {
    const { api, charge } = scene();
    const { post } = api;
    api.post = refused;
    expect(await charge("r")).toMatchObject({ outcome: "not_charged", error: { status: 422 } });
    api.post = post;
    expect(await charge("r")).toMatchObject({ outcome: "charged", via: "response" });
  });

  it("whose outcome is unknown is looked for again, and never sent again", async () => {
    const { api, charge } = scene();
    const { list } = api;
    api.post = commitThen(api, connectionReset);
    api.list = () => new Response("", { status: 500 });
    expect(await charge("r")).toMatchObject({ outcome: "unknown" });
    expect(await charge("r")).toEqual({ outcome: "unknown", candidates: [] });
    api.list = list;
    const found = { outcome: "charged", charge: { id: "charge-1" }, via: "lookup" };
    expect(await charge("r", body, { lookForMs: 10_000 })).toMatchObject(found);
    expect(await charge("r")).toMatchObject({ outcome: "charged", charge: { id: "charge-1" }, via: "ledger" });
    expect(posts(api)).toBe(1);
  });

  it("whose claim a dead process left is looked for, and never sent", async () => {
    const { api, ledger, charge } = scene();
    await chargeOnce(api.client, body, { reference: "r", ledger: { ...ledger, settle: fails } });
    expect(await charge("r", body, { lookForMs: 10_000 })).toMatchObject({ outcome: "charged", via: "lookup" });

    const idle = scene();
    idle.api.post = connectionReset;
    await chargeOnce(idle.api.client, body, {
      reference: "r",
      ledger: { ...idle.ledger, settle: fails },
      lookForMs: 20,
    });
    expect(await idle.charge("r")).toEqual({ outcome: "unknown", candidates: [] });
    expect([posts(api), posts(idle.api)]).toEqual([1, 1]);
  });

  it("shows a charge made in the minute before a stale claim, since the clocks of both may differ", async () => {
    const { api, ledger, charge } = scene();
    api.post = connectionReset;
    await charge("r");
    api.commit({ ...body });
    (api.charges[0] as Row)["created_at"] = new Date(Date.now() - 30_000).toISOString();
    const outcome = await charge("r", body, { lookForMs: 10_000 });
    expect(outcome).toMatchObject({ outcome: "unknown", candidates: [{ id: "charge-1" }] });
    expect(await ledger.claim("r", { amount: 1, fingerprint: "" })).toMatchObject({ state: "unknown" });
  });

  it.each<[string, Partial<ChargeBody> & Row]>([
    ["amount", { amount: 701 }],
    ["account", { debt_account_id: "account-2" }],
    ["description", { description: "other" }],
    ["payment method", { payment_method_id: "7" }],
    ["day", { scheduled_at: "2027-01-01" }],
  ])("is refused with another %s, whatever became of it", async (_, change) => {
    const { api, charge } = scene();
    const { post } = api;
    for (const respond of [refused, connectionReset, post]) {
      api.post = respond;
      const reference = `r${api.requests.length}`;
      await charge(reference);
      const sent = posts(api);
      await expect(charge(reference, { ...body, ...change })).rejects.toMatchObject({
        code: "TrattaRequestError",
        field: "reference",
      });
      expect(posts(api)).toBe(sent);
    }
  });

  it("stays the same with another card, since no card reaches the ledger", async () => {
    const { api, charge } = scene();
    await charge("r", { ...body, card: { card_number: "4111111111111111" } } as ChargeBody);
    const again = await charge("r", { ...body, card: { card_number: "5500000000000004" } } as ChargeBody);
    expect(again).toMatchObject({ outcome: "charged", via: "ledger" });
    expect(posts(api)).toBe(1);
  });

  it("keeps to the body as it was when it was claimed", async () => {
    const sent: Row[] = [];
    const changing = { ...body };
    const ledger = createMemoryLedger();
    const { api } = scene();
    const { commit } = api;
    api.commit = (row) => commit((sent.push(row), row));
    const claim: ChargeLedger["claim"] = (reference, intent) => {
      changing.amount = 9;
      return ledger.claim(reference, intent);
    };
    await chargeOnce(api.client, changing, { reference: "r", ledger: { ...ledger, claim } });
    expect(sent).toEqual([body]);
  });
});

describe("two references with equal bodies", () => {
  it("do not both get the one charge between them", async () => {
    for (const [first, second] of [
      [true, false],
      [false, true],
    ]) {
      const { api, charge } = scene();
      const commits = [first, second];
      api.post = async (request) => {
        const respond = commits.shift() ? commitThen(api, connectionReset) : connectionReset;
        // Both are claimed by then: one that ends before the other begins is told apart.
        await vi.waitFor(() => expect(posts(api)).toBe(2), { timeout: 10_000, interval: 1 });
        return respond(request);
      };
      const outcomes = await Promise.all(["a", "b"].map((reference) => charge(reference)));
      for (const reference of ["a", "b", "a", "b"]) outcomes.push(await charge(reference));
      expect(outcomes.filter(({ outcome }) => outcome === "charged").length).toBe(0);
      expect(outcomes.every(({ outcome }) => outcome === "unknown")).toBe(true);
      expect([api.charges.length, posts(api)]).toEqual([1, 2]);
    }
  });

  it("leave the charge to the one whose response names it", async () => {
    const { api, charge } = scene();
    const { post } = api;
    api.post = connectionReset;
    await charge("a");
    api.post = post;
    expect(await charge("b")).toMatchObject({ outcome: "charged", via: "response" });
    const outcome = await charge("a", body, { lookForMs: 10_000 });
    expect(outcome).toMatchObject({ outcome: "unknown", candidates: [{ id: "charge-1" }] });
  });

  it("are told apart by two responses, but not by two with the same id", async () => {
    const { api, charge } = scene();
    api.post = () => Response.json({ data: { id: 7 } });
    expect(await charge("a")).toMatchObject({ outcome: "charged" });
    expect(await charge("b")).toEqual({ outcome: "unknown", candidates: [{ id: 7 }] });
    expect(await charge("b")).toMatchObject({ outcome: "unknown" });
    expect(posts(api)).toBe(2);
  });
});

describe("a ledger that fails", () => {
  it("to claim rejects the call with its own error, before anything is sent", async () => {
    const { api, charge } = scene(ledgerBut({ claim: fails }));
    await expect(charge("r")).rejects.toBe(down);
    expect(api.requests).toEqual([]);
  });

  it("to settle does not hide the charge", async () => {
    const { api, charge } = scene(ledgerBut({ settle: fails }));
    expect(await charge("r")).toEqual({
      outcome: "charged",
      charge: api.charges[0],
      via: "response",
      ledgerError: down,
    });
  });

  it("to settle does not hide that nothing was charged, or that it is unknown", async () => {
    const { api, charge } = scene(ledgerBut({ settle: fails }));
    api.post = refused;
    expect(await charge("a")).toMatchObject({ outcome: "not_charged", error: { status: 422 }, ledgerError: down });
    api.post = connectionReset;
    expect(await charge("b")).toMatchObject({ outcome: "unknown", candidates: [], ledgerError: down });
  });

  it("to settle a charge that was found makes it a candidate: another reference may own it", async () => {
    const { api, charge } = scene(ledgerBut({ settle: fails }));
    api.post = commitThen(api, connectionReset);
    expect(await charge("r", body, { lookForMs: 5_000 })).toEqual({
      outcome: "unknown",
      candidates: [api.charges[0]],
      ledgerError: down,
    });
  });

  it("to record a refusal, because the reference is charged by now, leaves the outcome unknown", async () => {
    const ledger = createMemoryLedger();
    const { api, charge } = scene(ledger);
    api.post = async (request) => {
      await ledger.settle("r", { outcome: "charged", charge: { id: "x" }, via: "lookup" });
      return refused(request);
    };
    expect(await charge("r")).toMatchObject({ outcome: "unknown", error: { status: 422 }, candidates: [] });
  });

  it.each([
    { state: "not_charged", claimedAt: new Date() },
    { state: "in_flight", claimedAt: "yesterday" },
    { state: "unknown", claimedAt: undefined },
  ])("by the entry %j rejects the call with TrattaRequestError, before anything is sent", async (given) => {
    const claim: ChargeLedger["claim"] = async (_, intent) => ({ intent, ...given }) as never;
    const { api, charge } = scene(ledgerBut({ claim }));
    await expect(charge("r")).rejects.toMatchObject({ code: "TrattaRequestError", field: "ledger" });
    expect(api.requests).toEqual([]);
  });
});

describe("a signal aborted", () => {
  const reason = new Error("the user left");

  it("while the reference is claimed gives the claim back, and throws the caller's reason", async () => {
    const ledger = createMemoryLedger();
    const controller = new AbortController();
    const claim: ChargeLedger["claim"] = (reference, intent) => {
      controller.abort(reason);
      return ledger.claim(reference, intent);
    };
    const { api, charge } = scene(ledger);
    const { signal } = controller;
    await expect(chargeOnce(api.client, body, { reference: "r", ledger: { ...ledger, claim }, signal })).rejects.toBe(
      reason,
    );
    expect(api.requests).toEqual([]);
    expect(await charge("r")).toMatchObject({ outcome: "charged", via: "response" });
  });

  it("while the charge is under way keeps the claim", async () => {
    const { api, charge } = scene();
    const controller = new AbortController();
    api.post = commitThen(api, () => {
      controller.abort(reason);
      return new Promise(() => {});
    });
    expect(await charge("r", body, { signal: controller.signal })).toMatchObject({ outcome: "unknown", error: reason });
    expect(await charge("r", body, { lookForMs: 5_000 })).toMatchObject({ outcome: "charged", via: "lookup" });
    expect(posts(api)).toBe(1);
  });
});

describe("what reaches a ledger", () => {
  it("holds no card, bank or personal data, not even hashed", async () => {
    const secrets = {
      card: { card_number: "4111111111111111" },
      ach: { account_number: "000123" },
      email: "jane@example.com",
    };
    const seen: unknown[] = [];
    const ledger = createMemoryLedger();
    const spy: ChargeLedger = {
      claim: (...call) => (seen.push(call), ledger.claim(...call)),
      settle: (...call) => (seen.push(call), ledger.settle(...call)),
    };
    const { api, charge } = scene(spy);
    api.post = () => Response.json({ data: { id: "7", amount: 700, ...secrets, status: "pending" } });
    await charge("r", { ...body, ...secrets });
    const fingerprint = expect.stringMatching(/^[0-9a-f]{64}$/);
    expect(seen).toEqual([
      ["r", { amount: 700, account: "account-1", fingerprint }],
      ["r", { outcome: "charged", via: "response", charge: { id: "7", amount: 700, status: "pending" } }],
    ]);

    const plain = scene(spy);
    await plain.charge("plain", body);
    expect(seen[2]).toEqual(["plain", (seen[0] as unknown[])[1]]);
  });

  it.each<[string, object, string | undefined]>([
    ["the external id", { debt_account_external_id: "ACC-1" }, "ACC-1"],
    ["the internal id, where there are both", { debt_account_id: 42, debt_account_external_id: "ACC-1" }, "42"],
    ["none, where none is linked", { debt_account_external_id: "ACC-1", linked_debt_account: false }, undefined],
  ])("names the account by %s", async (_, sent, account) => {
    const intents: unknown[] = [];
    const claim: ChargeLedger["claim"] = async (_reference, intent) => void intents.push(intent);
    const { charge } = scene(ledgerBut({ claim }));
    await charge("r", { amount: 700, ...sent });
    expect(intents).toEqual([
      { amount: 700, fingerprint: expect.any(String), ...(account !== undefined && { account }) },
    ]);
  });

  it("has a fingerprint that does not change from version to version", async () => {
    const fingerprints: string[] = [];
    const claim: ChargeLedger["claim"] = async (_, { fingerprint }) => void fingerprints.push(fingerprint);
    const { charge } = scene(ledgerBut({ claim }));
    await charge("r", { ...body, description: "July" });
    expect(fingerprints).toMatchInlineSnapshot(`
      [
        "182178d1a36000bef181e237fa40a20a9e52eb33a61a2bd60563a79e59cd0274",
      ]
    `);
  });
});
