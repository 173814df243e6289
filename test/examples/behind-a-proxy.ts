import { createTrattaClient, type TrattaClient, type TrattaClientOptions } from "tratta-client";
import { ProxyAgent } from "undici";

/** Node only: sends everything through an HTTP proxy. Close the agent when you are done. */
export function clientBehindProxy(
  proxyUrl: string,
  options: TrattaClientOptions,
): { client: TrattaClient; close(): Promise<void> } {
  const dispatcher = new ProxyAgent(proxyUrl);
  const client = createTrattaClient({
    ...options,
    fetch: (request, init) => fetch(request, { ...init, dispatcher } as RequestInit),
  });
  return { client, close: () => dispatcher.close() };
}
