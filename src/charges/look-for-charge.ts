import type { TrattaClient } from "../client.ts";
import { TrattaApiError } from "../errors.ts";
import { abortable } from "../internal/abortable.ts";
import type { Charge, Transaction } from "../models.ts";
import { rowId } from "../internal/paging/row-id.ts";
import { sleep } from "../transport/sleep.ts";
import { madeAt } from "./made-at.ts";
import { readSince } from "./read-since.ts";
import { type Identifying, rowMatches } from "./row-matches.ts";
import type { ServerClock } from "./server-clock.ts";

/** What to look for, and for how long. */
export interface Search {
  readonly charge: Identifying;
  /** `performance.now()` at a moment before which the charge was not made. */
  readonly since: number;
  /** How much earlier it may have been made all the same, because another clock gave `since`; in milliseconds. */
  readonly slackMs: number;
  readonly clock: ServerClock;
  readonly lookForMs: number;
  readonly signal: AbortSignal | undefined;
  /** Why the charge has to be looked for. Passed on when it is not found. */
  readonly error: unknown;
}

/** The one row that is the charge, or rows that may be it. */
export type Sighting =
  | { readonly outcome: "charged"; readonly charge: Charge; readonly via: "lookup" }
  | { readonly outcome: "unknown"; readonly error: unknown; readonly candidates: (Charge | Transaction)[] };

/** Pages that all looks of one search may read, since they use up the same rate limit as charges. */
const MAX_PAGES = 20;
const MAX_CANDIDATES = 100;
const MINUTE_MS = 60_000;
/** How long after `since` a charge may be made and still be the one: a request is not under way for longer. */
const MAX_DELAY_MS = 60 * MINUTE_MS;

/**
 * Looks for a charge until it is found, until more looks would not help, or until time or pages run out.
 *
 * Never rejects: what a look fails by says nothing about the charge.
 */
export async function lookForCharge(client: TrattaClient, search: Search): Promise<Sighting> {
  const { charge: sought, since, slackMs, clock, lookForMs, signal, error } = search;
  const candidates = new Map<unknown, Charge | Transaction>();
  const endsAt = performance.now() + lookForMs;
  let pagesLeft = MAX_PAGES;
  const get = client.GET as unknown as (...call: unknown[]) => Promise<{ response: Response }>;
  const reader = {
    async GET(...call: unknown[]) {
      if (pagesLeft-- <= 0) throw new Error("no pages left");
      const sentAt = performance.now();
      const result = await get(...call);
      clock.note(result.response.headers, sentAt, performance.now());
      return result;
    },
  } as unknown as TrattaClient;

  /** The server's time before which a row is not the charge, and the one from which it may be taken for it. */
  function bounds(): { oldest: number; sure: number } {
    const offset = clock.earliestOffset();
    if (offset === undefined) return { oldest: since - performance.now() + Date.now() - MINUTE_MS, sure: Infinity };
    return { oldest: Math.floor(since + offset - slackMs), sure: Math.floor(since + offset) };
  }
  const isOld = (row: unknown): boolean => madeAt(row).latest < bounds().oldest;

  function isSure(row: Charge): boolean {
    const { at, latest, exact } = madeAt(row);
    const { sure } = bounds();
    return (
      exact &&
      latest >= sure &&
      at <= sure + MAX_DELAY_MS &&
      rowMatches(row, sought) === true &&
      /^(pending|completed)$/.test(row.status ?? "pending")
    );
  }

  async function lookIn(path: "/charges" | "/transactions", stop: AbortSignal): Promise<Charge | undefined> {
    const found = new Map<unknown, Charge | Transaction>();
    try {
      const rows = readSince(reader, path, isOld, sought, { signal: stop, concurrency: 1 });
      for await (const row of rows) found.set(rowId(row) ?? row, row);
      const [first] = found.values();
      if (found.size === 1 && path === "/charges" && isSure(first as Charge)) return first;
    } finally {
      // A row of a list that was not read to the end may have a second one like it.
      for (const [key, row] of found) if (candidates.size < MAX_CANDIDATES) candidates.set(key, row);
    }
    return undefined;
  }

  async function look(stop: AbortSignal): Promise<Charge | undefined> {
    let path: "/charges" | "/transactions" = "/charges";
    for (let pauseMs = 250; ; pauseMs *= 2) {
      let waitMs = Math.min(pauseMs, 4_000) * (0.5 + Math.random() / 2);
      try {
        const charge = await lookIn(path, stop);
        if (charge || candidates.size > 0) return charge;
      } catch (failure) {
        if (failure instanceof TrattaApiError) {
          const { status, retryAfterMs = 0, outcome } = failure;
          waitMs = Math.max(waitMs, retryAfterMs);
          if (status === 404 && path === "/charges") {
            path = "/transactions";
            waitMs = 0;
          } else if (outcome === "rejected" && status !== 429) return undefined;
        }
      }
      if (pagesLeft <= 0 || performance.now() + waitMs > endsAt) return undefined;
      await sleep(waitMs, stop);
    }
  }

  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    const charge = await abortable(signal ? [signal] : [], false, (stop, abort) => {
      timer = setTimeout(abort, lookForMs);
      return lookForMs > 0 ? look(stop) : Promise.resolve(undefined);
    });
    if (charge) return { outcome: "charged", charge, via: "lookup" };
  } catch {
    // Out of time, or aborted.
  } finally {
    clearTimeout(timer);
  }
  return { outcome: "unknown", error, candidates: [...candidates.values()] };
}
