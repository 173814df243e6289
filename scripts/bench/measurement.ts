import type * as Tratta from "tratta-client";

/** One line of the benchmark's table. */
export interface Result {
  readonly subject: string;
  /** Undefined where it could not be measured; `note` says why. */
  readonly value: number | undefined;
  readonly unit: string;
  /** The value divided by that of the measurement's reference, from the same run. */
  readonly ratio?: number;
  /** What is to be reached, in words. */
  readonly goal?: string;
  readonly reached?: boolean;
  readonly note?: string;
}

export interface Measurement {
  readonly title: string;
  readonly results: readonly Result[];
}

/** What every measurement may use. */
export interface BenchContext {
  /** Small settings: shows that everything runs, but its figures mean little. */
  readonly quick: boolean;
  /** A project in which this package is installed, built as for publishing. */
  readonly project: string;
  /** That built package, loaded. The sources as tsx runs them are slower: it names every closure each time it is made. */
  readonly tratta: typeof Tratta;
  /** A project in which the peers are installed; undefined where they are not. */
  readonly peers: string | undefined;
  /** Why there are no peers. */
  readonly peersNote: string;
  /** Tells a person what is going on. */
  readonly tell: (progress: string) => void;
}
