import { createTrattaClient, TrattaApiError, unwrap } from "tratta-client";

interface Env {
  /** For example `https://<your org uuid>.production.tratta.io/api/v1`. */
  readonly TRATTA_BASE_URL: string;
  readonly TRATTA_TOKEN: string;
}

/** Answers what is left to pay on a debt account: GET /?account=<id>. Put it behind your own login. */
export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const client = createTrattaClient({ baseUrl: env.TRATTA_BASE_URL, token: env.TRATTA_TOKEN });
    const id = new URL(request.url).searchParams.get("account");
    if (!id) return Response.json({ error: "account is missing" }, { status: 400 });
    try {
      const { data } = await unwrap(client.GET("/debt-accounts/{id}", { params: { path: { id } } }));
      return Response.json({ balance: data?.current_balance, status: data?.status });
    } catch (error) {
      const notFound = error instanceof TrattaApiError && error.status === 404;
      if (!notFound) console.error(String(error)); // holds neither token nor personal data
      return Response.json(
        { error: notFound ? "no such account" : "try again later" },
        { status: notFound ? 404 : 502 },
      );
    }
  },
};
