import { setTimeout as sleep } from "node:timers/promises";

/** A list of `/customers` in memory, behind a `fetch`. */
export interface ListFetch {
  readonly fetch: (request: Request) => Promise<Response>;
  requests: number;
}

/**
 * @param total rows in all
 * @param latencyMs before each answer
 * @param maxLimit rows the server gives at most per page
 */
export function createListFetch(total: number, latencyMs: number, maxLimit: number = 500): ListFetch {
  const list: ListFetch = {
    requests: 0,
    async fetch(request) {
      list.requests += 1;
      const { searchParams } = new URL(request.url);
      const page = Number(searchParams.get("page"));
      const limit = Math.min(Number(searchParams.get("limit")), maxLimit);
      if (latencyMs > 0) await sleep(latencyMs);
      const first = (page - 1) * limit;
      const pages = Math.ceil(total / limit);
      const data = Array.from({ length: Math.max(0, Math.min(limit, total - first)) }, (_, index) => ({
        id: String(first + index + 1),
        first_name: "Ada",
        last_name: "Byron",
        email: "ada@example.com",
      }));
      return Response.json({
        data,
        meta: { total, current_page: page, total_pages: pages, per_page: limit },
        links: { next: page < pages ? `${request.url.split("?")[0]}?page=${page + 1}&limit=${limit}` : null },
      });
    },
  };
  return list;
}
