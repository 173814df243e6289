import type { ChargeIntent, ChargeLedger, ChargeSettlement, LedgerEntry } from "./charge-ledger.ts";

/** `via` says how a charge became known. */
type Held = LedgerEntry & { readonly via?: "response" | "lookup" };

/**
 * Makes a ledger in memory: for tests, and for a single process that never charges again after a restart.
 *
 * It holds every reference until the process ends. Where several processes charge, or one may be started again, implement
 * `ChargeLedger` on a database.
 *
 * @example
 * const ledger = createMemoryLedger();
 * const body = { amount: 700, debt_account_id: "42" };
 * const { outcome } = await chargeOnce(client, body, { reference: "invoice-7", ledger });
 */
export function createMemoryLedger(): ChargeLedger {
  const entries = new Map<string, Held>();
  /** The reference of each charge by its id. */
  const owners = new Map<string, string>();

  const mayBeOfAnother = (reference: string, { amount, account }: ChargeIntent): boolean =>
    [...entries].some(
      ([other, { state, charge, intent }]) =>
        other !== reference &&
        state !== "not_charged" &&
        !charge?.id &&
        Math.abs(intent.amount - amount) < 0.01 &&
        (intent.account ?? account) === (account ?? intent.account),
    );

  function settle(reference: string, settlement: ChargeSettlement): boolean {
    const entry = entries.get(reference);
    if (!entry) return false;
    const { intent, claimedAt, state } = entry;
    const isCharged = state === "charged";
    if (settlement.outcome !== "charged") {
      if (!isCharged) entries.set(reference, { state: settlement.outcome, intent, claimedAt });
      return !isCharged;
    }

    const { charge, via } = settlement;
    const { id = "" } = charge;
    const owner = owners.get(id) ?? reference;
    if (via === "lookup") {
      if (isCharged) return owner === reference && id !== "" && entry.charge?.id === id;
      if (!id || state === "not_charged" || owner !== reference || mayBeOfAnother(reference, intent)) return false;
    } else {
      if (isCharged && entry.via === "response") return (entry.charge?.id ?? "") === id;
      const owned = entries.get(owner);
      if (owned && owner !== reference) {
        if (owned.via === "response") return false;
        entries.set(owner, { state: "unknown", intent: owned.intent, claimedAt: owned.claimedAt });
      }
      owners.delete(entry.charge?.id ?? "");
    }
    if (id) owners.set(id, reference);
    entries.set(reference, { state: "charged", intent, claimedAt, charge, via });
    return true;
  }

  return {
    async claim(reference, intent) {
      const entry = entries.get(reference);
      if (entry && (entry.state !== "not_charged" || entry.intent.fingerprint !== intent.fingerprint)) return entry;
      entries.set(reference, { state: "in_flight", intent, claimedAt: new Date() });
      return undefined;
    },
    settle: async (reference, settlement) => settle(reference, settlement),
  };
}
