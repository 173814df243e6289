import type { RecordOf } from "./records.ts";

export type ChangeKind = "created" | "updated" | "deleted";

/** What became of one record in a step. */
export type Change = {
  [Name in keyof RecordOf]: {
    readonly resource: Name;
    readonly kind: ChangeKind;
    readonly record: RecordOf[Name];
    /** A copy of the record as it was before the step; undefined when the step created it. */
    readonly before: RecordOf[Name] | undefined;
  };
}[keyof RecordOf];

/**
 * Collects what happens to records, and reports it when a step ends: a request, a charge that fell due, a row of an import.
 * A record is reported once for each step and in the state that the step leaves it in, in the order of the first changes.
 */
export class Changes {
  #listener: ((changes: readonly Change[], at: number) => void) | undefined;
  readonly #pending = new Map<object, Change>();
  #count = 0;

  /** How many changes there have been. */
  get count(): number {
    return this.#count;
  }

  /** Reports the steps from now on to `listener`, with their time in epoch milliseconds. */
  listen(listener: (changes: readonly Change[], at: number) => void): void {
    this.#listener = listener;
  }

  /** Notes a change of a record; `before` is what it was. It is only counted before somebody listens. */
  note(change: Change): void {
    this.#count += 1;
    if (this.#listener === undefined) return;
    const { record, kind } = change;
    const earlier = this.#pending.get(record);
    if (earlier === undefined) this.#pending.set(record, change);
    // Never seen from outside, so nothing to report.
    else if (kind === "deleted" && earlier.kind === "created") this.#pending.delete(record);
    else if (kind === "deleted") this.#pending.set(record, { ...earlier, kind });
  }

  /** Ends a step that happened at `at`, in epoch milliseconds. */
  endStep(at: number): void {
    if (this.#pending.size === 0) return;
    const changes = [...this.#pending.values()];
    this.#pending.clear();
    this.#listener?.(changes, at);
  }
}
