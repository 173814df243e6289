import { type PaginationDrift, PaginationDriftError, TrattaRequestError } from "../../errors.ts";
import { listenersOf } from "../abortable.ts";
import { assertInteger } from "../assert-integer.ts";
import { notify } from "../notify.ts";
import { type FetchPage, type PageRead, type PassOptions, readPass } from "./read-pass.ts";
import type { Row } from "./row-id.ts";
import { RowSequence } from "./row-sequence.ts";

interface Progress {
  readonly page: number;
  readonly pages: number | undefined;
  readonly items: number;
  readonly total: number | undefined;
}

export interface ReadOptions extends Partial<Omit<PassOptions, "pageSize">> {
  readonly signal?: AbortSignal;
  readonly onDrift?: (drift: PaginationDrift) => void;
  readonly onProgress?: (progress: Progress) => void;
}

/**
 * Reads a list, yields its pages, and reports what shows that it changed meanwhile.
 *
 * Why `verify` is enough to notice that a row is missing: rows R came in both passes, so when the first pass ended, the list
 * held all of them, and the missing row besides. So `total` was above the number of R, which is refused. That holds in
 * whatever order pages are cut, and however rows move, unless a row of R left the list and came back.
 * Without `total` it holds when rows keep their order and the pages of the first pass are cut one after the other: the
 * rows before the missing one that were read were all there when the next page was cut, which therefore began with it.
 *
 * @param stop aborted by the caller to end the loop, and here when the loop ends, with all that is under way
 */
export async function* readPages(
  fetchPage: FetchPage,
  pageSize: number,
  { concurrency = 4, startPage = 1, verify = false, signal, onDrift, onProgress }: ReadOptions,
  stop: AbortController,
): AsyncGenerator<Row[], void, undefined> {
  assertInteger("pageSize", pageSize, 1, 500);
  assertInteger("concurrency", concurrency, 1, 100);
  assertInteger("startPage", startPage, 1);
  if (typeof verify !== "boolean") throw new TrattaRequestError("verify", "must be true or false");
  signal?.throwIfAborted();

  // Not AbortSignal.any, which Vercel's edge runtime does not have.
  const abort = (reason: unknown): void => stop.abort(reason);
  const listeners = signal && listenersOf(signal).add(abort);
  const sequence = new RowSequence();
  let lastPage = startPage;
  let total: number | undefined;
  let fewest = Infinity;
  let items = 0;
  let loss: PaginationDrift | undefined;
  const report = (reason: PaginationDrift["reason"], expected: number, actual: number): void => {
    const drift = { page: lastPage, reason, expected, actual };
    let accepted = false;
    notify((observed) => {
      const pending: unknown = onDrift?.(observed);
      accepted = onDrift !== undefined;
      return pending;
    }, drift);
    if (verify || (actual < expected && !accepted)) loss ??= drift;
  };
  /** @param unique rows of the pass up to and with this page, without the repeated ones */
  const inspect = (read: PageRead, unique: number): void => {
    const before = total;
    lastPage = read.page;
    total = read.total ?? total;
    fewest = Math.min(fewest, total ?? Infinity);
    if (before !== undefined && total !== undefined && before !== total) report("total_changed", before, total);
    if (verify && read.repeated > 0) report("row_repeated", unique + read.repeated, unique);
  };
  const readOnce = () => readPass(fetchPage, { pageSize, concurrency, startPage, verify }, stop.signal);
  const throwLoss = (): void => {
    if (loss) throw new PaginationDriftError(loss);
  };

  try {
    for await (const read of readOnce()) {
      const { page, pages, rows } = read;
      items += rows.length;
      notify(onProgress, { page, pages, items, total: read.total });
      inspect(read, items);
      if (verify) rows.forEach((row) => sequence.add(row));
      if (rows.length > 0) yield rows;
    }
    if (startPage === 1 && fewest < Infinity) {
      if (items < fewest) report("rows_missing", fewest, items);
      else if (verify && items > fewest) report("changed_while_read", fewest, items);
    }
    if (verify) {
      const repeated = await sequence.countRepeated();
      if (repeated > 0) report("row_repeated", items, items - repeated);
    }
    throwLoss();
    if (!verify) return;

    let same = 0;
    for await (const read of readOnce()) {
      const { rows } = read;
      inspect(read, same + rows.length);
      const difference = rows.findIndex((row, index) => !sequence.has(same + index, row));
      if (difference >= 0) report("changed_while_read", items, same + difference);
      same += rows.length;
      throwLoss();
    }
    if (same < items) report("changed_while_read", items, same);
    throwLoss();
  } catch (error) {
    // Ended by `return()` or `throw()`, which is no error of the pending `next()`.
    if (error !== stop.signal.reason || error === signal?.reason) throw error;
  } finally {
    listeners?.delete(abort);
    stop.abort();
  }
}
