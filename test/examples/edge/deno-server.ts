import { createTrattaClient, isTrattaError, type PaymentPlanTerms, updatePaymentPlan } from "tratta-client";

const baseUrl = Deno.env.get("TRATTA_BASE_URL") ?? "";
const client = createTrattaClient({ baseUrl, token: () => Deno.env.get("TRATTA_TOKEN") ?? "" });

/** Changes the terms of a payment plan: PUT /?plan=<id>. Put it behind your own login. */
Deno.serve({ port: Number(Deno.env.get("PORT") ?? 8000) }, async (request) => {
  const id = new URL(request.url).searchParams.get("plan") ?? "";
  try {
    const terms: PaymentPlanTerms = await request.json();
    return Response.json(await updatePaymentPlan(client, id, terms));
  } catch (error) {
    if (!isTrattaError(error)) return Response.json({ error: "expected JSON" }, { status: 400 });
    // The customer has agreed to the plan already: a fact to show, not a failure.
    if (error.code === "PaymentPlanNotEditableError") return Response.json({ error: error.reason }, { status: 409 });
    // The message holds neither token nor personal data.
    return Response.json({ error: error.message }, { status: error.outcome === "unknown" ? 502 : 422 });
  }
});
