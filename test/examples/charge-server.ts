import { createServer, type IncomingMessage, type Server } from "node:http";
import { json } from "node:stream/consumers";
import { type ChargeLedger, chargeOnce, type TrattaClient } from "tratta-client";

const STATUS = { charged: 201, not_charged: 422, unknown: 202 } as const;

/** PUT /charges/<invoice number> charges an invoice at most once. It needs no webhooks. Put it behind your own login. */
export function createChargeServer(client: TrattaClient, ledger: ChargeLedger): Server {
  async function charge(request: IncomingMessage): Promise<[status: number, body: object]> {
    const [, reference] = /^\/charges\/([\w-]+)$/.exec(request.url ?? "") ?? [];
    if (request.method !== "PUT" || !reference) return [404, { error: "PUT /charges/<invoice number>" }];
    try {
      // The error of a body that is no JSON would quote it in the log.
      const { amount, account, method } = Object(await json(request).catch(() => ({})));
      const body = { amount, debt_account_external_id: account, payment_method_id: method };
      const result = await chargeOnce(client, body, { reference, ledger });
      if (result.ledgerError) console.error(`${reference}: the ledger could not be written`);
      if (result.outcome === "unknown") console.error(`${reference}: a person must decide`);
      const { outcome } = result;
      return [STATUS[outcome], { outcome, id: outcome === "charged" ? result.charge.id : undefined }];
    } catch (error) {
      // An earlier request for the same invoice may have charged it.
      console.error(`${reference}: nothing was sent: ${String(error)}`);
      return [400, { error: "this request charged nothing" }];
    }
  }
  return createServer((request, response) => {
    void charge(request).then(([status, body]) => response.writeHead(status).end(JSON.stringify(body)));
  });
}
