import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { signWebhook, type SignedWebhook } from "tratta-client/webhooks";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createWebhookApp as createExpressApp } from "./webhooks/express-server.ts";
import { createWebhookApp as createHonoApp } from "./webhooks/hono-server.ts";
import type { Inbox } from "./webhooks/postgres-inbox.ts";

const SECRET = "the secret of the examples";
const signed = await signWebhook({ event: "charge.created", payload: { id: "42" }, secret: SECRET });
const forged = { ...signed, body: '{"id":"43"}' };
const unsigned = { ...signed, headers: { "Content-Type": "application/json" } };

/** Sends a webhook to a server that is up for that long. */
async function deliver(listener: RequestListener, { headers, body }: Partial<SignedWebhook>): Promise<number> {
  const server = createServer(listener);
  await once(server.listen(0, "127.0.0.1"), "listening");
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`;
    const response = await fetch(url, {
      method: "POST",
      redirect: "manual",
      ...(headers && { headers }),
      ...(body && { body }),
    });
    await response.text();
    return response.status;
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

let log: ReturnType<typeof vi.spyOn>;
beforeEach(() => {
  log = vi.spyOn(console, "error").mockReturnValue(undefined);
});

describe.each<[string, (inbox: Inbox, secret: string) => RequestListener]>([
  ["hono-server.ts", (inbox, secret) => getRequestListener(createHonoApp(inbox, secret).fetch)],
  ["express-server.ts", (inbox, secret) => createExpressApp(inbox, secret)],
])("%s", (_, create) => {
  let received: string[];
  const inbox: Inbox = {
    receive: async ({ event, payload }) => void received.push(`${event} ${JSON.stringify(payload)}`),
    retry: async () => {},
  };
  beforeEach(() => {
    received = [];
  });

  it("stores what is signed, and responds when it is stored", async () => {
    let stored = (): void => {};
    const slow: Inbox = { ...inbox, receive: () => new Promise((resolve) => (stored = resolve)) };
    const responded = vi.fn();
    const delivery = deliver(create(slow, SECRET), signed).then(responded);
    await expect.poll(() => stored.name).not.toBe("stored");
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(responded).not.toHaveBeenCalled();
    stored();
    await delivery;
    expect(responded).toHaveBeenCalledWith(200);

    expect(await deliver(create(inbox, SECRET), signed)).toBe(200);
    expect(received).toEqual(['charge.created {"id":"42"}']);
  });

  it("refuses what is forged, unsigned, empty or too large, and stores nothing", async () => {
    const listener = create(inbox, SECRET);
    expect(await deliver(listener, forged)).toBe(401);
    expect(await deliver(listener, unsigned)).toBe(400);
    expect(await deliver(listener, {})).toBe(400);
    expect(await deliver(listener, { headers: signed.headers })).toBe(401);
    expect(await deliver(listener, { ...signed, body: "x".repeat(1_000_001) })).toBe(413);
    expect(await deliver(listener, { ...signed, body: "x".repeat(2_000_000) })).toBe(413);
    expect(received).toEqual([]);
    expect(log).not.toHaveBeenCalled();
  });

  it("makes the sender try again when the event cannot be stored, or the secret is missing", async () => {
    const broken: Inbox = { ...inbox, receive: () => Promise.reject(new Error("the database is down")) };
    expect(await deliver(create(broken, SECRET), signed)).toBe(500);
    expect(await deliver(create(inbox, ""), signed)).toBe(500);
    expect(received).toEqual([]);
    expect(log.mock.calls.flat()).toEqual([
      "Error: the database is down",
      expect.stringMatching(/^TrattaRequestError: secret must be/),
    ]);
  });
});

describe("nextjs-route.ts", () => {
  const route = async (env: Record<string, string>): Promise<typeof import("./webhooks/nextjs-route.ts")> => {
    const all = { TRATTA_BASE_URL: "https://acme.sandbox.tratta.io/api/v1", TRATTA_TOKEN: "t", ...env };
    for (const [name, value] of Object.entries(all)) vi.stubEnv(name, value);
    vi.resetModules();
    return import("./webhooks/nextjs-route.ts");
  };
  const toRequest = (webhook: SignedWebhook): Request =>
    new Request("https://shop.test/api/webhooks", { method: "POST", ...webhook });
  afterEach(() => vi.resetModules());

  it("refuses what is forged, and makes the sender try again while the database is down", async () => {
    const database = "postgres://nobody:secret@127.0.0.1:1/none";
    const { POST } = await route({ DATABASE_URL: database, TRATTA_WEBHOOK_SECRET: SECRET });
    expect((await POST(toRequest(forged))).status).toBe(401);
    expect((await POST(toRequest(unsigned))).status).toBe(400);
    expect(log).not.toHaveBeenCalled();
    expect((await POST(toRequest(signed))).status).toBe(500);
    expect(log.mock.calls.flat().join()).toContain("ECONNREFUSED");
  });

  it("retries for the cron job alone, and for nobody while there is no cron secret", async () => {
    const { GET } = await route({ CRON_SECRET: "" });
    for (const Authorization of ["Bearer undefined", "Bearer ", "Bearer"]) {
      expect((await GET(new Request("https://shop.test/", { headers: { Authorization } }))).status).toBe(401);
    }
    const withSecret = await route({ CRON_SECRET: "c" });
    expect((await withSecret.GET(new Request("https://shop.test/"))).status).toBe(401);
  });
});
