import { Database } from "bun:sqlite";
import { createTrattaClient } from "tratta-client";
import { TrattaWebhookError, verifyWebhook } from "tratta-client/webhooks";
import { handleEvent } from "./handle-event.ts";

const { PORT = "3000", TRATTA_BASE_URL: baseUrl = "", TRATTA_TOKEN: token = "" } = Bun.env;
const client = createTrattaClient({ baseUrl, token });
const secret = Bun.env["TRATTA_WEBHOOK_SECRET"] ?? "";

const inbox = new Database("inbox.sqlite"); // on a disk that outlives the process
inbox.run("create table if not exists inbox (key text primary key, event text, tried_at integer, done_at integer)");
const STORE = inbox.query<Row, [string, string]>(`
  insert into inbox (key, event, tried_at) values (?, ?, unixepoch()) on conflict do nothing returning key, event`);
const DONE = inbox.query<Row, [string]>("update inbox set done_at = unixepoch() where key = ?");
const FORGET = inbox.query<Row, []>("delete from inbox where done_at < unixepoch() - 7200"); // repeats come for 45 minutes
const OVERDUE = inbox.query<Row, []>(`
  update inbox set tried_at = unixepoch() where key = (
    select key from inbox where done_at is null and tried_at < unixepoch() - 300 order by tried_at limit 1
  ) returning key, event`);

interface Row {
  key: string;
  event: string;
}

/** @param row null when the event is stored already */
async function work(row: Row | null): Promise<void> {
  if (!row) return;
  try {
    await handleEvent(client, JSON.parse(row.event));
    DONE.run(row.key);
  } catch (error) {
    console.error(`webhook ${row.key} stays open: ${String(error)}`);
  }
}

/** Works on what failed, or was cut off when the process ended. */
async function retry(): Promise<void> {
  try {
    FORGET.run();
    for (let row = OVERDUE.get(); row; row = OVERDUE.get()) await work(row);
  } catch (error) {
    console.error(String(error));
  }
}
setInterval(() => void retry(), 60_000);
await retry();

const server = Bun.serve({
  port: Number(PORT),
  async fetch(request) {
    try {
      const event = await verifyWebhook(request, { secret });
      void work(STORE.get(event.key, JSON.stringify(event)));
      return new Response(); // it is stored: the sender may forget it
    } catch (error) {
      if (error instanceof TrattaWebhookError) return new Response(null, { status: error.status });
      console.error(String(error));
      return new Response(null, { status: 500 }); // it is not stored: the sender tries again
    }
  },
});
console.log(`Listening on ${server.url}`);
