import { chargeOnce, createMemoryLedger, findCharge, TrattaApiError, TrattaNetworkError, unwrap } from "tratta-client";
import type { TrattaClient } from "tratta-client";
import { assertEqual, rejectsWith } from "./assertions.ts";
import type { Check, CheckContext } from "./check.ts";

/** A charge on the first debt account of the sandbox. */
async function bodyOf(api: TrattaClient): Promise<{ amount: number; debt_account_id: string }> {
  const { data } = await unwrap(api.GET("/debt_accounts", { params: { query: { limit: 1 } } }));
  return { amount: 4_711, debt_account_id: data?.[0]?.id ?? "" };
}

async function postsOf({ control }: CheckContext): Promise<number> {
  return (await control.received()).requests.filter(({ method }) => method === "POST").length;
}

/** How a charge is made once, and what to do when it is not known whether it was made. */
export const charges: readonly Check[] = [
  {
    name: "chargeOnce charges a reference once, and knows it from the ledger afterwards",
    async run(context) {
      const api = context.client();
      const body = await bodyOf(api);
      const options = { reference: "invoice-1", ledger: createMemoryLedger() };
      const outcomes = [await chargeOnce(api, body, options), await chargeOnce(api, body, options)];
      const known = outcomes.map((outcome) => outcome.outcome === "charged" && [outcome.via, outcome.charge.amount]);
      assertEqual(
        known,
        [
          ["response", 4_711],
          ["ledger", 4_711],
        ],
        "outcomes",
      );
      assertEqual(await postsOf(context), 1, "requests");
    },
  },
  {
    name: "chargeOnce finds a charge whose response is HTTP 500, and does not send it again",
    async run(context) {
      const api = context.client();
      const body = await bodyOf(api);
      await context.control.addFault({ kind: "status", status: 500, commit: true }, { method: "POST" });
      const outcome = await chargeOnce(api, body);
      const found = outcome.outcome === "charged" && [outcome.via, outcome.charge.amount];
      assertEqual(found, ["lookup", 4_711], "outcome");
      assertEqual(await postsOf(context), 1, "requests");
    },
  },
  {
    name: "chargeOnce does not know what became of a charge when it cannot look for it",
    async run(context) {
      const api = context.client();
      const body = await bodyOf(api);
      await context.control.addFault({ kind: "html", commit: true }, { method: "POST" });
      await context.control.addFault({ kind: "status", status: 401 }, { method: "GET", times: 10 });
      const { outcome } = await chargeOnce(api, body);
      assertEqual(outcome, "unknown", "outcome");
      assertEqual(await postsOf(context), 1, "requests");
    },
  },
  {
    name: "chargeOnce reports a charge that the server refused as not charged",
    async run({ client }) {
      const outcome = await chargeOnce(client(), { amount: -1 });
      assertEqual(outcome.outcome === "not_charged" && outcome.error.code, "TrattaApiError", "outcome");
    },
  },
  {
    name: "findCharge finds the charge whose response was lost",
    async run({ client, control }) {
      const api = client();
      const since = new Date(Date.now() - 60_000);
      // Twice, since a browser sends it again by itself.
      await control.addFault({ kind: "reset", commit: true }, { method: "POST", times: 2 });
      const error = await rejectsWith(TrattaNetworkError, api.POST("/charges", { body: { amount: 4_711 } }));
      assertEqual(error.outcome, "unknown", "outcome");
      assertEqual(
        (await findCharge(api, { amount: 4_711, since, signal: AbortSignal.timeout(30_000) }))?.amount,
        4_711,
        "amount found",
      );
    },
  },
  {
    name: "findCharge finds nothing when nothing was charged",
    async run({ client, control }) {
      const api = client();
      const since = new Date(Date.now() - 60_000);
      await control.addFault({ kind: "status", status: 500 }, { method: "POST" });
      await rejectsWith(TrattaApiError, unwrap(api.POST("/charges", { body: { amount: 4_711 } })));
      assertEqual(
        await findCharge(api, { amount: 4_711, since, signal: AbortSignal.timeout(30_000) }),
        undefined,
        "found",
      );
    },
  },
];
