import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { buffer } from "node:stream/consumers";

/** A webhook as it arrived. */
export interface ReceivedWebhook {
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** Starts a receiver of webhooks on this machine, which responds with the status that `respond` returns. */
export async function startReceiver(
  respond: (webhook: ReceivedWebhook) => number,
): Promise<{ url: string; close: () => void }> {
  const receiver = createServer((request, response) => {
    void buffer(request).then((body) => {
      response.writeHead(respond({ headers: request.headers, body })).end();
    });
  });
  receiver.listen(0, "127.0.0.1");
  await once(receiver, "listening");
  const address = receiver.address();
  assert.ok(typeof address === "object" && address);
  return { url: `http://127.0.0.1:${address.port}/`, close: () => receiver.close() };
}
