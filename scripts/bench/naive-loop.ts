import createClient from "openapi-fetch";
import type { paths } from "../../generated/schema.ts";

/** What one writes by hand with openapi-fetch: one page after the other, until there is no next one. */
export async function readNaively(fetch: (request: Request) => Promise<Response>, limit: number): Promise<number> {
  const client = createClient<paths>({ baseUrl: "https://acme.sandbox.tratta.io/api/v1", fetch });
  let rows = 0;
  for (let page = 1; ; page++) {
    const { data, error } = await client.GET("/customers", { params: { query: { page, limit } } });
    if (error) throw new Error("the list in memory answered an error");
    rows += data.data?.length ?? 0;
    if (!data.links?.next) return rows;
  }
}
