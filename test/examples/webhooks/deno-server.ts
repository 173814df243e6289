import { DatabaseSync } from "node:sqlite";
import { createTrattaClient } from "tratta-client";
import { TrattaWebhookError, verifyWebhook } from "tratta-client/webhooks";
import { handleEvent } from "./handle-event.ts";

const env = (name: string): string => Deno.env.get(name) ?? "";
const client = createTrattaClient({ baseUrl: env("TRATTA_BASE_URL"), token: env("TRATTA_TOKEN") });
const secret = env("TRATTA_WEBHOOK_SECRET");

const inbox = new DatabaseSync("inbox.sqlite"); // on a disk that outlives the process
inbox.exec("create table if not exists inbox (key text primary key, event text, tried_at integer, done_at integer)");
const STORE = inbox.prepare(`
  insert into inbox (key, event, tried_at) values (?, ?, unixepoch()) on conflict do nothing returning key, event`);
const DONE = inbox.prepare("update inbox set done_at = unixepoch() where key = ?");
const FORGET = inbox.prepare("delete from inbox where done_at < unixepoch() - 7200"); // repeats come for 45 minutes
const OVERDUE = inbox.prepare(`
  update inbox set tried_at = unixepoch() where key = (
    select key from inbox where done_at is null and tried_at < unixepoch() - 300 order by tried_at limit 1
  ) returning key, event`);

type Row = { key: string; event: string } | undefined; // none when the event is stored already

async function work(row: Row): Promise<void> {
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
    for (let row = OVERDUE.get() as Row; row; row = OVERDUE.get() as Row) await work(row);
  } catch (error) {
    console.error(String(error));
  }
}
setInterval(() => void retry(), 60_000);
await retry();

Deno.serve({ port: Number(env("PORT") || 8000) }, async (request) => {
  try {
    const event = await verifyWebhook(request, { secret });
    void work(STORE.get(event.key, JSON.stringify(event)) as Row);
    return new Response(); // it is stored: the sender may forget it
  } catch (error) {
    if (error instanceof TrattaWebhookError) return new Response(null, { status: error.status });
    console.error(String(error));
    return new Response(null, { status: 500 }); // it is not stored: the sender tries again
  }
});
