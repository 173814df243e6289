import type { ResultOf } from "./client-method.ts";
import { toApiError } from "./internal/response-errors.ts";

/**
 * Returns the data of a call: the whole JSON body, `{ data: … }` envelope included.
 *
 * A 2xx response without a body, as after some DELETEs, returns undefined whatever the type says.
 *
 * @throws {TrattaApiError} when the status is 4xx or 5xx; the call's own rejection passes through
 * @example
 * const { data: customer } = await unwrap(client.GET("/customers/{id}", { params: { path: { id: "42" } } }));
 */
export async function unwrap<Data>(call: ResultOf<Data, unknown> | Promise<ResultOf<Data, unknown>>): Promise<Data> {
  const { data, error, response } = await call;
  if (!response.ok || error !== undefined) throw toApiError(response, error);
  return data as Data;
}
