import { chargeOnce, createTrattaClient } from "tratta-client";

export const runtime = "edge"; // app/api/charges/route.ts in a Next.js app

const { TRATTA_BASE_URL: baseUrl = "", TRATTA_TOKEN: token = "" } = process.env;

/** Sends a charge once, and reports when it is unknown whether it exists. Put it behind your own login. */
export async function POST(request: Request): Promise<Response> {
  const client = createTrattaClient({ baseUrl, token });
  const { amount, account, method }: { amount: number; account: string; method: string } = await request.json();
  const body = { amount, debt_account_external_id: account, payment_method_id: method };
  // Without a ledger a second click charges a second time: pass `reference` and `ledger` when you have a database.
  const result = await chargeOnce(client, body, { signal: request.signal });
  if (result.outcome === "charged") return Response.json({ charged: result.charge.id }, { status: 201 });
  if (result.outcome === "not_charged") return Response.json({ error: result.error.message }, { status: 422 });
  return Response.json({ unknown: true, perhaps: result.candidates.map(({ id }) => id) }, { status: 202 });
}
