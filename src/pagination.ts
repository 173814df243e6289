import type { paths } from "../generated/schema.ts";
import { toResponseError } from "./internal/response-errors.ts";
import { assertInteger } from "./internal/assert-integer.ts";
import type { TrattaClient } from "./client.ts";
import { type PaginationDrift, PaginationDriftError } from "./errors.ts";
import type { CallResult } from "./client-method.ts";
import { unwrap } from "./unwrap.ts";

/** The row type of the list that GET on a path answers; `never` where it answers no list. */
export type ListItem<Path extends keyof paths> = paths[Path] extends {
  get: { responses: { 200: { content: { "application/json": { data?: (infer Item)[] } } } } };
}
  ? Item
  : never;

/** Every path whose GET answers a list. */
export type ListPath = { [Path in keyof paths]: [ListItem<Path>] extends [never] ? never : Path }[keyof paths];

/** The query parameters of a list, without the two that `paginate` sets. */
export type ListQuery<Path extends ListPath> = paths[Path] extends { get: { parameters: { query?: infer Query } } }
  ? Omit<NonNullable<Query>, "page" | "limit">
  : never;

export interface PaginationProgress {
  /** The page just read. */
  readonly page: number;
  /** Pages in all, as far as the server tells. */
  readonly pages: number | undefined;
  /** Rows handed out so far, this page included. */
  readonly items: number;
  /** Rows in all, as far as the server tells. */
  readonly total: number | undefined;
}

export interface PaginateOptions<Path extends ListPath> {
  /** Sent with every page. */
  readonly query?: ListQuery<Path>;
  /**
   * Rows to ask for per page, 1 to 500. The server may give fewer.
   * @default 500; 100 for /tickets, whose documented limit is lower
   */
  readonly pageSize?: number;
  /**
   * Pages under way at a time, 1 to 100.
   * @default 4
   */
  readonly concurrency?: number;
  /**
   * The page to begin with. From another than the first, missing rows are not noticed at the end.
   * @default 1
   */
  readonly startPage?: number;
  /** Ends the paging, and what is under way, with its own reason. */
  readonly signal?: AbortSignal;
  /** Told when the list changes on the way. Without it, paging that may have missed rows ends with PaginationDriftError. */
  readonly onDrift?: (drift: PaginationDrift) => void;
  /** Told after each page. */
  readonly onProgress?: (progress: PaginationProgress) => void;
}

/** The rows of a list, one by one in the server's order; each loop over it reads the list anew. */
export interface Paginator<Item> extends AsyncIterable<Item> {
  /** The same rows, a page at a time. A page may hold fewer rows than asked for. */
  pages(): AsyncGenerator<Item[], void, undefined>;
  /**
   * All rows, or the first `max`.
   * @throws {TrattaRequestError} when `max` is no whole number, and what the loop throws
   */
  toArray(options?: { readonly max?: number }): Promise<Item[]>;
}

/** Pages without a new row that are put up with while the server shows that it does turn pages: rows inserted on the way. */
const LONGEST_REPETITION = 50;

interface Envelope {
  data?: Row[];
  // The documentation and the spec disagree on the names and types of these, so none is relied upon.
  meta?: { total?: unknown; current_page?: unknown; total_pages?: unknown; last_page?: unknown } | null;
  links?: { next?: unknown } | null;
}
type Row = { id?: string | number | null };

/**
 * Reads a list page by page, several pages at a time, and yields its rows in order, each once.
 *
 * Memory stays flat: at most `concurrency` pages are held. `break`, a throw or an abort ends the requests under way.
 * Rows that come again because others were inserted meanwhile are left out; `onDrift` is told when the server's `total`
 * changes.
 *
 * @throws {TrattaRequestError} for a bad option, when the loop begins
 * @throws {TrattaResponseError} when a page has no `data` array
 * @throws {PaginationDriftError} after the last row, when rows may be missing and there is no `onDrift`
 * @see https://docs.tratta.io/api (documented: `limit`, `meta`, `links`; observed: `page`)
 * @example
 * for await (const customer of paginate(client, "/customers")) console.log(customer.email);
 */
export function paginate<Path extends ListPath>(
  client: TrattaClient,
  path: Path,
  options: PaginateOptions<Path> = {},
): Paginator<ListItem<Path>> {
  // One call of a generic path has no type that openapi-fetch could check.
  const get = client.GET as unknown as (path: string, init: object) => Promise<CallResult<Envelope>>;
  const { pageSize: limit = path === "/tickets" ? 100 : 500 } = options;
  const fetchPage = (page: number, signal: AbortSignal): Promise<CallResult<Envelope>> =>
    get(path, { params: { query: { ...options.query, limit, page } }, signal });
  const pages = () => readPages(fetchPage, limit, options) as AsyncGenerator<ListItem<Path>[], void, undefined>;

  async function* items(): AsyncGenerator<ListItem<Path>, void, undefined> {
    for await (const page of pages()) {
      for (const row of page) {
        // The rows left of a page that was read before the abort are not handed out after it.
        options.signal?.throwIfAborted();
        yield row;
      }
    }
  }
  return {
    pages,
    [Symbol.asyncIterator]: items,
    async toArray({ max = Infinity } = {}) {
      if (max !== Infinity) assertInteger("max", max, 0);
      const rows: ListItem<Path>[] = [];
      if (max > 0) {
        for await (const row of items()) if (rows.push(row) >= max) break;
      }
      return rows;
    },
  };
}

