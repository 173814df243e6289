import { createTrattaClient, type TrattaClient, type TrattaClientOptions } from "tratta-client";
import { Agent } from "undici";

/** Node only: a bounded pool of connections that trusts a company's own certificate authority. */
export function clientWithOwnPool(
  ca: string,
  options: TrattaClientOptions,
): { client: TrattaClient; close(): Promise<void> } {
  const dispatcher = new Agent({ connections: 8, connect: { ca } });
  const client = createTrattaClient({
    ...options,
    fetch: (request, init) => fetch(request, { ...init, dispatcher } as RequestInit),
  });
  return { client, close: () => dispatcher.close() };
}
