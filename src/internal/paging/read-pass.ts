import type { CallResult } from "../../client-method.ts";
import { unwrap } from "../../unwrap.ts";
import { toResponseError } from "../response-errors.ts";
import { type PageEnvelope, toCount, toPageNumber } from "./page-envelope.ts";
import { RecentKeys } from "./recent-keys.ts";
import { type Row, rowId } from "./row-id.ts";

/** Pages in a row without a new row that are read on while the server shows that it turns pages: many rows were inserted. */
const LONGEST_REPETITION = 50;

export type FetchPage = (page: number, signal: AbortSignal) => Promise<CallResult<PageEnvelope>>;

export interface PassOptions {
  readonly pageSize: number;
  readonly concurrency: number;
  readonly startPage: number;
  readonly verify: boolean;
}

/** A page that was read. `total` and `pages` are the latest that the server sent. */
export interface PageRead {
  readonly page: number;
  readonly pages: number | undefined;
  readonly total: number | undefined;
  /** The rows that no page shortly before this one held. */
  readonly rows: Row[];
  /** How many rows were left out because a page shortly before this one held them. */
  readonly repeated: number;
}

/** Reads a list once, several pages at a time, and yields the pages in order. */
export async function* readPass(
  fetchPage: FetchPage,
  { pageSize, concurrency, startPage, verify }: PassOptions,
  signal: AbortSignal,
): AsyncGenerator<PageRead, void, undefined> {
  const underWay: Promise<CallResult<PageEnvelope>>[] = [];
  const recent = new RecentKeys();
  let requested = startPage;
  let pages: number | undefined;
  let total: number | undefined;
  let pagesWithoutNewRow = 0;

  for (let page = startPage; ; page++) {
    signal.throwIfAborted();
    // Beyond the pages that the server counts, only the next one is requested. To verify a list without `total`, its pages
    // have to be cut one after the other: see `readPages`.
    const known = verify && total === undefined ? page : Math.max(page, pages ?? page);
    while (requested <= Math.min(page + concurrency - 1, known)) {
      const request = fetchPage(requested++, signal);
      request.catch(() => {}); // Thrown when its turn comes, or never when the loop has ended.
      underWay.push(request);
    }
    const result = await (underWay.shift() as Promise<CallResult<PageEnvelope>>);
    const body = await unwrap(result);
    const data = body?.data;
    if (!Array.isArray(data)) throw toResponseError(result.response, "a page without a `data` array");

    const { meta, links } = body;
    const currentPage = toCount(meta?.current_page);
    const nextPage = toPageNumber(links?.next);
    total = toCount(meta?.total) ?? total;
    pages = toCount(meta?.total_pages) ?? toCount(meta?.last_page) ?? pages;

    // A server may send more rows than `limit`.
    const remembered = (concurrency + 1) * Math.max(pageSize, data.length, 100);
    const rows = data.filter((row, index) => {
      const id = rowId(row);
      if (id !== undefined) return recent.add(`#${id}`, remembered);
      // Equal rows without an id may be different rows, unless the server does not show that it turned the page.
      return currentPage === page || recent.add(`${index} ${JSON.stringify(row)}`, remembered);
    });
    yield { page, pages, total, rows, repeated: data.length - rows.length };

    pagesWithoutNewRow = rows.length > 0 ? 0 : pagesWithoutNewRow + 1;
    const turnsPages = currentPage === page || (nextPage !== undefined && nextPage > page);
    if (
      links?.next === null ||
      (pages !== undefined && (currentPage ?? page) >= pages) ||
      data.length === 0 ||
      (pagesWithoutNewRow > 0 && !(turnsPages && pagesWithoutNewRow < LONGEST_REPETITION))
    ) {
      return;
    }
  }
}