async function* readPages(
  fetchPage: (page: number, signal: AbortSignal) => Promise<CallResult<Envelope>>,
  limit: number,
  options: Omit<PaginateOptions<ListPath>, "query">,
): AsyncGenerator<Row[], void, undefined> {
  const { concurrency = 4, startPage = 1, signal, onDrift, onProgress } = options;
  assertInteger("pageSize", limit, 1, 500);
  assertInteger("concurrency", concurrency, 1, 100);
  assertInteger("startPage", startPage, 1);

  const stop = new AbortController();
  // Not AbortSignal.any, which Vercel's edge runtime does not have.
  const onAbort = (): void => stop.abort(signal?.reason);
  signal?.addEventListener("abort", onAbort);
  const underWay: Promise<CallResult<Envelope>>[] = [];
  const seen = new RecentKeys();
  let requested = startPage;
  let knownPages: number | undefined;
  let total: number | undefined;
  let fewest = Infinity;
  let items = 0;
  let repetitions = 0;
  let loss: PaginationDrift | undefined;

  const tell = (drift: PaginationDrift): void => {
    if (onDrift) onDrift(drift);
    else if (drift.actual < drift.expected) loss ??= drift;
  };

  try {
    for (let page = startPage; ; page++) {
      signal?.throwIfAborted();
      // Beyond what the server says there is, only the next page is asked for.
      while (requested <= Math.min(page + concurrency - 1, Math.max(page, knownPages ?? 0))) {
        const request = fetchPage(requested++, stop.signal);
        request.catch(() => {}); // Reported when its turn comes, or not at all when the loop has ended.
        underWay.push(request);
      }
      const result = await (underWay.shift() as Promise<CallResult<Envelope>>);
      const body = await unwrap(result);
      const rows = body?.data;
      if (!Array.isArray(rows)) throw toResponseError(result.response, "a page without a `data` array");

      const { meta, links } = body;
      // A server may send more rows than it was asked for.
      const remembered = (concurrency + 1) * Math.max(limit, rows.length, 100);
      const currentPage = count(meta?.current_page);
      // Rows without an id are compared only where the server does not show that it turned the page.
      const fresh = rows.filter(
        (row, index) =>
          (row?.id === undefined && currentPage === page) ||
          seen.add(String(row?.id ?? `${index} ${JSON.stringify(row)}`), remembered),
      );
      items += fresh.length;
      const before = total;
      total = count(meta?.total) ?? total;
      knownPages = count(meta?.total_pages) ?? count(meta?.last_page) ?? knownPages;
      fewest = Math.min(fewest, total ?? Infinity);
      onProgress?.({ page, pages: knownPages, items, total });
      if (before !== undefined && total !== undefined && before !== total) {
        tell({ page, reason: "total_changed", expected: before, actual: total });
      }
      if (fresh.length > 0) yield fresh;

      const nextPage = pageOf(links?.next);
      repetitions = fresh.length > 0 ? 0 : repetitions + 1;
      const turnsPages = currentPage === page || (nextPage !== undefined && nextPage > page);
      if (
        links?.next === null ||
        (knownPages !== undefined && (currentPage ?? page) >= knownPages) ||
        rows.length === 0 ||
        (repetitions > 0 && !(turnsPages && repetitions < LONGEST_REPETITION))
      ) {
        if (startPage === 1 && items < fewest && fewest < Infinity) {
          tell({ page, reason: "rows_missing", expected: fewest, actual: items });
        }
        if (loss) throw new PaginationDriftError(loss);
        return;
      }
    }
  } finally {
    signal?.removeEventListener("abort", onAbort);
    stop.abort();
  }
}

/** The row keys of the neighbouring pages; older ones are forgotten, so that memory stays flat. */
class RecentKeys {
  #older = new Set<string>();
  #newer = new Set<string>();

  /** Whether the key was not among the last `size` keys, or at most twice as many. */
  add(key: string, size: number): boolean {
    if (this.#newer.has(key) || this.#older.has(key)) return false;
    if (this.#newer.size >= size) {
      this.#older = this.#newer;
      this.#newer = new Set();
    }
    this.#newer.add(key);
    return true;
  }
}

/** A count from `meta`, which the API may also send as a string. */
function count(value: unknown): number | undefined {
  const number = typeof value === "string" && value !== "" ? Number(value) : value;
  return Number.isInteger(number) && (number as number) >= 0 ? (number as number) : undefined;
}

/** Of a link only the page number is used: the documentation shows links that point at another host. */
function pageOf(link: unknown): number | undefined {
  return typeof link === "string" ? count(/[?&]page=(\d+)/.exec(link)?.[1]) : undefined;
}
