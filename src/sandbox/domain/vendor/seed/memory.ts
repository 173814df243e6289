/** Remembers values by number: at least as many as `least`, those that were asked for last, and at most twice as many. */
export class Memory<Value> {
  readonly #least: number;
  // Two maps, since one that gets and loses entries all the time is slow.
  #newer = new Map<number, Value>();
  #older = new Map<number, Value>();

  constructor(least: number) {
    this.#least = least;
  }

  /** Returns the value of a number, made now unless it is remembered. */
  get(number: number, make: () => Value): Value {
    const newer = this.#newer.get(number);
    if (newer !== undefined) return newer;
    const value = this.#older.get(number) ?? make();
    if (this.#newer.size === this.#least) {
      this.#older = this.#newer;
      this.#newer = new Map();
    }
    this.#newer.set(number, value);
    return value;
  }
}
