import type { Presenters } from "./response-body.ts";
import type { SandboxSettings } from "../sandbox-options.ts";
import type { Store } from "../domain/store.ts";

/** What an operation works with; path, query and body have been validated against the OpenAPI document. */
export interface OperationContext<Body = unknown> {
  readonly store: Store;
  readonly present: Presenters;
  readonly settings: SandboxSettings;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly url: URL;
  /** The `{id}` of the path, decoded; empty where the path has none. */
  readonly id: string;
  /** Query parameters with the document's defaults filled in and numbers as numbers. */
  readonly query: OperationQuery;
  readonly body: Body;
}

export interface OperationQuery {
  readonly limit: number;
  readonly page: number;
  readonly include?: string;
  readonly start_date?: string;
  readonly end_date?: string;
}

/** What an operation answers; `body` is sent as JSON, or nothing where it is missing. */
export interface OperationResult {
  readonly status: number;
  readonly body?: object;
}

/** One operation of the OpenAPI document.
 * @throws ApiError for a request that cannot be met */
export type Operation<Body = unknown> = (context: OperationContext<Body>) => OperationResult;
