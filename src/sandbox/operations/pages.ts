import { invalidField } from "../http/api-error.ts";

/** The rows of one page, and where it stands among all. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly meta: PageMeta;
}

export interface PageMeta {
  readonly total: number;
  readonly current_page: number;
  readonly per_page: number;
  readonly total_pages: number;
}

export interface PageLinks {
  readonly first: string;
  readonly prev: string | null;
  readonly next: string | null;
  readonly last: string;
}

/** Cuts one page out of all rows; past the end it is empty. `maxPageSize` caps `limit`, and `per_page` tells what was used.
 * @throws ApiError 422 for a page below 1, which the OpenAPI document does not exclude */
export function cutPage<Row>(
  rows: readonly Row[],
  { page, limit }: { page: number; limit: number },
  maxPageSize: number,
): Page<Row> {
  if (page < 1) throw invalidField("query.page", "must be at least 1");
  const size = Math.min(limit, maxPageSize);
  return {
    rows: rows.slice((page - 1) * size, page * size),
    meta: {
      total: rows.length,
      current_page: page,
      per_page: size,
      total_pages: Math.max(1, Math.ceil(rows.length / size)),
    },
  };
}

/** Links to the neighbours of a page on the request's own origin and path, its other query parameters kept. */
export function linkPages(url: URL, meta: PageMeta): PageLinks {
  const linkTo = (page: number): string => {
    const link = new URL(url);
    link.searchParams.set("page", String(page));
    if (!link.searchParams.has("limit")) link.searchParams.set("limit", String(meta.per_page));
    return link.href;
  };
  const { current_page: current, total_pages: last } = meta;
  return {
    first: linkTo(1),
    prev: current > 1 ? linkTo(Math.min(current - 1, last)) : null,
    next: current < last ? linkTo(current + 1) : null,
    last: linkTo(last),
  };
}
