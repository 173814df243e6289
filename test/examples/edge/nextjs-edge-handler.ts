import { createTrattaClient, findCharge, isTrattaError, unwrap } from "tratta-client";

export const runtime = "edge"; // app/api/charges/route.ts in a Next.js app

const { TRATTA_BASE_URL: baseUrl = "", TRATTA_TOKEN: token = "" } = process.env;

/** Charges at most once, and says so when it is not known whether it did. Put it behind your own login. */
export async function POST(request: Request): Promise<Response> {
  const client = createTrattaClient({ baseUrl, token });
  const { amount, account }: { amount: number; account: string } = await request.json();
  const since = new Date(Date.now() - 60_000); // a minute's room for clocks that differ
  try {
    const answer = await unwrap(client.POST("/charges", { body: { amount, debt_account_id: account } }));
    if (answer?.data) return Response.json({ charged: answer.data.id }, { status: 201 });
  } catch (error) {
    if (!isTrattaError(error)) throw error;
    // Nothing was charged.
    if (error.outcome !== "unknown") return Response.json({ error: error.message }, { status: 422 });
  }
  // The charge may exist: look, let a person decide, and never send it again.
  const found = await findCharge(client, { amount, debtAccountId: account, since });
  return Response.json({ unknown: true, perhaps: found?.id ?? null }, { status: 202 });
}
