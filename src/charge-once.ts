import { type ChargeBody, identifying, intentOf } from "./charges/charge-intent.ts";
import type { ChargeIntent, ChargeLedger, ChargeSettlement, LedgerEntry } from "./charges/charge-ledger.ts";
import { lookForCharge, type Sighting } from "./charges/look-for-charge.ts";
import { createServerClock, type ServerClock } from "./charges/server-clock.ts";
import { timeOf } from "./charges/time-of.ts";
import type { TrattaClient } from "./client.ts";
import { type AnyTrattaError, isTrattaError, TrattaRequestError } from "./errors.ts";
import { assertInteger } from "./internal/assert-integer.ts";
import { assertOptions } from "./internal/assert-options.ts";
import { TRACE, type Trace } from "./internal/call.ts";
import { rowId } from "./internal/paging/row-id.ts";
import { toApiError, toResponseError } from "./internal/response-errors.ts";
import type { Charge, Transaction } from "./models.ts";
import type { CallResult } from "./client-method.ts";

export interface ChargeOnceOptions {
  /**
   * Your own name for what is paid, such as an invoice number: it is charged at most once. Needs `ledger`.
   * Do not put card, bank or personal data in it.
   */
  readonly reference?: string;
  /** Remembers references. Needs `reference`. */
  readonly ledger?: ChargeLedger;
  /** Before the request is sent, ends the call with its own reason; after that, ends the looking. */
  readonly signal?: AbortSignal;
  /**
   * Longest time to look for a charge whose response was lost, in milliseconds, all pauses included. 0 never looks.
   * @default 5_000
   */
  readonly lookForMs?: number;
}

/**
 * What became of a charge.
 *
 * - `charged`: the charge exists. That is not yet a payment: it may be pending, and it may be returned or charged back
 *   later. `via` says how it became known: from the response, by looking, or from the ledger, which holds only its id,
 *   amount, status, ids of the account and creation time.
 * - `not_charged`: the server refused it, or it was provably not sent; `error` says why. Only then is it safe to try again.
 * - `unknown`: the charge may exist. Do not charge again: let a person decide. `error` is why the response is missing,
 *   `candidates` are rows that may be the charge (at most 100).
 *
 * `ledgerError` is what `ledger.settle` failed by. The reference then stays claimed: it is not charged again.
 */
export type ChargeOutcome = (
  | { readonly outcome: "charged"; readonly charge: Charge; readonly via: "response" | "lookup" | "ledger" }
  | { readonly outcome: "not_charged"; readonly error: AnyTrattaError }
  | { readonly outcome: "unknown"; readonly error?: unknown; readonly candidates: readonly (Charge | Transaction)[] }
) & { readonly ledgerError?: unknown };

const LEDGER_CLOCK_SLACK_MS = 60_000;

/**
 * Charges once: sends POST /charges a single time and, when its outcome is unknown, looks for the charge instead of
 * sending it again.
 *
 * A charge counts as found when GET /charges shows exactly one row with the same amount and account, made since the
 * request, pending or completed, that no other reference owns. Anything less clear is a candidate, and the outcome is
 * `unknown`: a second such row, a row without a readable amount, account or time, and every row when the body links the
 * charge to no debt account, when the responses have no readable `Date` header, or when there is no GET /charges (404; transactions are
 * then looked through). An identical charge that somebody else made meanwhile, past your ledger, cannot be told apart.
 *
 * The account is what the body names: `debt_account_id`, `debt_account_external_id`, or both. A row that shows only the
 * other id is a candidate.
 *
 * With `reference` and `ledger`, a reference is charged at most once, in however many processes. When another call holds
 * the reference, or died with it, this one looks and never sends. Two open references with the same amount and account are
 * not told apart by looking. Card and bank fields never reach the ledger, so another card under the same reference is not
 * noticed; any other difference in what is charged is refused.
 *
 * Assumed, not documented: a 2xx JSON object is the charge, or holds it in `data`, unless it says `success: false` or
 * `error`; `created_at` is by the same clock as the `Date` header. A response whose status a hook replaced says nothing.
 *
 * @returns never a rejection once the request is sent
 * @throws {TrattaRequestError} for a bad option or amount, `reference` without `ledger` or the reverse, and a reference that
 *   was claimed with another body
 * @throws what `ledger.claim` rejects with, and the reason of `signal` when it is aborted before sending
 * @see POST /charges, GET /charges
 * @example
 * const body = { amount: 700, debt_account_external_id: "ACC-42", payment_method_id: methodId };
 * const result = await chargeOnce(client, body, { reference: "invoice-2026-17", ledger });
 * if (result.outcome === "charged") console.log(result.charge.id);
 * else if (result.outcome === "not_charged") console.log(result.error.message);
 * else console.log("ask a person", result.candidates);
 */
