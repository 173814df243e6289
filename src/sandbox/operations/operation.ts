import type { PaymentPlanRules } from "../domain/payment-plan-rules.ts";
import type { Store } from "../domain/store.ts";
import type { Serializers } from "../resources/serializers.ts";

/** What a handler works with; path, query and body have been validated against the OpenAPI document. */
export interface OperationContext<Body = unknown> {
  readonly store: Store;
  readonly serialize: Serializers;
  readonly paymentPlanRules: Readonly<PaymentPlanRules>;
  readonly maxPageSize: number;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly url: URL;
  /** The decoded `{id}` of the path; empty when the path has none. */
  readonly id: string;
  /** Every decoded parameter of the path, by its name. */
  readonly pathParameters: Readonly<Record<string, string>>;
  /** Query parameters with the document's defaults filled in and numbers as numbers. */
  readonly query: OperationQuery;
  readonly body: Body;
  /** What is wrong with rows of the body, by their index, where that refuses the row and not the request. */
  readonly refusedRows: ReadonlyMap<number, string>;
}

export interface OperationQuery {
  readonly limit: number;
  readonly page: number;
  readonly include?: string;
  readonly start_date?: string;
  readonly end_date?: string;
  readonly date_range?: string;
  readonly status?: string | readonly string[];
  readonly source?: string | readonly string[];
  readonly category?: string | readonly string[];
}

/** Status and JSON body of a response; without `body` the response is empty. */
export interface OperationResult {
  readonly status: number;
  readonly body?: object;
}

/** The handler of one operation of the OpenAPI document.
 * @throws ApiError when the request is refused */
export type Operation<Body = unknown> = (context: OperationContext<Body>) => OperationResult;
