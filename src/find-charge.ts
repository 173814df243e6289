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

const ZONE = /(z|[+-]\d\d:?\d\d)$/i;
const TWO_DAYS_MS = 2 * 86_400_000;

/**
 * Looks for the charge that may exist after a POST /charges whose outcome is unknown.
 *
 * It answers the first charge of that amount and debt account created at or after `since`, a failed one only if there is
 * no other, or undefined. A charge that does not say when or for which account it was made counts as found: better to look
 * twice than to charge twice. An identical charge made since then by somebody else cannot be told apart. The order of the
 * list is not documented, so the search ends early only where the rows show that they come newest first.
 *
 * @throws {TrattaRequestError} for an amount or a date that is none, and what `paginate` throws
 * @see GET /charges
 */
export async function findCharge(client: TrattaClient, sought: ChargeSought): Promise<Charge | undefined> {
  const { amount, debtAccountId, signal } = sought;
  const since = new Date(sought.since).getTime();
  if (!Number.isFinite(amount)) throw new TrattaRequestError("amount", "must be a finite number");
  if (Number.isNaN(since) || (typeof sought.since === "string" && !ZONE.test(sought.since))) {
    throw new TrattaRequestError("since", "must be a Date or a date with a time zone");
  }

  let failed: Charge | undefined;
  let newestFirst = true;
  let newest: number | undefined;
  let previous = Infinity;
  let tooOld = false;
  for await (const page of paginate(client, "/charges", signal ? { signal } : {}).pages()) {
    for (const charge of page) {
      const createdAt = charge.created_at ?? "";
      const zoned = ZONE.test(createdAt);
      const created = Date.parse(zoned ? createdAt : `${createdAt}Z`);
      // A time without a zone may be that of any place on Earth; one without a fraction is cut down to the second.
      const slackMs = !zoned ? TWO_DAYS_MS : createdAt.includes(".") ? 0 : since % 1_000;
      newest ??= created;
      newestFirst &&= created <= previous;
      previous = created;
      tooOld = created < since - slackMs;
      if (tooOld) continue;
      // A row or a request may leave the account out, amounts are floats, and ids may come as numbers: none of that may
      // hide the charge.
      const sameAccount = `${charge.debt_account_id ?? debtAccountId}` === `${debtAccountId ?? charge.debt_account_id}`;
      if (!sameAccount || !(Math.abs(Number(charge.amount) - amount) < 0.005)) continue;
      if (charge.status !== "failed") return charge;
      failed ??= charge;
    }
    // Rows of one and the same second say nothing about the order.
    if (newestFirst && tooOld && newest !== undefined && previous < newest) break;
  }
  return failed;
}
