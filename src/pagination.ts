import type { paths } from "../generated/schema.ts";
import type { TrattaClient } from "./client.ts";
import type { PaginationDrift } from "./errors.ts";
import { assertInteger } from "./internal/assert-integer.ts";
import { endAtOnce } from "./internal/end-at-once.ts";
import { readPages } from "./internal/paging/read-pages.ts";
import type { FetchPage } from "./internal/paging/read-pass.ts";

/** The row type of a list path; `never` when GET on the path returns no list. */
export type ListItem<Path extends keyof paths> = paths[Path] extends {
  get: { responses: { 200: { content: { "application/json": { data?: (infer Item)[] } } } } };
}
  ? Item
  : never;

/** Every path whose GET returns a list. */
export type ListPath = { [Path in keyof paths]: [ListItem<Path>] extends [never] ? never : Path }[keyof paths];

/** The query parameters of a list, without `page` and `limit`, which `paginate` sets. */
export type ListQuery<Path extends ListPath> = paths[Path] extends { get: { parameters: { query?: infer Query } } }
  ? Omit<NonNullable<Query>, "page" | "limit">
  : never;

export interface PaginationProgress {
  /** The page just read. */
  readonly page: number;
  /** Number of pages, if the server sent it. */
  readonly pages: number | undefined;
  /** Rows yielded so far, those of this page included. */
  readonly items: number;
  /** Number of rows in the list, if the server sent it. */
  readonly total: number | undefined;
}

export interface PaginateOptions<Path extends ListPath> {
  /** Sent with every request. */
  readonly query?: ListQuery<Path>;
  /**
   * Rows to request per page, 1 to 500. The server may send fewer.
   * @default 500; 100 for /tickets, whose documented limit is lower
   */
  readonly pageSize?: number;
  /**
   * Most requests under way at a time, 1 to 100.
   * @default 4
   */
  readonly concurrency?: number;
  /**
   * The first page to read. Above 1, the number of rows is not compared with `total`, so rows that move to or from the
   * pages before it stay unnoticed.
   * @default 1
   */
  readonly startPage?: number;
  /**
   * Reads the list a second time after its last row, and throws PaginationDriftError unless both passes gave the same rows
   * in the same order, no row twice, with the same `total` on every page, which is also their number. Rows are compared by
   * `id`, or as a whole when they have none.
   *
   * Then every row that was there from the first request to the last has been yielded. This fails only when the list made
   * the same moves in both passes: rows left it and came back, or, in a list without `total`, rows changed places.
   *
   * Twice the requests and 8 bytes of memory per row. A list without `total` is read one page at a time. `break` and
   * `toArray({ max })` end the loop before the second pass, so nothing is verified. It always throws when the server ignores
   * `page` or its `total` is not exact.
   * @default false
   */
  readonly verify?: boolean;
  /** Ends the loop and its requests with the signal's reason. */
  readonly signal?: AbortSignal;
  /**
   * Called when the list changes while it is read. It accepts the change: without it, or when it throws, the loop ends in
   * PaginationDriftError if rows may be missing. With `verify` it accepts nothing. What an async one rejects with is ignored.
   */
  readonly onDrift?: (drift: PaginationDrift) => void;
  /** Called after each page of the first pass. What it throws or rejects with is ignored. */
  readonly onProgress?: (progress: PaginationProgress) => void;
}

/** The rows of a list in the server's order. Each loop reads the list anew. */
export interface Paginator<Item> extends AsyncIterable<Item> {
  /**
   * The same rows, a page at a time. A page may hold fewer rows than requested. `return()` and `throw()` end the requests
   * under way at once, and a pending `next()` with them.
   */
  pages(): AsyncGenerator<Item[], void, undefined>;
  /**
   * All rows, or the first `max`.
   * @throws {TrattaRequestError} when `max` is not an integer from 0, and what the loop throws
   */
  toArray(options?: { readonly max?: number }): Promise<Item[]>;
}

/**
 * Reads a list page by page, several pages at a time, and yields its rows in order.
 *
 * At most `concurrency` pages are in memory. `break`, a throw or an abort ends the requests under way. Rows that come again
 * on one of the next pages, because others were inserted before them, are left out.
 *
 * Rows can be lost when the list changes while it is read: after a removal, the first row of the next page moves to a page
 * that was read already, and an edit may move a row there. Without `verify` the loop ends in PaginationDriftError only when
 * `total` falls from one page to the next, or when fewer rows came than `total` said. So a loss stays unnoticed
 * - newest first: while more new rows arrive than a page holds; with `concurrency: 1` never
 * - oldest first, by name and in other orders: while at least as many rows are added as removed between two requests
 * - when an edit moves a row from a page already read to a much later one, so that it comes twice and another is lost, or to
 *   a page already read while another row is added
 * - in a list without `total`: always.
 *
 * @throws {TrattaRequestError} for a bad option, when the loop begins
 * @throws {TrattaResponseError} when a page has no `data` array
 * @throws {PaginationDriftError} after the last row, when rows may be missing
 * @see https://docs.tratta.io/api (documented: `limit`, `meta`, `links`; observed: `page`; assumed: the order of each list)
 * @example
 * for await (const customer of paginate(client, "/customers", { verify: true })) console.log(customer.email);
 */
export function paginate<Path extends ListPath>(
  client: TrattaClient,
  path: Path,
  options: PaginateOptions<Path> = {},
): Paginator<ListItem<Path>> {
  type Item = ListItem<Path>;
  const { pageSize = path === "/tickets" ? 100 : 500, signal } = options;
  // One call of a generic path has no type that openapi-fetch could check.
  const get = client.GET as unknown as (path: string, init: object) => ReturnType<FetchPage>;
  const fetchPage: FetchPage = (page, ended) =>
    get(path, { params: { query: { ...options.query, limit: pageSize, page } }, signal: ended });
  const readPagesOf = (stop: AbortController) =>
    readPages(fetchPage, pageSize, options, stop) as AsyncGenerator<Item[], void, undefined>;

  async function* readItems(stop: AbortController): AsyncGenerator<Item, void, undefined> {
    for await (const page of readPagesOf(stop)) {
      for (const row of page) {
        // The rest of a page that was read before the abort is not yielded after it.
        signal?.throwIfAborted();
        yield row;
      }
    }
  }
  function start<Value>(generate: (stop: AbortController) => AsyncGenerator<Value, void, undefined>) {
    const stop = new AbortController();
    return endAtOnce(generate(stop), () => stop.abort());
  }
  return {
    pages: () => start(readPagesOf),
    [Symbol.asyncIterator]: () => start(readItems),
    async toArray({ max = Infinity } = {}) {
      if (max !== Infinity) assertInteger("max", max, 0);
      const rows: Item[] = [];
      if (max > 0) {
        for await (const row of start(readItems)) if (rows.push(row) >= max) break;
      }
      return rows;
    },
  };
}
