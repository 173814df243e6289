import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect } from "vitest";
import { createSeededRandom } from "../../src/sandbox/domain/seeded-random.ts";
import { createSandbox, type Sandbox } from "../../src/sandbox/index.ts";
import { verifyWebhook } from "../../src/webhooks.ts";
import { call } from "./sandbox-caller.ts";

const SECRET = "0123456789abcdef";
const QUARTER_MS = 900_000;
// Large enough for a payload that is kept too long to show in the heap.
const PADDING = 10_000;

type Failure = (response: ServerResponse) => unknown;
const FAILURES: readonly Failure[] = [
  (response) => response.writeHead(500).end("no"),
  (response) => response.writeHead(302, { Location: "/elsewhere" }).end(),
  (response) => response.writeHead(404).write("a body without end"),
  (response) => response.req.socket.resetAndDestroy(),
  (response) => response.req.socket.end("not HTTP\r\n\r\n"),
];

/** What became of the events that a receiver got. */
export interface LossyResult {
  readonly acknowledged: number;
  readonly failed: number;
  readonly attempts: number;
  /** By how many bytes the heap grew from the middle to the end. */
  readonly heapGrowth: number;
}

/**
 * Sends `events` events over HTTP to a receiver that fails three of ten attempts at random, in all ways. Expects that it
 * acknowledged each once in the end, or that the delivery is listed as failed after four attempts.
 */
export async function deliverToLossyReceiver(events: number): Promise<LossyResult> {
  const random = createSeededRandom(events);
  const acknowledged = new Map<string, number>();
  const attempts = new Map<string, number>();
  const server = createServer((request, response) => {
    void buffer(request).then(async (body) => {
      const { key, payload } = await verifyWebhook({ headers: request.headers, body }, { secret: SECRET });
      const id = `${(payload as { number: number }).number} ${key}`;
      attempts.set(id, (attempts.get(id) ?? 0) + 1);
      if (random.integer(1, 10) <= 3) return random.pick(FAILURES)(response);
      acknowledged.set(id, (acknowledged.get(id) ?? 0) + 1);
      return response.writeHead(random.pick([200, 202, 204])).end();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  // A clock that stands still, so that attempts fall due when the test says so.
  const sandbox = createSandbox({ customers: 0, clock: () => Date.UTC(2025, 2, 1) });
  try {
    const webhook = { url: `http://127.0.0.1:${port}/`, events: ["charge.failed"], secret: SECRET };
    await call(sandbox, "POST", "/webhooks", webhook);
    const counts: Record<string, number> = {};
    const heaps: number[] = [];
    let sent = 0;
    // Five times an hour's worth.
    for (const lot of [1, 2, 3, 4, 5]) {
      const first = sent;
      for (; sent < (events * lot) / 5; sent += 1) {
        sandbox.webhooks.trigger("charge.failed", { number: sent, padding: "x".repeat(PADDING) });
      }
      for (let attempt = 1; attempt <= 4; attempt += 1) {
        await sandbox.webhooks.settled();
        sandbox.clock.advance(QUARTER_MS);
      }
      count(sandbox, sent - first, counts);
      heaps.push(heapUsed());
    }
    expect(attempts.size).toBe(events);
    expect(Math.max(...acknowledged.values())).toBe(1);
    expect(acknowledged.size).toBe(counts["acknowledged"]);
    for (const [id, number] of attempts) {
      if (!acknowledged.has(id)) expect(number).toBe(4);
    }
    expect((counts["acknowledged"] ?? 0) + (counts["failed"] ?? 0)).toBe(events);
    return {
      acknowledged: counts["acknowledged"] ?? 0,
      failed: counts["failed"] ?? 0,
      attempts: [...attempts.values()].reduce((sum, number) => sum + number, 0),
      heapGrowth: (heaps.at(-1) ?? 0) - (heaps.at(2) ?? 0),
    };
  } finally {
    await sandbox.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

/** Counts the newest deliveries by state. */
function count({ webhooks }: Sandbox, newest: number, counts: Record<string, number>): void {
  for (const { state, attempts } of webhooks.deliveries.slice(-newest)) {
    counts[state] = (counts[state] ?? 0) + 1;
    if (state === "failed") expect(attempts).toBe(4);
  }
}

function heapUsed(): number {
  setFlagsFromString("--expose-gc");
  const collectGarbage: () => void = runInNewContext("gc");
  collectGarbage();
  return process.memoryUsage().heapUsed;
}
