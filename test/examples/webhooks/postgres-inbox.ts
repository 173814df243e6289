import type { WebhookEvent } from "tratta-client/webhooks";

/** A pool of `pg`, or the like, on the primary. */
export interface Database {
  query(text: string, values?: unknown[]): Promise<{ rows: object[] }>;
}

export interface Inbox {
  /** Resolves once the event is stored. When it was not stored before, work on it begins. */
  receive(event: WebhookEvent): Promise<void>;
  /** Works on what failed or was cut off. Call it every minute. */
  retry(): Promise<void>;
}

// The event is text: jsonb refuses the character U+0000.
export const CREATE_INBOX = `
  create table if not exists webhook_inbox (
    key text primary key,
    event text not null,
    tried_at timestamptz not null default now(),
    done_at timestamptz
  )`;
const STORE = "insert into webhook_inbox (key, event) values ($1, $2) on conflict do nothing returning key, event";
const DONE = "update webhook_inbox set done_at = now() where key = $1";
const FORGET = "delete from webhook_inbox where done_at < now() - interval '2 hours'"; // repeats come for 45 minutes
// Of any number of processes, one gets the row. Another gets it five minutes later, unless it is done.
const OVERDUE = `
  update webhook_inbox set tried_at = now() where key = (
    select key from webhook_inbox where done_at is null and tried_at < now() - interval '5 minutes'
    order by tried_at limit 1 for update skip locked
  ) returning key, event`;

interface Row {
  key: string;
  event: string;
}

/** @param handle must be safe to repeat: a process may end after the work, and before the row says so */
export function createPostgresInbox(database: Database, handle: (event: WebhookEvent) => Promise<void>): Inbox {
  const query = async (text: string, values?: unknown[]) =>
    (await database.query(text, values)).rows[0] as Row | undefined;

  async function work({ key, event }: Row): Promise<void> {
    try {
      await handle(JSON.parse(event));
      await query(DONE, [key]);
    } catch (error) {
      console.error(`webhook ${key} stays open: ${String(error)}`);
    }
  }

  return {
    async receive(event) {
      const row = await query(STORE, [event.key, JSON.stringify(event)]);
      if (row) void work(row);
    },
    async retry() {
      await query(FORGET);
      for (let row = await query(OVERDUE); row; row = await query(OVERDUE)) await work(row);
    },
  };
}
