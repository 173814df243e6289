/** The keys of the latest rows; older ones are forgotten, so that memory use stays constant. */
export class RecentKeys {
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
