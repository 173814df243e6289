import { type Charge, type ChargeRequest, findCharge, isTrattaError, type TrattaClient, unwrap } from "tratta-client";

/** Charges at most once: after an unknown outcome it looks for the charge instead of sending it again. */
export async function chargeSafely(client: TrattaClient, body: ChargeRequest): Promise<Charge | "ask a person"> {
  const since = new Date(Date.now() - 60_000); // a minute's room for clocks that differ
  try {
    const { data } = await unwrap(client.POST("/charges", { body }));
    if (data) return data;
  } catch (error) {
    // "rejected" and "not_sent": nothing was charged, and the error says why.
    if (!isTrattaError(error) || error.outcome !== "unknown") throw error;
  }
  const { amount, debt_account_id: debtAccountId } = body;
  const found = await findCharge(client, { amount, since, ...(debtAccountId !== undefined && { debtAccountId }) });
  // Not listed may also mean "not listed yet": let a person decide, and never charge again in a loop.
  return found ?? "ask a person";
}
