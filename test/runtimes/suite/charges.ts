import { findCharge, TrattaApiError, TrattaNetworkError, unwrap } from "tratta-client";
import { assertEqual, rejectsWith } from "./assertions.ts";
import type { Check } from "./check.ts";

/** What to do when it is not known whether a charge was made. */
export const charges: readonly Check[] = [
  {
    name: "findCharge finds the charge whose answer was lost",
    async run({ client, control }) {
      const api = client();
      const since = new Date(Date.now() - 60_000);
      // Twice, since a browser sends it again by itself.
      await control.addFault({ kind: "reset", commit: true }, { method: "POST", times: 2 });
      const error = await rejectsWith(TrattaNetworkError, api.POST("/charges", { body: { amount: 4_711 } }));
      assertEqual(error.outcome, "unknown", "outcome");
      assertEqual((await findCharge(api, { amount: 4_711, since }))?.amount, 4_711, "amount found");
    },
  },
  {
    name: "findCharge finds nothing where nothing was charged",
    async run({ client, control }) {
      const api = client();
      const since = new Date(Date.now() - 60_000);
      await control.addFault({ kind: "status", status: 500 }, { method: "POST" });
      await rejectsWith(TrattaApiError, unwrap(api.POST("/charges", { body: { amount: 4_711 } })));
      assertEqual(await findCharge(api, { amount: 4_711, since }), undefined, "found");
    },
  },
];
