import type { Row } from "./row-id.ts";

/**
 * The body of a page. The documentation and the spec disagree on the names and types of what stands beside the rows, so
 * none of it is relied upon.
 */
export interface PageEnvelope {
  data?: Row[];
  meta?: { total?: unknown; current_page?: unknown; total_pages?: unknown; last_page?: unknown } | null;
  links?: { next?: unknown } | null;
}

/** A count from `meta`, which the API may also send as a string. */
export function toCount(value: unknown): number | undefined {
  const number = typeof value === "string" && value !== "" ? Number(value) : value;
  return Number.isInteger(number) && (number as number) >= 0 ? (number as number) : undefined;
}

/** The page number of a link. Nothing else of it is used: the documentation shows links to another host. */
export function toPageNumber(link: unknown): number | undefined {
  return typeof link === "string" ? toCount(/[?&]page=(\d+)/.exec(link)?.[1]) : undefined;
}
