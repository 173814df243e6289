import { toApiError } from "./internal/response-errors.ts";

/** What a call of the client resolves to, as far as `unwrap` looks into it. */
export interface CallResult<Data> {
  readonly data?: Data;
  readonly error?: unknown;
  readonly response: Response;
}

/**
 * Turns a call's `{ data, error, response }` into its data: the whole JSON body, `{ data: … }` envelope included.
 *
 * An answer without a body (DELETE, or a server that says no more than 2xx) gives undefined, whatever the type says.
 *
 * @throws {TrattaApiError} when the server answered with 4xx or 5xx; what the call itself rejects with passes through
 * @example
 * const { data: customer } = await unwrap(client.GET("/customers/{id}", { params: { path: { id: "42" } } }));
 */
export async function unwrap<Data>(call: CallResult<Data> | Promise<CallResult<Data>>): Promise<Data> {
  const { data, error, response } = await call;
  if (!response.ok || error !== undefined) throw toApiError(response, error);
  return data as Data;
}
