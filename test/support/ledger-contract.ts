import { expect, it } from "vitest";
import type { ChargeIntent, ChargeLedger, ChargeSettlement } from "../../src/charges/charge-ledger.ts";

const intent: ChargeIntent = { amount: 700, account: "account-1", fingerprint: "a" };

function charged(via: "response" | "lookup", id?: string): ChargeSettlement {
  return { outcome: "charged", via, charge: { amount: 700, ...(id !== undefined && { id }) } };
}

/** Checks what `ChargeLedger` promises. Each test uses a ledger that `create` makes empty. */
export function itKeepsTheContract(create: () => Promise<ChargeLedger> | ChargeLedger): void {
  /** A ledger in which each reference was claimed with the intent given. */
  async function ledgerWith(references: Record<string, Partial<ChargeIntent>>): Promise<ChargeLedger> {
    const ledger = await create();
    for (const [reference, given] of Object.entries(references)) await ledger.claim(reference, { ...intent, ...given });
    return ledger;
  }
  async function stateOf(ledger: ChargeLedger, reference: string): Promise<unknown[]> {
    // With another fingerprint, so that nothing is claimed anew.
    const entry = await ledger.claim(reference, { ...intent, fingerprint: "other" });
    return [entry?.state, entry?.charge?.id];
  }

  it("gives a new reference to one of many who claim it at the same time, and the entry to the others", async () => {
    const ledger = await create();
    const claims = await Promise.all(Array.from({ length: 50 }, () => ledger.claim("r", intent)));
    const entries = claims.filter((entry) => entry !== undefined);
    expect(entries).toHaveLength(49);
    for (const entry of entries) expect(entry).toMatchObject({ state: "in_flight", intent });
  });

  it("says when a reference was claimed", async () => {
    const before = Date.now() - 5_000;
    const ledger = await ledgerWith({ r: {} });
    const claimedAt = new Date((await ledger.claim("r", intent))?.claimedAt ?? NaN).getTime();
    expect(claimedAt).toBeGreaterThan(before);
    expect(claimedAt).toBeLessThan(Date.now() + 5_000);
  });

  it("keeps an intent without an account as it is", async () => {
    const ledger = await create();
    const { amount, fingerprint } = intent;
    await ledger.claim("r", { amount, fingerprint });
    expect((await ledger.claim("r", intent))?.intent).toEqual({ amount, fingerprint });
  });

  it("gives a reference that was not charged to one of many who claim it again with the same body", async () => {
    const ledger = await ledgerWith({ r: {} });
    expect(await ledger.settle("r", { outcome: "not_charged" })).toBe(true);
    expect(await ledger.claim("r", { ...intent, fingerprint: "b" })).toMatchObject({ state: "not_charged", intent });
    const claims = await Promise.all(Array.from({ length: 20 }, () => ledger.claim("r", intent)));
    expect(claims.filter((entry) => entry === undefined)).toHaveLength(1);
    expect(await stateOf(ledger, "r")).toEqual(["in_flight", undefined]);
  });

  it.each([charged("response", "1"), charged("lookup", "1"), charged("response"), { outcome: "unknown" } as const])(
    "does not give away a reference that was settled as %j",
    async (settlement) => {
      const ledger = await ledgerWith({ r: {} });
      expect(await ledger.settle("r", settlement)).toBe(true);
      expect((await ledger.claim("r", intent))?.state).toBe(settlement.outcome);
    },
  );

  it("returns the charge with an entry that is charged", async () => {
    const ledger = await ledgerWith({ r: {} });
    await ledger.settle("r", charged("response", "1"));
    expect((await ledger.claim("r", intent))?.charge).toEqual({ id: "1", amount: 700 });
  });

  it("records nothing over a charge but its own id", async () => {
    const ledger = await ledgerWith({ r: {} });
    await ledger.settle("r", charged("response", "1"));
    expect(await ledger.settle("r", { outcome: "not_charged" })).toBe(false);
    expect(await ledger.settle("r", { outcome: "unknown" })).toBe(false);
    expect(await ledger.settle("r", charged("lookup", "2"))).toBe(false);
    expect(await ledger.settle("r", charged("response", "2"))).toBe(false);
    expect(await ledger.settle("r", charged("response", "1"))).toBe(true);
    expect(await ledger.settle("r", charged("lookup", "1"))).toBe(true);
    expect(await stateOf(ledger, "r")).toEqual(["charged", "1"]);
  });

  it("records nothing for a reference that was never claimed", async () => {
    const ledger = await create();
    expect(await ledger.settle("r", charged("response", "1"))).toBe(false);
  });

  it.each(["response", "lookup"] as const)("gives a charge to one reference only, by %s", async (via) => {
    const ledger = await ledgerWith({ a: {}, b: {} });
    expect(await ledger.settle("a", charged("response", "1"))).toBe(true);
    expect(await ledger.settle("b", charged(via, "1"))).toBe(false);
    expect(await stateOf(ledger, "b")).toEqual(["in_flight", undefined]);
  });

  it("gives a charge to one of many that settle with it at the same time", async () => {
    const references = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`r${index}`, {}]));
    const ledger = await ledgerWith(references);
    const settled = await Promise.all(Object.keys(references).map((r) => ledger.settle(r, charged("response", "1"))));
    expect(settled.filter(Boolean)).toHaveLength(1);
  });

  it("prefers the id of a response to one that was found", async () => {
    const ledger = await ledgerWith({ a: {}, b: { amount: 1 } });
    expect(await ledger.settle("a", charged("lookup", "1"))).toBe(true);
    expect(await ledger.settle("b", charged("response", "1"))).toBe(true);
    expect(await stateOf(ledger, "a")).toEqual(["unknown", undefined]);
    expect(await stateOf(ledger, "b")).toEqual(["charged", "1"]);

    const own = await ledgerWith({ a: {}, b: { amount: 1 } });
    await own.settle("a", charged("lookup", "1"));
    expect(await own.settle("a", charged("response", "2"))).toBe(true);
    expect(await stateOf(own, "a")).toEqual(["charged", "2"]);
    expect(await own.settle("b", charged("lookup", "1"))).toBe(true);
  });

  it("records no charge that was found for a reference that was not charged, or without an id", async () => {
    const ledger = await ledgerWith({ a: {}, b: { amount: 1 } });
    await ledger.settle("a", { outcome: "not_charged" });
    expect(await ledger.settle("a", charged("lookup", "1"))).toBe(false);
    expect(await ledger.settle("b", charged("lookup"))).toBe(false);
  });

  it.each<[string, "records" | "refuses", Partial<ChargeIntent>, ChargeSettlement?]>([
    ["in flight", "refuses", {}],
    ["unknown", "refuses", {}, { outcome: "unknown" }],
    ["charged without an id", "refuses", {}, charged("response")],
    ["in flight for nearly the amount", "refuses", { amount: 700.004 }],
    ["in flight with another description", "refuses", { fingerprint: "b" }],
    ["charged with another id", "records", {}, charged("response", "2")],
    ["not charged", "records", {}, { outcome: "not_charged" }],
    ["in flight for another amount", "records", { amount: 701 }],
    ["in flight for another account", "records", { account: "account-2" }],
  ])("given another reference that is %s, %s what was found", async (_, verb, other, settlement) => {
    const recorded = verb === "records";
    const ledger = await ledgerWith({ a: {}, b: other });
    if (settlement) await ledger.settle("b", settlement);
    expect(await ledger.settle("a", charged("lookup", "1"))).toBe(recorded);
    expect(await stateOf(ledger, "a")).toEqual(recorded ? ["charged", "1"] : ["in_flight", undefined]);
  });

  it.each<[string, object, boolean, string?]>([
    ["its external id of the account", { debt_account_external_id: "ACC-1" }, false],
    ["its id of the account", { debt_account_id: "4711" }, false, "4711"],
    ["its id of the account as a number", { debt_account_id: 4711 }, false, "4711"],
    ["no other id of the account", { debt_account_external_id: "ACC-2" }, true],
  ])(
    "given an open reference that names the account otherwise, and a found charge that shows %s",
    async (_, shown, recorded, account = "ACC-1") => {
      const ledger = await ledgerWith({ a: {}, b: { account } });
      const found = charged("lookup", "1") as ChargeSettlement & { charge: object };
      expect(await ledger.settle("a", { ...found, charge: { ...found.charge, ...shown } } as ChargeSettlement)).toBe(
        recorded,
      );
    },
  );

  it("records nothing that was found while a reference without an account is open", async () => {
    const ledger = await create();
    await ledger.claim("a", intent);
    await ledger.claim("b", { amount: 700, fingerprint: "b" });
    expect(await ledger.settle("a", charged("lookup", "1"))).toBe(false);
  });

  it("gives a charge that many find at the same time to none, while more than one of them is open", async () => {
    const references = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`r${index}`, {}]));
    const ledger = await ledgerWith(references);
    const settled = await Promise.all(Object.keys(references).map((r) => ledger.settle(r, charged("lookup", "1"))));
    expect(settled.filter(Boolean)).toEqual([]);
  });
}
