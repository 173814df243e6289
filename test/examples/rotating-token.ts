import { createTrattaClient, type TrattaClient, type TrattaClientOptions } from "tratta-client";

/** Fetches a token when the one at hand is about to expire or was rejected; calls made meanwhile share that one fetch. */
export function clientWithRotatingToken(
  fetchToken: () => Promise<{ token: string; expiresAt: number }>,
  options: Omit<TrattaClientOptions, "token">,
): TrattaClient {
  let current = { token: "", expiresAt: 0 };
  let pending: Promise<string> | undefined;

  async function refresh(): Promise<string> {
    try {
      current = await fetchToken();
      return current.token;
    } finally {
      pending = undefined; // after a failure the next call tries again
    }
  }
  return createTrattaClient({
    ...options,
    token: ({ rejected }) => {
      const stillGood = current.token !== rejected && current.expiresAt > Date.now() + 30_000;
      return stillGood ? current.token : (pending ??= refresh());
    },
  });
}
