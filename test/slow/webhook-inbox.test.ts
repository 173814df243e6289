import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { Pool } from "pg";
import { signWebhook, type SignedWebhook, verifyWebhook, type WebhookEvent } from "tratta-client/webhooks";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { createWebhookApp as createExpressApp } from "../examples/webhooks/express-server.ts";
import { createWebhookApp as createHonoApp } from "../examples/webhooks/hono-server.ts";
import { CREATE_INBOX, createPostgresInbox, type Inbox } from "../examples/webhooks/postgres-inbox.ts";
import { type Postgres, startPostgres } from "../support/start-postgres.ts";

const SECRET = "the secret of the examples";
let postgres: Postgres;
let pool: Pool;
let handled: string[];
let log: ReturnType<typeof vi.spyOn>;

const signed = (id: string): Promise<SignedWebhook> =>
  signWebhook({ event: "charge.created", payload: { id }, secret: SECRET });
const eventOf = async (id: string): Promise<WebhookEvent> => verifyWebhook(await signed(id), { secret: SECRET });
const handle = async ({ payload }: WebhookEvent): Promise<void> => void handled.push((payload as { id: string }).id);
const failing = async (): Promise<void> => Promise.reject(new Error("the API is down"));
const passFiveMinutes = (): Promise<unknown> =>
  pool.query("update webhook_inbox set tried_at = tried_at - interval '6 minutes'");
const openRows = async (): Promise<number> =>
  (await pool.query("select 1 from webhook_inbox where done_at is null")).rows.length;

beforeAll(async () => {
  postgres = await startPostgres();
  pool = new Pool({ connectionString: postgres.url, max: 20 });
});
afterAll(async () => {
  await pool?.end();
  await postgres?.stop();
});
beforeEach(async () => {
  handled = [];
  log = vi.spyOn(console, "error").mockReturnValue(undefined);
  await pool.query("drop table if exists webhook_inbox");
  await pool.query(CREATE_INBOX);
});

describe("an inbox on PostgreSQL", () => {
  it("works once on an event that comes many times at once, by several processes", async () => {
    const inboxes = Array.from({ length: 5 }, () => createPostgresInbox(pool, handle));
    const event = await eventOf("42");
    await Promise.all(inboxes.flatMap(({ receive }) => Array.from({ length: 20 }, () => receive(event))));
    await expect.poll(openRows).toBe(0);
    expect(handled).toEqual(["42"]);
    await passFiveMinutes();
    await inboxes[0]?.retry();
    expect(handled).toEqual(["42"]);
  });

  it("keeps an event whose work failed, and works on it five minutes later", async () => {
    await createPostgresInbox(pool, failing).receive(await eventOf("42"));
    await expect.poll(() => log.mock.calls.length).toBe(1);
    const inbox = createPostgresInbox(pool, handle);
    await inbox.retry();
    expect([handled, await openRows()]).toEqual([[], 1]);
    await passFiveMinutes();
    await inbox.retry();
    expect([handled, await openRows()]).toEqual([["42"], 0]);
  });

  it("gives each of many open events to one of several processes", async () => {
    const broken = createPostgresInbox(pool, failing);
    for (let i = 0; i < 50; i++) await broken.receive(await eventOf(String(i)));
    await expect.poll(() => log.mock.calls.length).toBe(50);
    await passFiveMinutes();
    await Promise.all(Array.from({ length: 8 }, () => createPostgresInbox(pool, handle).retry()));
    expect(handled.toSorted((a, b) => Number(a) - Number(b))).toEqual(Array.from({ length: 50 }, (_, i) => String(i)));
  });

  it("is not stopped by an event that always fails", async () => {
    const picky = createPostgresInbox(pool, (event) =>
      (event.payload as { id: string }).id === "bad" ? failing() : handle(event),
    );
    for (const id of ["bad", "good"]) await createPostgresInbox(pool, failing).receive(await eventOf(id));
    await expect.poll(() => log.mock.calls.length).toBe(2);
    await passFiveMinutes();
    await picky.retry();
    expect([handled, await openRows()]).toEqual([["good"], 1]);
  });

  it("forgets what was done two hours ago, and nothing that is open", async () => {
    const inbox = createPostgresInbox(pool, handle);
    await inbox.receive(await eventOf("done"));
    await expect.poll(openRows).toBe(0);
    await createPostgresInbox(pool, failing).receive(await eventOf("open"));
    await pool.query("update webhook_inbox set done_at = done_at - interval '119 minutes'");
    await inbox.retry();
    expect((await pool.query("select 1 from webhook_inbox")).rows).toHaveLength(2);
    await pool.query("update webhook_inbox set done_at = done_at - interval '2 minutes'");
    await inbox.retry();
    expect(await openRows()).toBe(1);
    expect((await pool.query("select 1 from webhook_inbox")).rows).toHaveLength(1);
  });

  it("stores any text, with U+0000 and half a character", async () => {
    const inbox = createPostgresInbox(pool, handle);
    await inbox.receive(await eventOf("\u0000 \uD800 'quoted'"));
    await expect.poll(() => handled).toEqual(["\u0000 \uD800 'quoted'"]);
  });

  it("rejects when the event cannot be stored", async () => {
    await pool.query("drop table webhook_inbox");
    await expect(createPostgresInbox(pool, handle).receive(await eventOf("42"))).rejects.toThrow(/does not exist/);
  });
});

