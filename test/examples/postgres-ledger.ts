import type { ChargeIntent, ChargeLedger, LedgerEntry } from "tratta-client";

/** A pool of `pg`, or the like, on the primary. Not a client within a transaction: a rollback would lose a claim. */
export interface Database {
  query(text: string, values?: unknown[]): Promise<{ rows: object[] }>;
}

export const CREATE_TABLE = `
  create table if not exists charge_ledger (
    reference text primary key,
    state text not null default 'in_flight',
    amount double precision not null,
    account text,
    fingerprint text not null,
    claimed_at timestamptz not null default now(),
    charge_id text unique,
    charge jsonb,
    via text
  )`;

// Of any number of concurrent claims, one inserts the row, or takes over one that was not charged.
const CLAIM = `
  insert into charge_ledger as held (reference, amount, account, fingerprint) values ($1, $2, $3, $4)
  on conflict (reference) do update set state = 'in_flight', claimed_at = now()
    where held.state = 'not_charged' and held.fingerprint = excluded.fingerprint
  returning 1`;

const SETTLE = `update charge_ledger set state = $2 where reference = $1 and state <> 'charged' returning 1`;

// The id of a response wins over one that was found: the other reference is unknown again. The unique index on charge_id
// refuses an id that another reference has from a response.
const SETTLE_RESPONSE = `
  with mine as (
    select 1 from charge_ledger where reference = $1 and (state <> 'charged' or via = 'lookup')
  ), freed as (
    update charge_ledger set state = 'unknown', charge_id = null, charge = null, via = null
    where charge_id = $2 and reference <> $1 and via = 'lookup' and exists (select from mine)
    returning 1
  )
  update charge_ledger set state = 'charged', charge_id = $2, charge = $3, via = 'response'
  where reference = $1 and exists (select from mine) and (select count(*) from freed) >= 0 -- frees the id first
  returning 1`;

// Another open reference may have made the charge that was found.
const SETTLE_LOOKUP = `
  update charge_ledger as mine set state = 'charged', charge_id = $2, charge = $3, via = 'lookup'
  where reference = $1 and state in ('in_flight', 'unknown') and not exists (
    select from charge_ledger as other
    where other.reference <> $1 and other.state <> 'not_charged' and other.charge_id is null
      and abs(other.amount - mine.amount) < 0.01 and (other.account in (mine.account, $3::jsonb->>'debt_account_id', $3::jsonb->>'debt_account_external_id')
        or other.account is null or mine.account is null)
  )
  returning 1`;

/** Remembers in PostgreSQL which reference was charged, for any number of processes. */
export function createPostgresLedger(database: Database): ChargeLedger {
  const writes = async (text: string, values: unknown[]): Promise<boolean> =>
    (await database.query(text, values)).rows.length > 0;

  async function read(reference: string): Promise<LedgerEntry | undefined> {
    const [row] = (await database.query("select * from charge_ledger where reference = $1", [reference])).rows;
    if (!row) return undefined;
    const { state, amount, account, fingerprint, claimed_at, charge } = row as LedgerEntry &
      ChargeIntent & { claimed_at: Date };
    const intent = { amount, fingerprint, ...(account && { account }) };
    return { state, intent, claimedAt: claimed_at, ...(charge && { charge }) };
  }

  return {
    async claim(reference, { amount, account, fingerprint }) {
      for (;;) {
        if (await writes(CLAIM, [reference, amount, account, fingerprint])) return undefined;
        const entry = await read(reference);
        // Settled in between as not charged: it can be claimed after all.
        if (entry && (entry.state !== "not_charged" || entry.intent.fingerprint !== fingerprint)) return entry;
      }
    },

    async settle(reference, settlement) {
      if (settlement.outcome !== "charged") return writes(SETTLE, [reference, settlement.outcome]);
      const { charge, via } = settlement;
      if (via === "lookup" && !charge.id) return false;
      try {
        const statement = via === "lookup" ? SETTLE_LOOKUP : SETTLE_RESPONSE;
        if (await writes(statement, [reference, charge.id, JSON.stringify(charge)])) return true;
      } catch (error) {
        if ((error as { code?: unknown }).code !== "23505") throw error; // unique_violation
      }
      const entry = await read(reference);
      return entry?.state === "charged" && entry.charge?.id === charge.id; // recorded before
    },
  };
}
