import { type ChargeLedger, chargeOnce, type TrattaClient, type VendorChargeRequest } from "tratta-client";

/** Charges an invoice at most once, however often it is called. Returns what to tell the payer. */
export async function chargeInvoice(
  client: TrattaClient,
  ledger: ChargeLedger, // createMemoryLedger() in tests; one on your database in production
  invoice: string,
  body: VendorChargeRequest,
): Promise<string> {
  const result = await chargeOnce(client, body, { reference: invoice, ledger });
  switch (result.outcome) {
    case "charged": // The charge exists. It may still be pending, and may be returned later.
      return `charged: ${result.charge.id} is ${result.charge.status}`;
    case "not_charged": // Nothing was charged: only now is it safe to try again.
      return `not charged: ${result.error.message}`;
    case "unknown": // The charge may exist. A person decides, with the candidates at hand.
      return `unknown: ${result.candidates.length} candidates`;
  }
}
