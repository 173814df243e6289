import type { PaginationLinks, PaginationMeta } from "../../models.ts";
import { invalidField } from "../domain/api-error.ts";
import type { Rows } from "../domain/collection.ts";
import type { Dialect } from "../domain/store.ts";

type Simulated<Model, Field extends keyof Model> = Readonly<Required<Pick<Model, Field>>>;
type PageMeta = Simulated<PaginationMeta, "total" | "current_page" | "total_pages"> & { readonly per_page: number };
type PageLinks = Simulated<PaginationLinks, "first" | "prev" | "next" | "last">;

/** Cuts one page out of all rows; past the end it is empty. `maxPageSize` caps `limit`, and `per_page` is the actual size.
 * @throws ApiError 422 for a page below 1, which the OpenAPI document allows */
export function cutPage<Row>(
  rows: Rows<Row>,
  { page, limit = 10 }: { page: number; limit?: number },
  maxPageSize: number,
): { rows: readonly Row[]; meta: PageMeta } {
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

/** Returns `meta` as a dialect has it. The vendor's has `last_page` for `total_pages`, and `per_page` as a text. */
export function serializeMeta(meta: PageMeta, rows: number, url: URL, dialect: Dialect): PaginationMeta {
  if (dialect === "source") return meta;
  const { current_page, per_page, total, total_pages: last_page } = meta;
  const before = (current_page - 1) * per_page;
  return {
    current_page,
    from: rows > 0 ? before + 1 : null,
    last_page,
    path: url.origin + url.pathname,
    per_page: String(per_page),
    to: rows > 0 ? before + rows : null,
    total,
  };
}

/** Links to other pages on the request's own origin and path, with its other query parameters. */
export function linkPages(url: URL, meta: PageMeta): PageLinks {
  const link = new URL(url);
  const linkTo = (page: number): string => {
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