type Deliver = (webhook: SignedWebhook) => Promise<number>;

type Listener = (request: IncomingMessage, response: ServerResponse) => unknown;

async function withListener(listener: Listener, use: (deliver: Deliver) => Promise<void>): Promise<void> {
  const server = createServer((request, response) => void listener(request, response));
  await once(server.listen(0, "127.0.0.1"), "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`;
  try {
    await use(async (webhook) => (await fetch(url, { method: "POST", ...webhook })).status);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

async function withRoute(use: (deliver: Deliver) => Promise<void>): Promise<void> {
  vi.stubEnv("DATABASE_URL", postgres.url);
  vi.stubEnv("TRATTA_WEBHOOK_SECRET", SECRET);
  vi.stubEnv("TRATTA_BASE_URL", "https://acme.sandbox.tratta.io/api/v1");
  vi.stubEnv("TRATTA_TOKEN", "t");
  // The route makes its client of this.
  vi.stubGlobal("fetch", async (request: Request) => {
    handled.push(request.url.split("/").at(-1) ?? "");
    return Response.json({ data: { id: "42", status: "completed" } });
  });
  vi.spyOn(console, "log").mockReturnValue(undefined);
  vi.resetModules();
  const { POST } = await import("../examples/webhooks/nextjs-route.ts");
  await use(async (webhook) => (await POST(new Request("https://shop.test/", { method: "POST", ...webhook }))).status);
}

describe.each<[string, (inbox: Inbox, use: (deliver: Deliver) => Promise<void>) => Promise<void>]>([
  ["hono-server.ts", (inbox, use) => withListener(getRequestListener(createHonoApp(inbox, SECRET).fetch), use)],
  ["express-server.ts", (inbox, use) => withListener(createExpressApp(inbox, SECRET), use)],
  ["nextjs-route.ts", (_, use) => withRoute(use)],
])("%s with that inbox", (_, run) => {
  it("works on a signed event once, however often it comes, and on no forged one", async () => {
    await run(createPostgresInbox(pool, handle), async (deliver) => {
      const webhook = await signed("42");
      expect(await deliver({ ...webhook, body: '{"id":"43"}' })).toBe(401);
      expect(await Promise.all([webhook, webhook, webhook].map(deliver))).toEqual([200, 200, 200]);
      await expect.poll(openRows).toBe(0);
      expect(await deliver(webhook)).toBe(200);
      expect(handled).toEqual(["42"]);
      await pool.query("drop table webhook_inbox");
      expect(await deliver(await signed("44"))).toBe(500);
      expect(handled).toEqual(["42"]);
    });
  });
});