export async function chargeOnce(
  client: TrattaClient,
  body: ChargeBody,
  options: ChargeOnceOptions = {},
): Promise<ChargeOutcome> {
  const request = { ...body }; // The ledger and the server get the same, whatever the caller does to it meanwhile.
  assertArguments(client, request, options);
  const { reference = "", ledger, signal, lookForMs = 5_000 } = options;
  const clock = createServerClock();
  const look = (since: number, slackMs: number, error?: unknown): Promise<Sighting> =>
    lookForCharge(client, { charge: identifying(request), since, slackMs, clock, lookForMs, signal, error });
  const settle = async (outcome: ChargeOutcome): Promise<ChargeOutcome> =>
    ledger ? record(ledger, reference, outcome) : outcome;

  signal?.throwIfAborted();
  if (ledger) {
    const intent = await intentOf(request);
    const entry = await ledger.claim(reference, intent);
    // Only undefined means that the reference is ours: a ledger may return false for the opposite.
    if (entry !== undefined) {
      assertEntry(entry, intent);
      if (entry.state === "charged") return { outcome: "charged", charge: { ...entry.charge }, via: "ledger" };
      const outcome = await look(timeOf(entry.claimedAt) - Date.now() + performance.now(), LEDGER_CLOCK_SLACK_MS);
      // Only who claimed the reference settles it as anything but charged.
      return outcome.outcome === "charged" ? settle(outcome) : outcome;
    }
  }

  const since = performance.now();
  let outcome = signal?.aborted ? undefined : await send(client, request, signal, clock);
  if (!outcome) {
    await settle({ outcome: "not_charged" } as ChargeOutcome);
    throw signal?.reason;
  }
  if (outcome.outcome === "unknown") outcome = await look(since, 0, outcome.error);
  const settled = await settle(outcome);
  return settled === outcome || "ledgerError" in settled ? settled : settle(settled);
}

/**
 * Sends the request and judges the response. Never rejects: whatever goes wrong, the charge may exist.
 *
 * @returns undefined when the signal was aborted before the request left
 */
async function send(
  client: TrattaClient,
  body: ChargeBody,
  signal: AbortSignal | undefined,
  clock: ServerClock,
): Promise<ChargeOutcome | undefined> {
  const sentAt = performance.now();
  let request: Request | undefined;
  let status: number | undefined;
  let failure: { error: unknown } | undefined;
  // Sees what the client itself met, before the hooks of the user do: they may throw, or make a response of an error.
  const witness = {
    onRequest: (sent: { request: Request }): void => {
      ({ request } = sent);
    },
    onResponse: ({ response }: { response: Response }): void => {
      ({ status } = response);
    },
    onError: ({ error }: { error: unknown }): void => {
      failure ??= { error };
    },
  };
  const trace: Trace = {};
  try {
    const init = { body, middleware: [witness], [TRACE]: trace, ...(signal && { signal }) };
    const result = await client.POST("/charges", init);
    if (failure) throw failure.error;
    const { response } = result;
    if (status !== undefined && status !== response.status) {
      throw toResponseError(response, `a hook replaced status ${status}`);
    }
    clock.note(response.headers, sentAt, performance.now());
    const judged = judge(result);
    return isTrattaError(judged) ? failed(judged) : { outcome: "charged", charge: judged, via: "response" };
  } catch (thrown) {
    const error = failure ? failure.error : thrown;
    if (signal?.aborted && trace.attempt?.sent === false) return undefined;
    // A reason to abort may be the error of another call.
    const isOwn = status === undefined && error !== signal?.reason && error !== request?.signal?.reason;
    return failed(error, isOwn);
  }
}

