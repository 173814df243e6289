import type { TrattaClient } from "./client.ts";
import { TrattaRequestError } from "./errors.ts";
import type { Charge } from "./models.ts";
import { paginate } from "./pagination.ts";

/** What is known of a charge whose outcome is not. */
export interface ChargeSought {
  /** As it was sent. */
  readonly amount: number;
  /** The `debt_account_id` it was sent with; leave it out when it was sent without. */
  readonly debtAccountId?: string;
  /** A moment before the charge was sent, by the server's clock: a Date, or a string with a time zone. */
  readonly since: Date | string;
  /** Ends the search, with its own reason. */
  readonly signal?: AbortSignal;
}

/**
 * Looks for the charge that may exist after a POST /charges whose outcome is unknown.
 *
 * It answers the first charge of that amount and debt account created at or after `since`, or undefined. A charge that
 * does not say when it was created counts as found: better to look twice than to charge twice. The order of the list is
 * not documented, so the search ends early only where the rows show that they come newest first.
 *
 * @throws {TrattaRequestError} for an amount or a date that is none, and what `paginate` throws
 * @see GET /charges
 */
export async function findCharge(client: TrattaClient, sought: ChargeSought): Promise<Charge | undefined> {
  const { amount, debtAccountId, signal } = sought;
  const since = new Date(sought.since).getTime();
  if (!Number.isFinite(amount)) throw new TrattaRequestError("amount", "a finite number");
  if (Number.isNaN(since)) throw new TrattaRequestError("since", "a date");

  let newestFirst = true;
  let previous = Infinity;
  for await (const page of paginate(client, "/charges", signal ? { signal } : {}).pages()) {
    for (const charge of page) {
      const created = Date.parse(charge.created_at ?? "");
      // Times without fractions are cut down to the second.
      const from = charge.created_at?.includes(".") ? since : Math.floor(since / 1_000) * 1_000;
      newestFirst &&= created <= previous;
      previous = created;
      if (created < from) continue;
      if (Number(charge.amount) === amount && (charge.debt_account_id ?? undefined) === debtAccountId) return charge;
    }
    if (newestFirst && previous < since - 1_000) return undefined;
  }
  return undefined;
}
