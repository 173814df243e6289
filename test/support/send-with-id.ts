import type { TrattaClient } from "../../src/client.ts";

export const METHODS = ["GET", "PUT", "POST", "DELETE"] as const;

/** Sends a request of any method with any value as the id in its path. */
export function sendWithId(client: TrattaClient, method: string, id: unknown): Promise<unknown> {
  const call = client.request as unknown as (method: string, path: string, init: object) => Promise<unknown>;
  const body = method.startsWith("P") ? { body: { amount: 1 } } : {};
  return call(method, "/payment-plans/{id}", { params: { path: { id } }, ...body });
}
