import type { TrattaClient, TrattaClientOptions } from "tratta-client";
import type { SandboxControl } from "./sandbox-control.ts";

/** What is known of a runtime beforehand, where runtimes honestly differ. */
export interface RuntimeTraits {
  readonly name: string;
  /** Whether `fetch` tells a refused connection from one that broke. */
  readonly provesRefusedConnection: boolean;
  /** Whether `fetch` hides the status of a redirect, as browsers do. */
  readonly hidesRedirectStatus: boolean;
  /** Whether the runtime by itself sends a POST again when a kept-alive connection breaks, as browsers do. */
  readonly resendsPosts: boolean;
}

/** What the orchestrator tells the suite. */
export interface SuiteOptions {
  readonly runtime: RuntimeTraits;
  readonly token: string;
  readonly sandboxUrl: string;
  readonly controlUrl: string;
  /** Where nothing listens. */
  readonly closedUrl: string;
}

/** What each check is given. */
export interface CheckContext extends SuiteOptions {
  readonly control: SandboxControl;
  /** Makes a client of the sandbox. */
  readonly client: (options?: Partial<TrattaClientOptions>) => TrattaClient;
  /** Puts what this runtime gives beyond what is guaranteed into the table's notes. */
  readonly note: (text: string) => void;
}

export interface Check {
  /** A sentence about behaviour. */
  readonly name: string;
  readonly run: (context: CheckContext) => Promise<void>;
}

export interface CheckResult {
  readonly name: string;
  readonly outcome: "passed" | "failed" | "n/a";
  /** Why it failed or does not apply. */
  readonly reason?: string;
  readonly note?: string;
}

/** Thrown by a check that does not apply to a runtime; the reason is shown. */
export class NotApplicable extends Error {}
