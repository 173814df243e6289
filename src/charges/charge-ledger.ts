import type { Charge } from "../models.ts";

/** What a reference is to charge. Holds no card, bank or personal data. */
export interface ChargeIntent {
  readonly amount: number;
  /**
   * The `debt_account_id` of the request, or else its `debt_account_external_id`; absent when the request links the charge
   * to no account. Name an account in the same way in all requests that share a ledger.
   */
  readonly account?: string;
  /** Hash of the request's fields that decide what is charged, but for card and bank fields. */
  readonly fingerprint: string;
}

/** What a ledger holds about one reference. */
export interface LedgerEntry {
  /**
   * - `in_flight`: claimed, and not settled yet. Stays so when the process that claimed it died.
   * - `charged`: final.
   * - `not_charged`: nothing was charged; the reference can be claimed again with the same intent.
   * - `unknown`: the charge may exist. A person settles it.
   */
  readonly state: "in_flight" | "charged" | "not_charged" | "unknown";
  readonly intent: ChargeIntent;
  /**
   * When the reference was last claimed: a Date, epoch milliseconds, or a date with a time zone. By a clock that is right
   * to the minute: by a slow one, an older charge may be taken for this one.
   */
  readonly claimedAt: Date | number | string;
  /** What was settled as the charge, where the state is `charged`. */
  readonly charge?: Charge;
}

/** How a reference was settled. `charge` holds its id (a string), amount, status, ids of the account and creation time, as far as known. */
export type ChargeSettlement =
  | { readonly outcome: "charged"; readonly charge: Charge; readonly via: "response" | "lookup" }
  | { readonly outcome: "not_charged" | "unknown" };

/**
 * Remembers which reference was charged, so that no process charges it a second time.
 *
 * `createMemoryLedger` is one for a single process; for several, implement this on a database that they share.
 * `chargeOnce` waits for both methods, whatever its `signal` says: limit the time of your statements, and reject after that.
 * Neither method may repeat a statement that the database may have carried out: a `not_charged` that arrives twice could
 * release the claim of another process.
 */
export interface ChargeLedger {
  /**
   * Claims a reference, atomically: of any number of concurrent calls, in however many processes, one claims it.
   *
   * Returns undefined when the reference is now the caller's: it is new, or its entry is `not_charged` and the
   * fingerprints are equal. Its entry is then `in_flight`. Otherwise returns the entry that exists, unchanged.
   */
  claim(reference: string, intent: ChargeIntent): Promise<LedgerEntry | undefined>;

  /**
   * Records an outcome, atomically. Returns whether it was recorded, or was recorded before.
   *
   * `not_charged` and `unknown` are recorded unless the entry is `charged`, which is final. `charged` is not recorded
   * (returns false) when
   * - the charge's id belongs to another reference. Only one case is different: that reference found the charge by
   *   `lookup` and this one has it from a `response`. The charge then moves here, and the other entry becomes `unknown`;
   * - the entry is `charged` with another id already, unless that id is from a `lookup` and this one from a `response`;
   * - it is from a `lookup`, and has no id, or the entry is `not_charged`;
   * - it is from a `lookup`, and another open reference may have made the same charge: the amounts differ by less than
   *   0.01, and the accounts are equal, or one is absent, or the charge shows the other's as one of its two ids of the
   *   account. Open is what is `in_flight`, `unknown`, or `charged` without an id.
   */
  settle(reference: string, settlement: ChargeSettlement): Promise<boolean>;
}
