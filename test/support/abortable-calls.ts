import type { TrattaClient } from "../../src/client.ts";

export function charge(client: TrattaClient, signal: AbortSignal): Promise<unknown> {
  return client.POST("/charges", { body: { amount: 700 }, signal });
}

export function list(client: TrattaClient, signal: AbortSignal): Promise<unknown> {
  return client.GET("/customers", { signal });
}
