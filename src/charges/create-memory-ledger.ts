import type { Charge } from "../models.ts";
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

  function settle(reference: string, settlement: ChargeSettlement): boolean {
    const held = entries.get(reference);
    if (!held) return false;
    const { intent, claimedAt, state } = held;
    const isCharged = state === "charged";
    if (settlement.outcome !== "charged") {
      if (!isCharged) entries.set(reference, { state: settlement.outcome, intent, claimedAt });
      return !isCharged;
    }

    const { charge, via } = settlement;
    const { id } = charge;
    const isFound = via === "lookup";
    if (isFound && (!id || state === "not_charged")) return false;
    if (isCharged && (isFound || held.via === "response")) return held.charge?.id === id;
    for (const [other, { charge: others, intent: itsIntent, claimedAt: itsTime, ...its }] of entries) {
      if (other === reference) continue;
      if (id && others?.id === id) {
        if (isFound || its.via === "response") return false;
        entries.set(other, { state: "unknown", intent: itsIntent, claimedAt: itsTime });
      } else if (isFound && its.state !== "not_charged" && !others?.id && mayBeOf(itsIntent, charge, intent))
        return false;
    }
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

/** Whether a charge that was found for one intent may be that of another. */
function mayBeOf(other: ChargeIntent, charge: Charge, found: ChargeIntent): boolean {
  const accounts = [found.account, charge.debt_account_id, charge.debt_account_external_id];
  // A response may show an id as a number.
  const isShown = accounts.some((account) => account !== undefined && String(account) === other.account);
  const isSameAccount = found.account === undefined || other.account === undefined || isShown;
  return Math.abs(other.amount - found.amount) < 0.01 && isSameAccount;
}
