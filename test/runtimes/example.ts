import type { TrattaClient } from "tratta-client";
import type { Sandbox } from "tratta-client/sandbox";

/** A file of test/examples that runs in other runtimes than the tests do. */
export interface Example {
  readonly file: string;
  readonly runtimes: readonly string[];
  readonly run: (context: ExampleContext) => Promise<void>;
}

export interface ExampleContext {
  /** The runtime's program. */
  readonly path: string;
  /** Where the package is installed. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly sandbox: Sandbox;
  /** A client of the sandbox, to set the scene. */
  readonly client: TrattaClient;
}
