/** Remembers values by number, up to a count: then it forgets the one that was asked for the longest ago. */
export class Memory<Value> {
  readonly #values = new Map<number, Value>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  /** Returns the value of a number, made now unless it is remembered. */
  get(number: number, make: () => Value): Value {
    const value = this.#values.get(number) ?? make();
    // A map lists its keys in the order in which they were set.
    this.#values.delete(number);
    this.#values.set(number, value);
    if (this.#values.size > this.#most) this.#values.delete(this.#values.keys().next().value ?? number);
    return value;
  }
}
