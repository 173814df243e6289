import type { TrattaClient } from "../client.ts";
import { type ListItem, paginate, type PaginationProgress } from "../pagination.ts";
import { madeAt } from "./made-at.ts";
import { type Identifying, rowMatches } from "./row-matches.ts";

export interface ReadOptions {
  readonly concurrency?: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads a list until it has yielded every row that may be the charge: those for which `isOld` is false, and that show no
 * other amount or account. Rows may come twice.
 *
 * The order of the lists is not documented, so it stops early only where the rows show their order. When they come newest
 * first, it stops after the first page that ends with an old row. When they come oldest first and the first page is old,
 * it goes on with the last page and reads backwards. Otherwise it reads the whole list.
 */
export async function* readSince<Path extends "/charges" | "/transactions">(
  client: TrattaClient,
  path: Path,
  isOld: (row: unknown) => boolean,
  charge: Identifying,
  { signal, concurrency = 4 }: ReadOptions,
): AsyncGenerator<ListItem<Path>, void, undefined> {
  let lastPage = 0;
  let total = 0;
  let shrank = false;
  const onProgress = (progress: PaginationProgress): void => {
    lastPage = progress.pages ?? 0;
    // A removed row moves others to pages that were read before. `paginate` reports that at the end of the list only.
    shrank ||= (progress.total ?? total) < total;
    total = progress.total ?? total;
  };
  const pagesFrom = (startPage: number): AsyncGenerator<ListItem<Path>[], void, undefined> =>
    paginate(client, path, { startPage, concurrency, onProgress, ...(signal && { signal }) }).pages();

  function* possible(page: ListItem<Path>[]): Generator<ListItem<Path>, void, undefined> {
    for (const item of page) {
      const row = Object(item) as ListItem<Path> & Identifying; // A row may be null.
      if (!isOld(row) && rowMatches(row, charge) !== false) yield row;
    }
  }

  const head = createRun();
  let isFirst = true;
  for await (const page of pagesFrom(1)) {
    head.append(page);
    yield* possible(page);
    // Rows of one and the same second say nothing about the order.
    if (isOld(page.at(-1)) && head.last !== head.first) {
      if (head.falls && !shrank) return;
      if (isFirst && head.rises && lastPage > 2 && (yield* readBackwards(lastPage))) return;
    }
    isFirst = false;
  }

  /** Returns whether the rows show that those between them and the first page are old. */
  async function* readBackwards(from: number): AsyncGenerator<ListItem<Path>, boolean, undefined> {
    let behind = Infinity;
    for (let number = from; number > 1; number--) {
      const run = createRun();
      let oldest: ListItem<Path> | undefined;
      for await (const page of pagesFrom(number)) {
        oldest ??= page[0];
        run.append(page);
        yield* possible(page);
        if (number < from) break; // The last page is read to the end of the list, which may have grown.
      }
      if (!(run.rises && run.first >= head.last && run.last <= behind)) return false;
      if (isOld(oldest)) break;
      behind = run.first;
    }
    return true;
  }
}

interface Run {
  first: number;
  last: number;
  falls: boolean;
  rises: boolean;
  append(rows: readonly unknown[]): void;
}

/** Follows in which order rows were made; one that does not show it is in no order. */
function createRun(): Run {
  return {
    first: NaN,
    last: NaN,
    falls: true,
    rises: true,
    append(rows) {
      for (const row of rows) {
        const { at } = madeAt(row);
        if (Number.isNaN(this.first)) this.first = this.last = at;
        this.falls &&= at <= this.last;
        this.rises &&= at >= this.last;
        this.last = at;
      }
    },
  };
}
