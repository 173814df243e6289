import type * as Tratta from "tratta-client";

/** What every measurement may use. */
export interface BenchContext {
  /** Small settings: shows that everything runs, but the figures mean little. */
  readonly quick: boolean;
  /** The folder of this repository. */
  readonly root: string;
  /** A project in which this package is installed, built as for publishing. */
  readonly project: string;
  /** That built package, loaded. The sources are slower under tsx, which names every closure each time it is created. */
  readonly tratta: typeof Tratta;
  /** The project in which the peers are installed; undefined when they are left out. */
  readonly peers: string | undefined;
}
