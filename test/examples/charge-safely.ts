import { type Charge, type ChargeRequest, findCharge, isTrattaError, type TrattaClient, unwrap } from "tratta-client";

/** Charges at most once: after an unknown outcome it looks for the charge instead of sending it again. */
export async function chargeSafely(client: TrattaClient, body: ChargeRequest): Promise<Charge | "ask a person"> {
  const started = Date.now();
  try {
    const answer = await unwrap(client.POST("/charges", { body }));
    if (answer?.data) return answer.data;
  } catch (error) {
    // "rejected" and "not_sent": nothing was charged, and the error says why.
    if (!isTrattaError(error) || error.outcome !== "unknown") throw error;
  }
  const { amount, debt_account_id: debtAccountId } = body;
  const since = new Date(started - 60_000); // a minute's room for clocks that differ
  const found = await findCharge(client, { amount, since, ...(debtAccountId !== undefined && { debtAccountId }) });
  // One from before is perhaps another payment. None may also mean "not listed yet". In both cases let a person decide,
  // and never charge again in a loop.
  return found && Date.parse(found.created_at ?? "") >= started - 1_000 ? found : "ask a person";
}