/** @param isOwn whether the error is of this call; any other one says nothing about the charge */
function failed(error: unknown, isOwn = true): ChargeOutcome {
  return isOwn && isTrattaError(error) && error.outcome !== "unknown"
    ? { outcome: "not_charged", error }
    : { outcome: "unknown", error, candidates: [] };
}

/** Returns the charge that a response holds, or what is wrong with the response. */
function judge({ data, error, response }: CallResult<unknown>): Charge | AnyTrattaError {
  if (!response.ok || error !== undefined) return toApiError(response, error);
  const parts = [data, (data as Answer | null | undefined)?.data].filter(isObject);
  const [charge] = parts.slice(-1);
  const isFailed = ({ status }: Answer): boolean => /^failed$/i.test(`${status}`);
  if (charge && isFailed(charge)) return toApiError(response, data);
  return charge && !parts.some((part) => part.success === false || part.error || isFailed(part))
    ? charge
    : toResponseError(response, "a success status, but no charge in the response");
}

type Answer = Charge & { data?: unknown; success?: unknown; error?: unknown };

function isObject(value: unknown): value is Answer {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Records an outcome in the ledger. Returns what can be said about the charge after that. */
async function record(ledger: ChargeLedger, reference: string, outcome: ChargeOutcome): Promise<ChargeOutcome> {
  const charged = outcome.outcome === "charged" ? outcome : undefined;
  const doubtful: ChargeOutcome = {
    outcome: "unknown",
    error: (outcome as { error?: unknown }).error,
    candidates: charged ? [charged.charge] : [],
  };
  try {
    const settlement = charged ? { ...charged, charge: withoutPayer(charged.charge) } : { outcome: outcome.outcome };
    const recorded = await ledger.settle(reference, settlement as ChargeSettlement);
    return recorded || outcome.outcome === "unknown" ? outcome : doubtful;
  } catch (ledgerError) {
    // Whether a charge that was found belongs to another reference, only the ledger knows.
    return { ...(charged?.via === "lookup" ? doubtful : outcome), ledgerError };
  }
}

/** The fields of a charge that a ledger gets to see: a response may repeat card or bank data. */
function withoutPayer(charge: Charge): Charge {
  const known = ["id", "amount", "status", "debt_account_id", "debt_account_external_id", "created_at"] as const;
  const fields = known.map((name) => [name, name === "id" ? rowId(charge) : charge[name]]);
  return Object.fromEntries(fields.filter(([, value]) => /^(string|number)$/.test(typeof value))) as Charge;
}

/** The entry of a reference that another call claimed must be of the same charge, and whole. */
function assertEntry(entry: LedgerEntry, { fingerprint }: ChargeIntent): void {
  const { state, intent, claimedAt } = Object(entry) as Partial<LedgerEntry>;
  const claimed = intent?.fingerprint;
  if (claimed && claimed !== fingerprint) {
    throw new TrattaRequestError("reference", "is claimed with another body; one reference names one charge");
  }
  if (!claimed || state === "not_charged" || (state !== "charged" && Number.isNaN(timeOf(claimedAt)))) {
    throw new TrattaRequestError("ledger", "must return undefined for what it claims, or else the whole entry");
  }
}

function assertArguments(client: TrattaClient, { amount }: ChargeBody, options: ChargeOnceOptions): void {
  assertOptions(options, ["reference", "ledger", "signal", "lookForMs"]);
  const { reference, ledger, signal, lookForMs = 0 } = options;
  assertInteger("lookForMs", lookForMs, 0);
  const isFunction = (value: unknown): boolean => typeof value === "function";
  const hasName = typeof reference === "string" && reference.trim() !== "";
  for (const [field, isValid, problem] of [
    ["client", isFunction(client?.POST) && isFunction(client.GET), "must be a client of createTrattaClient"],
    ["amount", Number.isFinite(amount), "must be a finite number"],
    [
      "reference",
      ledger ? hasName : reference === undefined || hasName,
      "must be a string that is not blank, to go with ledger",
    ],
    [
      "ledger",
      ledger ? isFunction(ledger.claim) && isFunction(ledger.settle) : !hasName,
      "must have claim and settle, to go with reference",
    ],
    ["signal", !signal || isFunction(signal.throwIfAborted), "must be an AbortSignal"],
  ] as const) {
    if (!isValid) throw new TrattaRequestError(field, problem);
  }
}
