import { madeAt } from "./charges/made-at.ts";
import { readSince } from "./charges/read-since.ts";
import { timeOf } from "./charges/time-of.ts";
import type { TrattaClient } from "./client.ts";
import { TrattaRequestError } from "./errors.ts";
import type { Charge } from "./models.ts";

/** What is known about a charge that may exist. */
export interface ChargeSought {
  /** The amount that was sent. */
  readonly amount: number;
  /** The `debt_account_id` that was sent; leave it out when none was. */
  readonly debtAccountId?: string;
  /** The `debt_account_external_id` that was sent; leave it out when none was, or when `linked_debt_account` was false. */
  readonly debtAccountExternalId?: string;
  /** A moment before the charge was sent, by the server's clock: a Date, or a string with a time zone. */
  readonly since: Date | string;
  /** Ends the search with its own reason. */
  readonly signal?: AbortSignal;
}

/**
 * Looks for a charge that may exist, once. `chargeOnce` does that by itself; this is for a person, or another program, that
 * follows up an `unknown` outcome later.
 *
 * Returns the first charge of that amount and debt account made at or after `since`; a failed one only when there is no
 * other; undefined when there is none. A charge whose amount, account or time is missing or cannot be read counts as found:
 * better to look twice than to charge twice. An identical charge that somebody else made since then cannot be told apart.
 *
 * The order of the list is not documented. The search ends early where the rows show that they come newest first or oldest
 * first; otherwise it reads the whole list.
 *
 * @throws {TrattaRequestError} when `amount` or `since` is not valid; the errors of `paginate` pass through
 * @see GET /charges
 * @example
 * const since = new Date(Date.now() - 3_600_000);
 * const charge = await findCharge(client, { amount: 700, debtAccountExternalId: "ACC-42", since, signal: AbortSignal.timeout(30_000) });
 */
export async function findCharge(client: TrattaClient, sought: ChargeSought): Promise<Charge | undefined> {
  const { amount, debtAccountId, debtAccountExternalId, signal } = sought;
  if (!Number.isFinite(amount)) throw new TrattaRequestError("amount", "must be a finite number");
  const since = timeOf(sought.since);
  if (Number.isNaN(since)) throw new TrattaRequestError("since", "must be a Date or a date with a time zone");

  const isOld = (row: unknown): boolean => madeAt(row).latest < since;
  let failed: Charge | undefined;
  for await (const charge of readSince(
    client,
    "/charges",
    isOld,
    { amount, debt_account_id: debtAccountId, debt_account_external_id: debtAccountExternalId },
    { signal },
  )) {
    if (charge.status !== "failed") return charge;
    failed ??= charge;
  }
  return failed;
}
